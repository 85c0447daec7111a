#include "pipeline/report/gallery.hpp"

#include "pipeline/report/thumbnail.hpp"

namespace vitrine::report {

util::Result<PictureIndex> Gallery::add(const util::Digest& blob, int longest) {
  const auto found = known_.find(blob);
  if (found != known_.end()) return found->second;
  return known_.emplace(blob, make(blob, longest)).first->second;
}

util::Result<PictureIndex> Gallery::make(const util::Digest& blob, int longest) {
  const util::Result<std::string> bytes = store_.get(blob);
  if (!bytes) return bytes.error();
  util::Result<Thumbnail> thumbnail = thumbnail_of(*bytes, longest);
  if (!thumbnail) return thumbnail.error();
  thumbnails_.push_back(std::move(*thumbnail));
  return thumbnails_.size() - 1;
}

}  // namespace vitrine::report
