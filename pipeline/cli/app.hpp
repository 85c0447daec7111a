#pragma once

#include "pipeline/cli/variables.hpp"
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
  Variables variables = no_variables();
  std::istream* in = nullptr;  ///< where answers to questions come from; null: nobody answers
  bool in_is_terminal = false;
};

/// The whole command: reads the arguments (without the program's name), does what they say and
/// returns the exit code. Nothing is thrown.
int run_app(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace vitrine::cli
