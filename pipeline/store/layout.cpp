#include "pipeline/store/layout.hpp"

#include "pipeline/util/files.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace vitrine::store {
namespace {

constexpr std::string_view kDescription = R"({"layout":1,"digest":"sha256","fanout":2})";

/// A person may have reformatted the file; only its content counts.
std::string without_spaces(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
  return text;
}

}  // namespace

std::filesystem::path Layout::layout_file() const { return folder_ / "layout.json"; }
std::filesystem::path Layout::blobs() const { return folder_ / "blobs" / "sha256"; }

std::filesystem::path Layout::shard(std::uint8_t first_byte) const {
  static constexpr char kDigits[] = "0123456789abcdef";
  return blobs() / std::string{kDigits[first_byte >> 4], kDigits[first_byte & 15]};
}

std::filesystem::path Layout::blob(const util::Digest& digest) const {
  return shard(digest.bytes[0]) / digest.hex();
}

std::filesystem::path Layout::rehearsals() const { return folder_ / "rehearsals"; }
std::filesystem::path Layout::comparisons() const { return folder_ / "comparisons"; }

std::filesystem::path Layout::comparison(std::string_view id) const {
  return comparisons() / (std::string(id) + ".json");
}

std::filesystem::path Layout::spool() const { return folder_ / "spool"; }

std::filesystem::path Layout::part(std::string_view attempt) const {
  return spool() / (std::string(attempt) + ".part");
}

std::filesystem::path Layout::response(std::string_view attempt) const {
  return spool() / (std::string(attempt) + ".resp");
}

std::filesystem::path Layout::quarantine(util::Date day) const {
  return folder_ / "quarantine" / util::to_text(day);
}

std::filesystem::path Layout::database() const { return folder_ / "lineage.db"; }

std::filesystem::path Layout::database_copy(int version) const {
  return folder_ / ("lineage-v" + std::to_string(version) + ".db");
}

std::filesystem::path Layout::lineage_lock() const { return folder_ / "lineage.lock"; }
std::filesystem::path Layout::sender_lock() const { return folder_ / "sender.lock"; }
std::filesystem::path Layout::keeping_lock() const { return folder_ / "keeping.lock"; }

std::string objection_to(const Layout& layout, const std::string& description) {
  if (without_spaces(description) == kDescription) return "";
  return layout.layout_file().string() + " describes a store that this program cannot use; " +
         "it knows " + std::string(kDescription);
}

std::vector<std::filesystem::path> missing_parts(const Layout& layout) {
  std::vector<std::filesystem::path> parts{layout.layout_file(), layout.spool()};
  for (int byte = 0; byte < 256; ++byte)
    parts.push_back(layout.shard(static_cast<std::uint8_t>(byte)));
  std::erase_if(parts, [](const auto& part) { return std::filesystem::exists(part); });
  return parts;
}

void establish(const Layout& layout) {
  const auto described = util::read_file(layout.layout_file());
  if (described)
    if (const std::string why = objection_to(layout, *described); !why.empty())
      throw std::runtime_error(why);

  std::filesystem::create_directories(layout.blobs());
  std::filesystem::create_directories(layout.spool());
  // Also in a known store: tools that copy or restore folders drop the empty ones.
  // One that is not described may have been made by somebody who was killed before the syncs.
  bool is_volatile = !described;
  for (int byte = 0; byte < 256; ++byte)
    is_volatile |= std::filesystem::create_directory(layout.shard(static_cast<std::uint8_t>(byte)));
  if (is_volatile) {
    util::sync_folder(layout.blobs(), util::Safeguard::layout_blobs);
    util::sync_folder(layout.blobs().parent_path(), util::Safeguard::layout_blobs_parent);
    // The names in the store's own folder are synced with the description, or where that is there
    // already by SQLite, with the first commit of every process.
    util::sync_folder(layout.folder().parent_path(), util::Safeguard::layout_folder_parent);
  }
  // Last, so that a described store is a whole one.
  if (!described) util::write_file_durably(layout.layout_file(), std::string(kDescription) + "\n");
}

bool holds_blobs(const Layout& layout) {
  namespace fs = std::filesystem;
  if (!fs::exists(layout.blobs())) return false;
  for (const auto& entry : fs::recursive_directory_iterator(layout.blobs()))
    if (entry.is_regular_file() && !entry.path().filename().string().starts_with(".")) return true;
  return false;
}

}  // namespace vitrine::store
