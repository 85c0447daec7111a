#pragma once

#include "pipeline/studio/sources.hpp"
#include "pipeline/util/fields.hpp"

namespace vitrine::studio {

/// Products in a scene.
struct Composed {
  cv::Mat bgr;
  cv::Mat mask;  ///< how much of each pixel is product; empty if there is none
  util::Fields facts;
};

/// Cut-outs on a scene picture: in scale, lit and shadowed like it, behind what stands in front.
util::Result<Composed> fuse(const domain::RenderRequest& request, const Sources& sources);

/// Cut-outs on a backdrop designed from the prompt's words.
util::Result<Composed> recontextualize(const domain::RenderRequest& request,
                                       const Sources& sources);

/// The designed backdrop alone.
Composed generate(const domain::RenderRequest& request);

}  // namespace vitrine::studio
