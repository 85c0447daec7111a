#pragma once

#include "pipeline/util/digest.hpp"
#include "pipeline/util/result.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::store {

/// Bytes by the digest of their content: immutable, never overwritten. Safe to use from several
/// threads and processes at once. A disk that will not have it throws std::system_error.
class AssetStore {
 public:
  virtual ~AssetStore() = default;

  /// Durable when it returns: temporary file in its shard, fsync, mode 0444, rename to the digest,
  /// fsync of the shard. Already there: the old one stays (and is replaced only if damaged).
  virtual util::Digest put(std::string_view bytes) = 0;
  /// The same for bytes that come in pieces: `produce` is called once with where they go, and no
  /// more than a piece is held at a time. What it throws is thrown here, and nothing is kept.
  using Pieces = std::function<void(std::string_view)>;
  virtual util::Digest put_pieces(const std::function<void(const Pieces&)>& produce) = 0;
  /// Verified against its name on every read: not_found, or damaged if the bytes are not its own.
  virtual util::Result<std::string> get(const util::Digest& digest) = 0;
  virtual bool contains(const util::Digest& digest) = 0;  ///< by name only
  /// Makes the names of these bytes durable, as far as they are here: whoever put them may have
  /// been killed before that.
  virtual void sync_names(std::span<const util::Digest> blobs) = 0;
};

/// The store below a project's ".vitrine" folder, made if absent, with layout.json.
std::unique_ptr<AssetStore> open_store(const std::string& folder);
/// In memory, for tests and trials.
std::unique_ptr<AssetStore> memory_store();

}  // namespace vitrine::store
