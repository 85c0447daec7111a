#include "pipeline/cli/app.hpp"
#include "pipeline/imaging/plane_pool.hpp"
#include "pipeline/util/memory.hpp"
#include "pipeline/util/scratch.hpp"

#include <iostream>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char** argv) {
  // libjpeg-turbo lets the environment change the bytes it writes; delivered bytes must not.
  for (const char* name : {"TJ_OPTIMIZE", "TJ_PROGRESSIVE", "TJ_RESTART", "TJ_FASTUPSAMPLE"})
    unsetenv(name);
  // A night is measured by what it takes at its height, and pictures take it. The planes that are
  // worked on and those of products that are kept have their place in the pool.
  constexpr std::int64_t kMiB = std::int64_t{1} << 20;
  vitrine::imaging::pool_planes(vitrine::util::scratch().most_bytes() + 16 * kMiB);
  vitrine::util::return_blocks_of(kMiB);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const vitrine::util::SystemClock clock;
  return vitrine::cli::run_app(
      arguments, {std::cout, std::cerr, isatty(STDERR_FILENO) != 0, clock,
                  vitrine::cli::process_variables(), &std::cin, isatty(STDIN_FILENO) != 0});
}
