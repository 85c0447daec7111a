#pragma once

#include "pipeline/util/result.hpp"

#include <string>
#include <string_view>

namespace vitrine::spec {

/// Another picture of one shot, as a line of a job's `adjust` asks for it.
struct RedoLine {
  std::string sku, colorway, scene;
  std::string view;  ///< empty: the product is shown from one side only
  std::string note;  ///< words added to the prompt; empty: as they are
  int take = 1;
};

/// `{for: {sku: KETTLE-01, colorway: red, scene: harbour}, note: "…", take: 2}`
std::string to_text(const RedoLine& line);

/// The job's text with the line in it, everything else as it was written. It comes last in
/// `adjust`, which is made at the end of the file if there is none; where a line for exactly this
/// shot stands already, its note and take are changed in place. What the result says was held
/// against the job before: nothing but that differs.
/// Error (bad_spec): the job is no YAML, or is written so that a person has to do it.
[[nodiscard]] util::Result<std::string> with_redo(std::string_view job, const RedoLine& line);

}  // namespace vitrine::spec
