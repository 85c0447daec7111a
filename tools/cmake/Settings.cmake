# Language, warnings and flags, as interface targets: nothing is set globally but what CMake must know first.
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# "Test": the build type of the test programs and what they link: quick to compile, no debug information.
set(CMAKE_CXX_FLAGS_TEST "-O1 -g0" CACHE STRING "" FORCE)

add_library(pipeline_settings INTERFACE)
target_compile_features(pipeline_settings INTERFACE cxx_std_20)
# Delivered bytes must repeat on every amd64 machine: no contraction into FMA, no -march, no -ffast-math.
target_compile_options(pipeline_settings INTERFACE -ffp-contract=off -fno-strict-aliasing)
target_compile_definitions(
  pipeline_settings
  INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION)

add_library(pipeline_warnings INTERFACE)
target_compile_options(
  pipeline_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
            # GCC 12 reports these falsely on std::string and coroutine frames.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict
            -Wno-maybe-uninitialized
            -Wno-dangling-pointer
            -Wno-stringop-overflow>
            # What clang says more than GCC; only the fuzz targets are built with it.
            $<$<CXX_COMPILER_ID:Clang>:-Wno-error>)

if(VITRINE_FUZZ)
  target_compile_options(pipeline_settings INTERFACE -g1 -fsanitize=fuzzer-no-link,address,undefined
                                                     -fno-sanitize-recover=all -fno-sanitize=vptr)
  target_link_options(pipeline_settings INTERFACE -fsanitize=address,undefined)
endif()

set(VITRINE_SANITIZE "" CACHE STRING "address,undefined or thread")
if(VITRINE_SANITIZE)
  target_compile_options(pipeline_settings INTERFACE -fsanitize=${VITRINE_SANITIZE} -fno-omit-frame-pointer
                                                     -fno-sanitize-recover=all)
  if(VITRINE_SANITIZE STREQUAL "thread")
    target_compile_options(pipeline_settings INTERFACE -Wno-tsan)  # Asio's fences
  else()
    # RapidJSON's internal stack offsets a null pointer by zero.
    target_compile_options(pipeline_settings INTERFACE -fno-sanitize=pointer-overflow)
  endif()
  target_link_options(pipeline_settings INTERFACE -fsanitize=${VITRINE_SANITIZE})
endif()
