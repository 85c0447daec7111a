#pragma once

#include "pipeline/imaging/codec.hpp"
#include "pipeline/studio/studio.hpp"
#include "tests/imaging/drawn.hpp"

#include <map>
#include <string>
#include <utility>

namespace vitrine {

/// Blobs in memory: what a test renders from.
class Shelf {
 public:
  util::Digest put(std::string bytes) {
    const util::Digest digest = util::sha256(bytes);
    blobs_[digest] = std::move(bytes);
    return digest;
  }
  util::Digest put(const imaging::Picture& picture) { return put(imaging::encode_png(picture)); }
  util::Digest put_grey(const cv::Mat& grey) { return put(imaging::encode_png_grey(grey)); }

  studio::SourceReader reader() const {
    return [this](const util::Digest& digest) -> util::Result<std::string> {
      const auto blob = blobs_.find(digest);
      if (blob == blobs_.end())
        return util::Error{util::ErrorKind::not_found, "no blob " + digest.short_hex()};
      return blob->second;
    };
  }
  domain::Outcome render(const domain::RenderRequest& request) const {
    return studio::render(request, reader());
  }

 private:
  std::map<util::Digest, std::string> blobs_;
};

inline domain::RenderRequest studio_request(domain::Operation operation) {
  domain::RenderRequest request;
  request.operation = operation;
  request.surface = request.model = "studio";
  request.renderer = studio::kRenderer;
  return request;
}

/// A red mug alone, placed in a drawn room of 800 x 600.
inline domain::RenderRequest mug_in_room(Shelf& shelf) {
  domain::RenderRequest request = studio_request(domain::Operation::fuse);
  request.sources = {
      {domain::SourceRole::cutout, "", shelf.put(drawn::mug_cutout({60, 60, 190}))},
      {domain::SourceRole::backdrop, "", shelf.put(imaging::Picture{drawn::room(800, 600), {}})}};
  request.placement = domain::Placement{};
  request.placement->at = domain::Point{0.5, 0.8};
  request.placement->height = 0.35;
  request.light = domain::Light{domain::LightFrom::left, domain::LightQuality::soft};
  return request;
}

}  // namespace vitrine
