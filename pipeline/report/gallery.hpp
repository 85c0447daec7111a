#pragma once

#include "pipeline/report/page.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/util/result.hpp"

#include <unordered_map>
#include <vector>

namespace vitrine::report {

/// The page's pictures while they are gathered: each stored picture is read and reduced once.
class Gallery {
 public:
  explicit Gallery(store::AssetStore& store) : store_(store) {}

  /// Reduces these pictures on all of the machine's cores, for `add` to find. Where one cannot be
  /// had, `add` says why.
  void prepare(const std::vector<util::Digest>& blobs, int longest);

  /// Where the thumbnail of that blob is; the store's or the decoder's error if there is none.
  util::Result<PictureIndex> add(const util::Digest& blob, int longest);

  std::vector<Thumbnail> take() && { return std::move(thumbnails_); }

 private:
  util::Result<Thumbnail> thumbnail(const util::Digest& blob, int longest) const;

  store::AssetStore& store_;
  std::unordered_map<util::Digest, util::Result<Thumbnail>> prepared_;
  std::vector<Thumbnail> thumbnails_;
  std::unordered_map<util::Digest, util::Result<PictureIndex>> known_;
};

}  // namespace vitrine::report
