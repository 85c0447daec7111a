#include "pipeline/providers/gemini/material.hpp"

#include "pipeline/providers/gemini/turn.hpp"
#include "pipeline/providers/sent_mask.hpp"

#include <utility>

namespace vitrine::providers::gemini {

util::Result<Material> load_material(const domain::RenderRequest& request,
                                     const SourceReader& read,
                                     const std::function<bool(const util::Digest&)>& lies_there) {
  Material material;
  util::Result<std::vector<Picture>> pictures = load_pictures(request.sources, read, lies_there);
  if (!pictures) return pictures.error();
  // This protocol has no field for it: it stays a picture.
  const auto fitted = fit_mask(request, domain::MaskWay::picture, *pictures);
  if (!fitted) return fitted.error();
  material.pictures = std::move(*pictures);
  for (const domain::EarlierTurn& turn : request.earlier) {
    util::Result<std::vector<Picture>> shown = load_pictures(turn.sources, read, lies_there);
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
