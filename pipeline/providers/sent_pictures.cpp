#include "pipeline/providers/sent_pictures.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/flatten.hpp"
#include "pipeline/providers/prompt.hpp"

#include <utility>

namespace vitrine::providers {
namespace {

util::Error about(const domain::Source& source, const util::Error& error) {
  const std::string role(domain::to_text(source.role));
  return {error.kind, "the " + role + (role == "picture" ? " " : " picture ") +
                          source.digest.short_hex() + ": " + error.message};
}

bool is_mask(domain::SourceRole role) {
  return role == domain::SourceRole::mask || role == domain::SourceRole::zone ||
         role == domain::SourceRole::protect || role == domain::SourceRole::foreground;
}

/// Makes a file with an alpha channel opaque; one whose alpha hides nothing stays as it is, unless
/// it is of a kind that the API does not take.
util::Result<bool> flatten(SentPicture& picture, bool is_taken) {
  const util::Result<imaging::Picture> decoded = imaging::decode(picture.bytes);
  if (!decoded) return decoded.error();
  if (!decoded->has_alpha() && is_taken) return false;
  if (is_mask(picture.source.role)) {
    const util::Result<cv::Mat> mask = imaging::decode_mask(picture.bytes);
    if (!mask) return mask.error();
    picture.bytes = imaging::encode_png_grey(*mask);
  } else {
    picture.bytes = imaging::encode_png({imaging::on_white(*decoded), {}});
  }
  picture.media_type = imaging::media_type(imaging::FileKind::png);
  picture.size = {decoded->width(), decoded->height()};
  return true;
}

}  // namespace

util::Result<std::vector<SentPicture>> load_pictures(
    const std::vector<domain::Source>& sources,
    const SourceReader& read,
    const std::function<bool(const util::Digest&)>& lies_there) {
  std::vector<SentPicture> pictures;
  for (const domain::Source& source : sent_sources(sources)) {
    util::Result<std::string> bytes = read(source.digest);
    if (!bytes) return about(source, bytes.error());
    const util::Result<imaging::FileInfo> info = imaging::inspect(*bytes);
    if (!info) return about(source, info.error());
    pictures.push_back({source,
                        std::move(*bytes),
                        imaging::media_type(info->kind),
                        {info->width, info->height},
                        {},
                        false,
                        false,
                        false});
    const bool is_taken = info->kind != imaging::FileKind::avif;
    if ((!info->has_alpha && is_taken) || (lies_there && lies_there(source.digest))) continue;
    const util::Result<bool> flattened = flatten(pictures.back(), is_taken);
    if (!flattened) return about(source, flattened.error());
    pictures.back().flattened = *flattened;
  }
  return pictures;
}

}  // namespace vitrine::providers
