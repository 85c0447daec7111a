#pragma once

#include "pipeline/audit/doctor.hpp"
#include "pipeline/cli/commands.hpp"

#include <string>
#include <vector>

namespace vitrine::cli {

/// The project's store as an examination sees it: where each set is delivered is read from the job
/// that made it last. Sets whose job cannot be read are named in `notes` and not looked at. A
/// damaged database leaves the outputs empty.
struct FoundPatient {
  audit::Patient patient;
  std::vector<std::string> notes;
};
FoundPatient find_patient(const Invocation& call);

}  // namespace vitrine::cli
