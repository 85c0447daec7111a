#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/providers/provider.hpp"
#include "pipeline/providers/skeleton.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/result.hpp"

#include <optional>
#include <string>
#include <string_view>

/// A model's turn as it is kept for a conversation: byte for byte as it came, signatures and all,
/// but for the one picture that is kept as a rendering anyway. Its base64 is left out and its
/// digest noted before the turn, so that the same bytes can be put together again.
namespace vitrine::providers::gemini {

/// `turn` and `picture` are places of `body`; `digest` and `bytes` are of the picture decoded.
/// Where the base64 is not spelled as we would spell it, it stays in: the turn must come back
/// unchanged.
std::string kept_turn(
    std::string_view body, Span turn, Span picture, const util::Digest& digest, std::int64_t bytes);

/// The turn as it was sent. One that was kept whole is whole. Errors are those of `read`, for the
/// picture; damaged for a note that fits nothing.
util::Result<std::string> whole_turn(std::string kept, const SourceReader& read);

/// Which rendering the turn gave; nothing if it was kept whole.
std::optional<util::Digest> picture_of_turn(std::string_view kept);

/// The remedy `stateless_edit`: the same instruction as a fresh user turn on the picture of the
/// last answer, which needs no signature. It is another request, with a key of its own. bad_spec
/// if there is no conversation, not_found if the last turn tells of no rendering; else as `read`.
util::Result<domain::RenderRequest> stateless(const domain::RenderRequest& request,
                                              const SourceReader& read);

}  // namespace vitrine::providers::gemini
