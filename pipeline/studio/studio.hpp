#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/result.hpp"

#include <functional>
#include <string>

/// The embedded renderer: true product pixels, cut out, recoloured and placed. It draws no new
/// products and asks no model.
namespace vitrine::studio {

class MattingNetworks;

/// Part of every render key: other bytes for the same request need another number.
inline constexpr const char* kRenderer = "studio/6";

/// The bytes of a source; an error if the store has none by that digest.
using SourceReader = std::function<util::Result<std::string>(const util::Digest&)>;

/// Answers every operation: with a picture, or with `invalid_request` and a sentence that says what
/// the studio cannot do. The same request and sources give the same bytes on every machine. Calls
/// nothing but `read`, keeps nothing but a network it read in `networks` (null: not that either),
/// and may run on any number of threads.
///
/// operation        sources                              picture
/// edit             packshot (+ alpha, or network)       RGBA, the packshot's frame
/// edit             those of several members             RGBA, the members at one true scale
/// edit, refine     packshot or backdrop (+ zone mask)   simple corrections named in the prompt
/// recolor          packshot (+ the same, zones …)       RGBA, the packshot's frame
/// fuse             cutout(s), backdrop (+ foreground)   RGB, the backdrop's size or `size`
/// recontextualize  cutout(s)                            RGB on a designed backdrop, 2048 long
/// generate                                              the designed backdrop alone
domain::Outcome render(const domain::RenderRequest& request,
                       const SourceReader& read,
                       MattingNetworks* networks = nullptr);

}  // namespace vitrine::studio
