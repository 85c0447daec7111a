#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/net/http.hpp"
#include "pipeline/providers/answer_picture.hpp"
#include "pipeline/providers/asked.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/gemini/usage.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vitrine::providers::gemini {

/// What a complete answer comes to. Places are of the body that was read.
struct Reading {
  /// `bytes` stays empty: the picture is copied from the body by `copy_picture`. Facts, where they
  /// apply: http_status; code (finishReason, blockReason or the error's status, as sent);
  /// finish_message; text (the model's words); model_version; response_id; picture.media_type,
  /// c2pa_present and xmp_present (yes or no: what the file says of its making), picture.said (a
  /// label that is not what the bytes are), picture.size, picture.expected, picture.fit (see
  /// SizeFit), picture.from_thought; answered_with (address or data_uri, where a gateway gave that
  /// instead of a picture); body (why it is no answer); those of `read_error`; tokens.*.
  domain::Outcome outcome;
  std::optional<Span> picture;  ///< base64 of the picture; with `image` only
  PictureFacts picture_facts;
  /// `candidates[0].content`, to be kept verbatim if the conversation may go on.
  std::optional<Span> turn;
  /// Of the picture decoded, where its turn is to be kept.
  std::optional<util::Digest> picture_digest;
  Usage usage;
  Charge charge;
};

/// Reads an answer of generateContent or predict that has come whole. Total: whatever the bytes
/// are, the result is one outcome and one charge. A picture of another size than asked is still a
/// picture, paid and marked. Nothing a server said stands in a message or fact unredacted.
Reading read_answer(const Surface& surface,
                    const Asked& asked,
                    const net::ResponseHead& head,
                    std::string_view body);

}  // namespace vitrine::providers::gemini
