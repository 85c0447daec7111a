#include "pipeline/studio/studio.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/studio/composing.hpp"
#include "pipeline/studio/cutting.hpp"
#include "pipeline/studio/group.hpp"
#include "pipeline/studio/retouch.hpp"

#include <opencv2/core.hpp>

#include <string>
#include <utility>

namespace vitrine::studio {
namespace {

using domain::Operation;
using domain::Outcome;
using domain::OutcomeKind;
using util::Result;

Outcome failed(const util::Error& error) {
  Outcome outcome;
  // The studio has no bad days: the same request would fail again.
  outcome.kind = OutcomeKind::invalid_request;
  outcome.message = error.message;
  return outcome;
}

Outcome answered(std::string bytes, const cv::Mat& mask, util::Fields facts) {
  Outcome outcome;
  outcome.kind = OutcomeKind::image;
  outcome.bytes = std::move(bytes);
  if (!mask.empty()) outcome.mask = imaging::encode_png_grey(mask);
  outcome.facts.push_back({"renderer", kRenderer});
  for (util::Field& fact : facts) outcome.facts.push_back(std::move(fact));
  return outcome;
}

Outcome answer(const Result<ProductAlone>& product) {
  if (!product) return failed(product.error());
  return answered(imaging::encode_png(product->picture), product->picture.alpha, product->facts);
}

Outcome answer(const Result<Composed>& scene) {
  if (!scene) return failed(scene.error());
  return answered(imaging::encode_png({scene->bgr, {}}), scene->mask, scene->facts);
}

Outcome answer(const Result<Retouched>& retouched) {
  if (!retouched) return failed(retouched.error());
  return answered(imaging::encode_png(retouched->picture), retouched->picture.alpha,
                  retouched->facts);
}

Outcome rendered(const domain::RenderRequest& request, const Sources& sources) {
  switch (request.operation) {
    case Operation::edit:
      if (!request.members.empty()) return answer(arrange_group(request, sources));
      if (request.prompt == domain::kCutOutInstruction) return answer(cut_out(request, sources));
      return answer(retouch(request, sources));
    case Operation::refine:
      return answer(retouch(request, sources));
    case Operation::recolor:
      return answer(cut_out_recolored(request, sources));
    case Operation::fuse:
      return answer(fuse(request, sources));
    case Operation::recontextualize:
      return answer(recontextualize(request, sources));
    case Operation::generate:
      return answer(Result<Composed>(generate(request)));
  }
  return failed({util::ErrorKind::unsupported, "the studio does not know this operation"});
}

}  // namespace

Outcome render(const domain::RenderRequest& request,
               const SourceReader& read,
               MattingNetworks* networks) {
  try {
    return rendered(request, Sources(request, read, networks));
  } catch (const cv::Exception& error) {
    return failed({util::ErrorKind::bad_image,
                   "the studio could not work on these pictures: " + std::string(error.what())});
  }
}

}  // namespace vitrine::studio
