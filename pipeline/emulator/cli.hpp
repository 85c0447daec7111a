#pragma once

#include "pipeline/util/clock.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace vitrine::emulator {

/// The whole program `vitrine-emulator`: reads the arguments (without the program's name), prints
/// its base URL as the first line of `out`, and serves until SIGINT or SIGTERM. Returns the exit
/// code: 0 stopped, 2 bad usage or scenario, 5 could not start. Nothing is thrown.
int run_emulator(const std::vector<std::string>& arguments,
                 std::ostream& out,
                 std::ostream& err,
                 const util::Clock& clock);

}  // namespace vitrine::emulator
