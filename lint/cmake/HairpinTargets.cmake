# How every target of the project is built: warnings, sanitizers, include root, embedded texts.

find_program(CCACHE ccache)
if(CCACHE)
  # Without these ccache keeps nothing that was compiled with a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# The headers of the standard library that most files include, parsed once per build directory: two
# thirds of the time that an average file takes to compile. Each file still includes what it uses,
# and builds alike without.
set(hairpin_standard_headers
  <algorithm> <array> <cstdint> <filesystem> <fstream> <functional> <map> <memory> <optional> <set>
  <span> <sstream> <string> <string_view> <tuple> <unordered_map> <utility> <vector>)

# hairpin_precompile(TARGET headers...) or hairpin_precompile(TARGET REUSE_FROM OTHER). GCC alone:
# clang refuses headers that were precompiled with other definitions than the file's own.
function(hairpin_precompile target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    if(ARGV1 STREQUAL REUSE_FROM)
      target_precompile_headers(${target} REUSE_FROM ${ARGV2})
    else()
      target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
  endif()
endfunction()

function(hairpin_defaults target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/lint)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 sees an overlapping memcpy in every optimised `"literal" + std::string` (GCC bug
    # 105651). From a precompiled header it warns of library code, too, and sees strings written to
    # out of bounds.
    target_compile_options(${target} PRIVATE
      -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
  endif()
  if(HAIRPIN_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${HAIRPIN_SANITIZE} -fno-omit-frame-pointer)
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      # With instrumented code GCC sees uninitialised memory in std::regex, which Catch2 uses (GCC
      # bug 105562). The checks at every access cost a third of the time to compile; what they find
      # the address sanitizer finds, too, and the fuzz targets, which clang builds, have them all.
      target_compile_options(${target} PRIVATE
        -Wno-maybe-uninitialized -fno-sanitize=null,alignment,object-size,vptr)
    endif()
    target_link_options(${target} PUBLIC -fsanitize=${HAIRPIN_SANITIZE})
  endif()
endfunction()

# hairpin_library(FOLDER [USES folders...] [LIBRARIES targets...]): all of lint/FOLDER as a library.
function(hairpin_library folder)
  cmake_parse_arguments(ARG "" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lint/${folder}/*.cpp)
  add_library(hairpin_${folder} STATIC ${sources})
  hairpin_defaults(hairpin_${folder})
  if(folder STREQUAL base)
    hairpin_precompile(hairpin_base ${hairpin_standard_headers})
  else()
    hairpin_precompile(hairpin_${folder} REUSE_FROM hairpin_base)
  endif()
  foreach(used IN LISTS ARG_USES)
    target_link_libraries(hairpin_${folder} PUBLIC hairpin_${used})
  endforeach()
  # Private: headers of a folder do not leak the library that it is built with.
  target_link_libraries(hairpin_${folder} PRIVATE ${ARG_LIBRARIES})
endfunction()

# hairpin_embed(TARGET FILE SYMBOL): the text of FILE as `extern const std::string_view
# hairpin::embedded::SYMBOL`.
function(hairpin_embed target file symbol)
  set(output ${PROJECT_BINARY_DIR}/embedded/${symbol}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${PROJECT_SOURCE_DIR}/${file} -DOUTPUT=${output}
            -DSYMBOL=${symbol} -P ${PROJECT_SOURCE_DIR}/lint/cmake/embed.cmake
    DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/lint/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# Every folder of rules/ is one rule: FOLDER.cpp and README.md, which is embedded as the rule's
# text. A rule without a text does not build.
function(hairpin_rules)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rules/*.cpp ${PROJECT_SOURCE_DIR}/rules/*/*.cpp)
  add_library(hairpin_rules STATIC ${sources})
  hairpin_defaults(hairpin_rules)
  hairpin_precompile(hairpin_rules REUSE_FROM hairpin_base)
  target_link_libraries(hairpin_rules PUBLIC hairpin_engine)
  file(GLOB folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${PROJECT_SOURCE_DIR}/rules/*)
  foreach(folder IN LISTS folders)
    if(IS_DIRECTORY ${folder})
      get_filename_component(rule ${folder} NAME)
      hairpin_embed(hairpin_rules rules/${rule}/README.md rule_text_${rule})
    endif()
  endforeach()
endfunction()
