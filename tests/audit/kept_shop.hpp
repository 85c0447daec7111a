#pragma once

#include "pipeline/audit/doctor.hpp"
#include "pipeline/lineage/keeping.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/layout.hpp"
#include "tests/support/temp_folder.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace vitrine::test {

/// A project on disk after one night: a photograph, its cut-out by the studio, a file finished from
/// it with a verdict's evidence, delivered; and a picture that a model was paid for. Nobody has the
/// database open.
class KeptShop {
 public:
  KeptShop();

  std::filesystem::path project() const { return folder_ / "shop"; }
  std::filesystem::path output() const { return project() / "out"; }
  std::string store_folder() const { return (project() / ".vitrine").string(); }
  store::Layout layout() const { return store::Layout(store_folder()); }
  audit::Patient patient() const;
  std::unique_ptr<lineage::Lineage> open() const;
  std::unique_ptr<store::AssetStore> store() const { return store::open_store(store_folder()); }
  std::filesystem::path delivered_file() const { return output() / "box.jpg"; }
  std::filesystem::path photograph() const { return project() / "photos/box.png"; }

  audit::Examination examine(bool deep = false) const { return audit::examine(patient(), {deep}); }
  /// With nobody to read answers unless one is given.
  audit::Examination repair(bool deep = false,
                            decltype(audit::Treatment::settle_answer) settle = {}) const;

  void lose(const util::Digest& blob) const;
  /// One bit of it, in the middle; the time of the file stays.
  static void damage(const std::filesystem::path& file);
  void damage(const util::Digest& blob) const { damage(layout().blob(blob)); }
  void write(const std::filesystem::path& file, const std::string& bytes) const;

  /// Finishes and delivers the shot again from the same rendering, in another size: the earlier
  /// asset is history.
  void finish_again();

  util::Digest packshot, rendering, mask, asset, evidence, bought;
  util::Digest earlier_asset;  ///< once it was finished again
  static constexpr util::Timestamp kNow{1'795'312'927'000'000};

 private:
  void render(lineage::Lineage& lineage);
  void finish(lineage::Lineage& lineage, int width);
  void buy(lineage::Lineage& lineage);

  TempFolder folder_;
  util::Digest render_key_;
};

/// The kinds of what was found, in order.
std::vector<std::string> kinds(const audit::Examination& examination);

}  // namespace vitrine::test
