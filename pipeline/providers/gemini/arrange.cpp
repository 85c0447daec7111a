#include "pipeline/providers/gemini/arrange.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace vitrine::providers::gemini {
namespace {

/// In the order in which a prompt counts them: those of earlier turns first.
std::vector<Picture*> pictures_of(Material& material) {
  std::vector<Picture*> pictures;
  for (EarlierMaterial& turn : material.earlier)
    for (Picture& picture : turn.pictures) pictures.push_back(&picture);
  for (Picture& picture : material.pictures) pictures.push_back(&picture);
  return pictures;
}

std::int64_t words_of(const domain::RenderRequest& request, const Material& material) {
  std::int64_t bytes = bytes_of_words(request);
  for (const EarlierMaterial& turn : material.earlier)
    bytes += static_cast<std::int64_t>(turn.answer.size());
  return bytes;
}

/// Which pictures have to be uploaded even if nobody else sends them.
std::vector<bool> needed_there(const Surface& surface,
                               std::vector<PictureUse> uses,
                               std::int64_t words,
                               const TravelRules& rules) {
  for (PictureUse& use : uses) use.requests = 1;
  std::vector<bool> needed(uses.size(), false);
  if (const auto alone = decide_travel(surface, uses, words, rules))
    for (std::size_t i = 0; i < uses.size(); ++i) needed[i] = alone->ways[i] == Way::upload;
  return needed;
}

void add_upload(std::vector<Upload>& uploads, Picture& picture, bool needed) {
  for (Upload& upload : uploads)
    if (upload.picture == picture.source.digest) {
      upload.needed = upload.needed || needed;
      return;
    }
  uploads.push_back({picture.source.digest, picture.media_type,
                     std::make_shared<const std::string>(std::move(picture.bytes)),
                     picture.flattened, needed});
}

}  // namespace

util::Result<Arrangement> arrange(const domain::RenderRequest& request,
                                  const Surface& surface,
                                  const std::function<Uploads::Standing(const util::Digest&)>& look,
                                  Material& material,
                                  const TravelRules& rules) {
  const std::vector<Picture*> pictures = pictures_of(material);
  std::vector<Uploads::Standing> standings;
  std::vector<PictureUse> uses;
  for (const Picture* picture : pictures) {
    Uploads::Standing standing = look(picture->source.digest);
    uses.push_back({static_cast<std::int64_t>(picture->bytes.size()),
                    standing.goes_inline ? 1 : standing.requests, !standing.uri.empty()});
    standings.push_back(std::move(standing));
  }
  const std::int64_t words = words_of(request, material);
  const util::Result<Travel> travel = decide_travel(surface, uses, words, rules);
  if (!travel) return travel.error();
  const std::vector<bool> needed = needed_there(surface, uses, words, rules);
  Arrangement arrangement;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    Picture& picture = *pictures[i];
    std::string way = "inline";
    if (travel->ways[i] == Way::uploaded) {
      way = "upload";
      picture.file_uri = standings[i].uri;
      picture.media_type = standings[i].media_type;
      picture.flattened = standings[i].flattened;
      arrangement.named.push_back({picture.source.digest, standings[i].number});
    } else if (travel->ways[i] == Way::upload) {
      add_upload(arrangement.uploads, picture, needed[i]);
    }
    if (picture.flattened) way += ", on white";
    if (picture.scaled) way += ", scaled";
    if (picture.turned) way += ", upright";
    arrangement.provenance.push_back({"image_" + std::to_string(i + 1), std::move(way)});
  }
  return arrangement;
}

}  // namespace vitrine::providers::gemini
