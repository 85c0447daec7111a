#include "pipeline/emulator/reply_parts.hpp"

#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace vitrine::emulator {
namespace {

/// Base64 needs no escaping, so it is put in as it is.
void write_base64(std::string_view name, const std::string& base64, util::JsonWriter& writer) {
  writer.key(name);
  writer.raw("\"" + base64 + "\"");
}

void write(const ReplyPart& part, util::JsonWriter& writer) {
  writer.begin_object();
  if (part.mime_type.empty()) {
    writer.member("text", part.text);
  } else {
    writer.key("inlineData");
    writer.begin_object();
    writer.member("mimeType", part.mime_type);
    write_base64("data", part.base64, writer);
    writer.end_object();
  }
  if (part.thought) writer.member("thought", true);
  if (!part.signature.empty()) writer.member("thoughtSignature", part.signature);
  writer.end_object();
}

void write_candidate(const ModelReply& reply,
                     std::span<const ReplyPart> parts,
                     bool last,
                     util::JsonWriter& writer) {
  writer.begin_object();
  if (reply.has_content) {
    writer.key("content");
    writer.begin_object();
    if (!parts.empty()) {
      writer.key("parts");
      writer.begin_array();
      for (const ReplyPart& part : parts) write(part, writer);
      writer.end_array();
    }
    writer.member("role", "model");
    writer.end_object();
  }
  if (last) {
    writer.member("finishReason", reply.finish);
    if (!reply.finish_message.empty()) writer.member("finishMessage", reply.finish_message);
  }
  writer.member("index", 0);
  writer.end_object();
}

std::string chunk(const ModelReply& reply, std::span<const ReplyPart> parts, bool last) {
  util::JsonWriter writer;
  writer.begin_object();
  if (reply.block_reason.empty()) {
    writer.key("candidates");
    writer.begin_array();
    write_candidate(reply, parts, last, writer);
    writer.end_array();
  } else {
    writer.key("promptFeedback");
    writer.begin_object();
    writer.member("blockReason", reply.block_reason);
    writer.end_object();
  }
  if (reply.with_usage && last) {
    writer.key("usageMetadata");
    UsageForm form;
    form.details = reply.with_details;
    form.vertex = reply.vertex;
    form.thoughts_within = reply.thoughts_within;
    write_usage(reply.usage, form, writer);
  }
  writer.member("modelVersion", reply.model);
  writer.member("responseId", reply.response_id);
  if (reply.vertex) writer.member("createTime", reply.created);
  if (!reply.model_status.empty()) {
    writer.key("modelStatus");
    writer.raw(reply.model_status);
  }
  writer.end_object();
  return std::move(writer).take();
}

}  // namespace

std::string to_json(const ModelReply& reply) { return chunk(reply, reply.parts, true); }

std::vector<std::string> to_chunks(const ModelReply& reply) {
  std::vector<std::string> chunks;
  const std::span<const ReplyPart> parts(reply.parts);
  const std::size_t count = std::max<std::size_t>(1, parts.size());
  for (std::size_t i = 0; i < count; ++i)
    chunks.push_back(chunk(reply, parts.subspan(std::min(i, parts.size()), parts.empty() ? 0 : 1),
                           i + 1 == count));
  return chunks;
}

}  // namespace vitrine::emulator
