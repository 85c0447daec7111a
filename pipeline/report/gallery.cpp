#include "pipeline/report/gallery.hpp"

#include "pipeline/report/thumbnail.hpp"
#include "pipeline/util/parallel.hpp"

#include <optional>
#include <utility>

namespace vitrine::report {

void Gallery::prepare(const std::vector<util::Digest>& blobs, int longest) {
  std::vector<std::optional<util::Result<Thumbnail>>> made(blobs.size());
  util::for_each_at_once(blobs.size(),
                         [&](std::size_t i) { made[i] = thumbnail(blobs[i], longest); });
  for (std::size_t i = 0; i < blobs.size(); ++i)
    prepared_.try_emplace(blobs[i], *std::move(made[i]));
}

util::Result<PictureIndex> Gallery::add(const util::Digest& blob, int longest) {
  const auto found = known_.find(blob);
  if (found != known_.end()) return found->second;
  const auto ready = prepared_.find(blob);
  util::Result<Thumbnail> made =
      ready != prepared_.end() ? std::move(ready->second) : thumbnail(blob, longest);
  if (!made) return known_.emplace(blob, made.error()).first->second;
  thumbnails_.push_back(*std::move(made));
  return known_.emplace(blob, thumbnails_.size() - 1).first->second;
}

util::Result<Thumbnail> Gallery::thumbnail(const util::Digest& blob, int longest) const {
  const util::Result<std::string> bytes = store_.get(blob);
  if (!bytes) return bytes.error();
  return thumbnail_of(*bytes, longest);
}

}  // namespace vitrine::report
