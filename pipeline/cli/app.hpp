#pragma once

#include "pipeline/util/clock.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace vitrine::cli {

struct Environment {
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;
  const util::Clock& clock;
};

/// The whole command: reads the arguments (without the program's name), does what they say and
/// returns the exit code. Nothing is thrown.
int run_app(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace vitrine::cli
