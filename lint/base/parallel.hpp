#pragma once

#include <cstddef>
#include <functional>

namespace hairpin {

/// How many threads work at the same time in `for_each_index`: the cores that this process may use,
/// and never more than a few, since what comes back is put together by one thread.
std::size_t worker_count();

/// Calls `work(i)` once for each `i` below `count`, in no particular order and on all cores, and
/// returns when all calls have. The calling thread takes part; where the system grants no more
/// threads it does everything. Starting a thread costs as much as reading 200 kB: not for less.
/// An exception in a call is thrown again here, after the calls that were under way.
void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work);

/// The same with the number of the worker, below `worker_count()`, for work that uses something
/// which threads cannot share. Each worker's calls come one after the other, `i` rising.
void for_each_index(std::size_t count,
                    const std::function<void(std::size_t worker, std::size_t i)>& work);

}  // namespace hairpin
