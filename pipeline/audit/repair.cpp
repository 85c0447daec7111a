#include "pipeline/audit/doctor.hpp"
#include "pipeline/audit/rebuild.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/inventory.hpp"
#include "pipeline/store/publish.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace vitrine::audit {
namespace {

namespace fs = std::filesystem;
using lineage::Access;
using lineage::Keeping;
using lineage::Lineage;

/// Opens what it needs when it needs it: the first repairs make that possible.
class Surgery {
 public:
  Surgery(const Patient& patient, const Treatment& treatment)
      : patient_(patient), treatment_(treatment), layout_(patient.folder) {}

  void treat(Finding& finding) {
    try {
      const std::optional<std::string> failed = attempt(finding);
      finding.repaired = !failed && finding.remedy != Remedy::person;
      if (failed) finding.outcome = *failed;
    } catch (const std::exception& error) {
      finding.outcome = error.what();
    }
  }

 private:
  /// Why it could not be repaired; nothing: it was.
  std::optional<std::string> attempt(Finding& finding) {
    switch (finding.remedy) {
      case Remedy::person:
        break;
      case Remedy::make_folders:
        store::establish(layout_);
        break;
      case Remedy::open_writing:
      case Remedy::new_database:
        lineage();
        break;
      case Remedy::rebuild_indices:
        return rebuild_indices(finding);
      case Remedy::settle_answer:
        return settle_answer(finding);
      case Remedy::close_attempts:
        return close_attempts(finding);
      case Remedy::unlink:
        store::remove_durably(finding.subject);
        break;
      case Remedy::quarantine:
        finding.outcome = "lies in " + quarantine(finding.subject).string() + " now";
        break;
      case Remedy::make_again:
        return rebuild(*finding.blob, patient_.project, keeping(), lineage(), store());
      case Remedy::forget:
        keeping().mark({}, {&*finding.blob, 1}, treatment_.now);
        break;
      case Remedy::deliver_again:
        return deliver_again(finding);
    }
    return std::nullopt;
  }

  fs::path quarantine(const fs::path& file) {
    return store::move_to_quarantine(layout_, file, util::date_of(treatment_.now));
  }

  std::optional<std::string> rebuild_indices(Finding& finding) {
    const fs::path folder = layout_.quarantine(util::date_of(treatment_.now));
    fs::create_directories(folder);
    const fs::path copy = folder / "lineage-before-repair.db";
    fs::remove(copy);
    keeping().copy_to(copy.string());
    keeping().rebuild_indices();
    const std::vector<std::string> left = keeping().integrity_problems();
    if (!left.empty()) return "it is still damaged: " + left.front();
    finding.outcome = "a copy from before lies in " + copy.string();
    return std::nullopt;
  }

  std::optional<std::string> settle_answer(Finding& finding) {
    lineage();  // there may have been none
    if (!treatment_.settle_answer) return "nobody here reads answers";
    const auto settled = treatment_.settle_answer(fs::path(finding.subject).stem().string());
    if (!settled) return settled.error().message;
    finding.outcome = *settled;
    return std::nullopt;
  }

  std::optional<std::string> close_attempts(Finding& finding) {
    const auto open = keeping().attempt(finding.subject);
    if (!open || open->state != "sent") return std::nullopt;  // with another one
    if (open->reserved.micros == 0) {
      lineage().recover_free_attempts(treatment_.now);
      return std::nullopt;
    }
    lineage().fail_attempt(lineage::unanswered(*open, treatment_.now));
    finding.outcome = "named unknown at " + util::to_text(open->reserved) + " USD";
    return std::nullopt;
  }

  std::optional<std::string> deliver_again(const Finding& finding) {
    const auto output = patient_.outputs.find(finding.set);
    if (output == patient_.outputs.end()) return "where its set is delivered is not known";
    for (lineage::Published item : lineage().published(finding.set)) {
      if (!finding.path.empty() && item.path != finding.path) continue;
      const auto bytes = store().get(item.blob);
      if (!bytes) return bytes.error().message;
      const store::Stamp stamp = store::publish((output->second / item.path).string(), *bytes);
      item.stamp = {stamp.size, stamp.mtime_ns, stamp.inode};
      item.at = treatment_.now;
      lineage().record_published({&item, 1});
    }
    return std::nullopt;
  }

  Keeping& keeping() {
    lineage();
    if (!keeping_) keeping_ = Keeping::open(patient_.folder, Access::read_write);
    return *keeping_;
  }
  Lineage& lineage() {
    if (!lineage_) lineage_ = Lineage::open(patient_.folder, Access::read_write);
    return *lineage_;
  }
  store::AssetStore& store() {
    if (!store_) store_ = store::open_store(patient_.folder);
    return *store_;
  }

  const Patient& patient_;
  const Treatment& treatment_;
  const store::Layout layout_;
  std::unique_ptr<Lineage> lineage_;
  std::unique_ptr<Keeping> keeping_;
  std::unique_ptr<store::AssetStore> store_;
};

}  // namespace

void repair(const Patient& patient, const Treatment& treatment, Examination& examination) {
  imaging::exact::stay_on_calling_thread();
  std::vector<Finding>& findings = examination.findings;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.remedy < b.remedy; });
  Surgery surgery(patient, treatment);
  const auto is_made_again = [](const Finding& f) { return f.remedy == Remedy::make_again; };
  for (Finding& finding : findings)
    if (finding.remedy < Remedy::make_again) surgery.treat(finding);
  // One may be made from another: a file from a rendering from a cut-out from a photograph.
  for (bool progress = true; progress;) {
    progress = false;
    for (Finding& finding : findings) {
      if (!is_made_again(finding) || finding.repaired) continue;
      surgery.treat(finding);
      progress = progress || finding.repaired;
    }
  }
  for (Finding& finding : findings)
    if (finding.remedy > Remedy::make_again) surgery.treat(finding);
}

}  // namespace vitrine::audit
