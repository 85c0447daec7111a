#pragma once

#include "pipeline/emulator/usage.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator {

/// One part of what a model says: words, or a picture in base64.
struct ReplyPart {
  std::string text;
  std::string mime_type, base64;
  bool thought = false;
  std::string signature;
};

/// A GenerateContentResponse before it is written.
struct ModelReply {
  std::vector<ReplyPart> parts;
  bool has_content = true;  ///< false: a candidate with a finishReason only
  std::string finish = "STOP";
  std::string finish_message;
  std::string block_reason;  ///< not empty: no candidate at all
  Usage usage;
  bool with_usage = true, with_details = true;
  bool thoughts_within = false;  ///< candidatesTokenCount holds the thoughts too
  bool vertex = false;
  std::string model, response_id, created;
  std::string model_status;  ///< JSON; empty: left out
};

std::string to_json(const ModelReply& reply);

/// The reply in pieces of one part, as a stream gives it; the last one holds finishReason and
/// usage.
std::vector<std::string> to_chunks(const ModelReply& reply);

}  // namespace vitrine::emulator
