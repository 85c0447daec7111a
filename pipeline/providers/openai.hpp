#pragma once

#include "pipeline/providers/access.hpp"
#include "pipeline/providers/protocol.hpp"
#include "pipeline/util/result.hpp"

#include <memory>
#include <string_view>

/// The Images protocol of OpenAI, which many local servers speak too, each with odds of its own.
/// Those stand in the model's row as `options`:
///   edit_endpoint   multipart (the usual form), json, or none: pictures go to `generations`
///   image_field     of a picture in a form: image[] (usual) or image
///   response_format b64_json where the server answers with addresses unless it is told
///   sends_model     no: the server has one model and no name for it
namespace vitrine::providers {

struct Reach;

inline constexpr std::string_view kOpenAiBase = "https://api.openai.com/v1";

util::Result<std::shared_ptr<const Access>> openai_access(const Reach& reach);
/// A server of one's own. bad_spec without an address: it has none that is usual.
util::Result<std::shared_ptr<const Access>> local_access(const Reach& reach);

std::shared_ptr<const Protocol> openai_protocol();

}  // namespace vitrine::providers
