#include "base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace hairpin {
namespace {

constexpr std::size_t most_workers = 8;

/// The indices that nobody has taken yet, and the first failure.
class Queue {
 public:
  Queue(std::size_t count, const std::function<void(std::size_t, std::size_t)>& work)
      : count_(count), work_(work) {}

  void drain(std::size_t worker) noexcept {
    try {
      for (std::size_t i = next_++; i < count_; i = next_++) work_(worker, i);
    } catch (...) {
      next_ = count_;  // the others finish what they have begun
      const std::lock_guard lock(failure_guard_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  const std::size_t count_;
  const std::function<void(std::size_t, std::size_t)>& work_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex failure_guard_;
  std::exception_ptr failure_;
};

}  // namespace

std::size_t worker_count() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, most_workers);
}

void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work) {
  for_each_index(count, [&](std::size_t, std::size_t i) { work(i); });
}

void for_each_index(std::size_t count, const std::function<void(std::size_t, std::size_t)>& work) {
  Queue queue(count, work);
  {
    std::vector<std::jthread> helpers;
    helpers.reserve(most_workers);
    try {
      for (std::size_t worker = 1; worker < std::min(worker_count(), count); ++worker) {
        helpers.emplace_back([&queue, worker] { queue.drain(worker); });
      }
    } catch (const std::system_error&) {
      // No more threads are to be had; those that run, and this one, do the work.
    }
    queue.drain(0);
  }
  queue.rethrow();
}

}  // namespace hairpin
