#include "pipeline/store/asset_store.hpp"

#include <mutex>
#include <unordered_map>

namespace vitrine::store {
namespace {

class MemoryStore final : public AssetStore {
 public:
  util::Digest put(std::string_view bytes) override {
    const util::Digest digest = util::sha256(bytes);
    const std::lock_guard held(mutex_);
    blobs_.try_emplace(digest, bytes);
    return digest;
  }

  util::Digest put_pieces(const std::function<void(const Pieces&)>& produce) override {
    std::string bytes;
    produce([&](std::string_view piece) { bytes += piece; });
    return put(bytes);
  }

  util::Result<std::string> get(const util::Digest& digest) override {
    const std::lock_guard held(mutex_);
    const auto found = blobs_.find(digest);
    if (found == blobs_.end())
      return util::Error{util::ErrorKind::not_found, "the store has no blob " + digest.hex()};
    return found->second;
  }

  bool contains(const util::Digest& digest) override {
    const std::lock_guard held(mutex_);
    return blobs_.contains(digest);
  }

  void sync_names(std::span<const util::Digest>) override {}

 private:
  std::mutex mutex_;
  std::unordered_map<util::Digest, std::string> blobs_;
};

}  // namespace

std::unique_ptr<AssetStore> memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace vitrine::store
