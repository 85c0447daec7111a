#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/inventory.hpp"
#include "pipeline/store/layout.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/files.hpp"

#include <bitset>
#include <filesystem>

namespace vitrine::store {
namespace {

class FileStore final : public AssetStore {
 public:
  explicit FileStore(Layout layout) : layout_(std::move(layout)) { establish(layout_); }

  util::Digest put(std::string_view bytes) override {
    const util::Digest digest = util::sha256(bytes);
    const std::filesystem::path path = layout_.blob(digest);
    if (const auto old = util::read_file(path)) {
      if (*old == bytes) {
        // Whoever wrote it may not have come as far as this.
        util::sync_folder(path.parent_path(), util::Safeguard::known_blob_folder);
        return digest;
      }
      condemn(path);
    }
    util::write_file_durably(path, bytes, {.mode = 0444});
    return digest;
  }

  util::Digest put_pieces(const std::function<void(const Pieces&)>& produce) override {
    // Its shard is known only when the last piece has been hashed.
    util::GrowingFile file(layout_.spool());
    util::Sha256 hash;
    produce([&](std::string_view piece) {
      hash.update(piece);
      file.write(piece);
    });
    const util::Digest digest = hash.finish();
    const std::filesystem::path path = layout_.blob(digest);
    if (const auto old = util::read_file(path)) {
      if (util::sha256(*old) == digest) {
        util::sync_folder(path.parent_path(), util::Safeguard::known_pieces_folder);
        return digest;
      }
      condemn(path);
    }
    file.commit(path, 0444);
    return digest;
  }

  util::Result<std::string> get(const util::Digest& digest) override {
    auto bytes = util::read_file(layout_.blob(digest));
    if (!bytes && bytes.error().kind == util::ErrorKind::not_found)
      return util::Error{util::ErrorKind::not_found, "the store has no blob " + digest.hex()};
    if (bytes && util::sha256(*bytes) != digest && !util::is_left_out(util::Safeguard::blob_digest))
      return util::Error{util::ErrorKind::damaged,
                         "blob " + digest.hex() + " no longer has the bytes it is named after"};
    return bytes;
  }

  bool contains(const util::Digest& digest) override {
    return std::filesystem::exists(layout_.blob(digest));
  }

  void sync_names(std::span<const util::Digest> blobs) override {
    std::bitset<256> shards;
    for (const util::Digest& blob : blobs) shards.set(blob.bytes[0]);
    for (std::size_t i = 0; i < shards.size(); ++i)
      if (shards.test(i))
        util::sync_folder(layout_.shard(static_cast<std::uint8_t>(i)),
                          util::Safeguard::known_names_folder);
  }

 private:
  /// Out of the way, not away: what is wrong with it may still tell a person something.
  void condemn(const std::filesystem::path& path) {
    move_to_quarantine(layout_, path, util::date_of(util::SystemClock().now()));
  }

  Layout layout_;
};

}  // namespace

std::unique_ptr<AssetStore> open_store(const std::string& folder) {
  return std::make_unique<FileStore>(Layout(folder));
}

}  // namespace vitrine::store
