#include "pipeline/providers/gemini/material.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/providers/gemini/turn.hpp"
#include "pipeline/providers/prompt.hpp"

#include <utility>

namespace vitrine::providers::gemini {
namespace {

util::Error about(const domain::Source& source, const util::Error& error) {
  const std::string role(domain::to_text(source.role));
  return {error.kind, "the " + role + (role == "picture" ? " " : " picture ") +
                          source.digest.short_hex() + ": " + error.message};
}

util::Result<std::vector<Picture>> load_pictures(const std::vector<domain::Source>& sources,
                                                 const SourceReader& read) {
  std::vector<Picture> pictures;
  for (const domain::Source& source : sent_sources(sources)) {
    util::Result<std::string> bytes = read(source.digest);
    if (!bytes) return about(source, bytes.error());
    const util::Result<imaging::FileInfo> info = imaging::inspect(*bytes);
    if (!info) return about(source, info.error());
    pictures.push_back({source,
                        std::move(*bytes),
                        imaging::media_type(info->kind),
                        {info->width, info->height},
                        {}});
  }
  return pictures;
}

}  // namespace

util::Result<Material> load_material(const domain::RenderRequest& request,
                                     const SourceReader& read) {
  Material material;
  util::Result<std::vector<Picture>> pictures = load_pictures(request.sources, read);
  if (!pictures) return pictures.error();
  material.pictures = std::move(*pictures);
  for (const domain::EarlierTurn& turn : request.earlier) {
    util::Result<std::vector<Picture>> shown = load_pictures(turn.sources, read);
    if (!shown) return shown.error();
    util::Result<std::string> kept = read(turn.answer);
    if (!kept) return kept.error();
    util::Result<std::string> answer = whole_turn(std::move(*kept), read);
    if (!answer) return answer.error();
    material.earlier.push_back({std::move(*shown), std::move(*answer)});
  }
  return material;
}

}  // namespace vitrine::providers::gemini
