#include "pipeline/cli/patient.hpp"

#include "pipeline/cli/set_output.hpp"
#include "pipeline/lineage/keeping.hpp"

namespace vitrine::cli {
namespace {

void find_outputs(const Invocation& call, const Project& project, FoundPatient& found) {
  const auto keeping = lineage::Keeping::open(found.patient.folder, lineage::Access::read_only);
  for (const lineage::Keeping::SetRecord& set : keeping->sets()) {
    if (set.job_file.empty()) continue;
    if (const auto output = output_of_set(call, project, set.name, set.job_file)) {
      found.patient.outputs[set.name] = *output;
      continue;
    }
    found.notes.push_back(
        "delivered files of " + set.name + " were not looked at: where they lie stands in " +
        shown_path(project.root / set.job_file) + ", which cannot be read as its job");
  }
}

}  // namespace

FoundPatient find_patient(const Invocation& call) {
  const Project project = call.here();
  FoundPatient found;
  found.patient.folder = project.store_folder().string();
  found.patient.project = project.root;
  found.patient.is_at_work = !lineage::sender_holding(found.patient.folder).empty();
  if (!lineage::exists(found.patient.folder)) return found;
  try {
    find_outputs(call, project, found);
  } catch (const lineage::Failure&) {
    found.patient.outputs.clear();  // what is wrong with it is the examination's to tell
  }
  return found;
}

}  // namespace vitrine::cli
