#include "pipeline/emulator/answer.hpp"

#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/drawing.hpp"
#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "pipeline/emulator/reply_parts.hpp"
#include "pipeline/emulator/request.hpp"
#include "pipeline/emulator/schema.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::emulator {
namespace {

constexpr std::string_view kCaption = "Here is the picture you asked for.";
constexpr std::string_view kThinking =
    "The product keeps its shape and colours; the scene takes its light from the words.";
constexpr std::string_view kRefusal =
    "I described the scene instead of drawing it: the product stands in soft light.";

/// Everything random in an answer comes from its body and the seeds.
std::uint64_t seed_of(std::string_view body,
                      std::optional<std::int64_t> asked,
                      const Making& making) {
  return mixed(making.seed, util::sha256(body).hex(),
               static_cast<std::uint64_t>(asked.value_or(0)));
}

Pixels asked_size(const GenerateRequest& request) {
  const ModelRow& model = *request.model;
  std::string_view ratio = request.ratio;
  if (ratio.empty() && !request.pictures.empty())
    if (const std::optional<Pixels> shape = shape_of(request.pictures.front()))
      ratio = nearest_ratio(model, *shape);
  return pixels_of(model, ratio.empty() ? "1:1" : ratio, request.tier).value_or(Pixels{1024, 1024});
}

std::string asked_type(const GenerateRequest& request, const Making& making) {
  return request.mime_type.empty() ? making.format : request.mime_type;
}

DrawOrder order_for(const GenerateRequest& request, std::uint64_t seed, const Making& making) {
  DrawOrder order;
  order.prompt = request.prompt;
  order.pictures = request.pictures;
  order.size = asked_size(request);
  order.mime_type = asked_type(request, making);
  misdraw(making.fault, *request.model, request.tier, order);
  order.quality = request.quality;
  order.seed = seed;
  order.flat = making.style == PictureStyle::flat;
  if (making.style == PictureStyle::repeated) order.repeated = making.drawings.get();
  return order;
}

ReplyPart picture_part(const std::string& bytes,
                       const std::string& mime_type,
                       const Making& making) {
  ReplyPart part;
  part.text = told_in_words(making.fault, mime_type, bytes);
  if (!part.text.empty()) return part;
  part.mime_type = told_type(making.fault, mime_type);
  part.base64 = told_base64(making.fault, bytes);
  if (making.model->family == Family::gemini_3) part.signature = signature_for(bytes);
  return part;
}

void add_pictures(const GenerateRequest& request,
                  std::uint64_t seed,
                  const Making& making,
                  ModelReply& reply) {
  DrawOrder order = order_for(request, seed, making);
  const std::string bytes = draw(order);
  ReplyPart final_part = picture_part(bytes, order.mime_type, making);
  if (has_fault(making.fault, FaultKind::thought_and_final)) {
    order.seed = seed + 1;
    order.mime_type = "image/jpeg";
    const std::string sketch = draw(order);
    ReplyPart thought{{}, order.mime_type, to_base64(sketch), true, {}};
    reply.parts.insert(reply.parts.begin(), std::move(thought));
  }
  if (has_fault(making.fault, FaultKind::thought_image_only)) {
    final_part.thought = true;
    final_part.signature.clear();
  }
  reply.parts.push_back(std::move(final_part));
  reply.usage.pictures = 1;
  reply.usage.image = output_image_tokens(*request.model, request.tier);
}

void add_words(std::string_view words, bool signed_part, const Making& making, ModelReply& reply) {
  ReplyPart part;
  part.text = words;
  if (signed_part && making.model->family == Family::gemini_3)
    part.signature = signature_for(words);
  reply.usage.text += text_tokens(words);
  reply.parts.push_back(std::move(part));
}

/// finishReason of an answer without a picture; the empty one has no candidate at all.
void withhold(const Making& making, ModelReply& reply) {
  const Fault& fault = *making.fault;
  reply.parts.clear();
  reply.usage.text = 0;
  switch (fault.kind) {
    case FaultKind::no_image:
      reply.finish = "NO_IMAGE";
      break;
    case FaultKind::empty_stop:
      break;
    case FaultKind::text_only:
      add_words(kRefusal, false, making, reply);
      break;
    case FaultKind::image_safety:
      reply.finish = "IMAGE_SAFETY";
      reply.has_content = false;
      reply.finish_message = "The picture was withheld. Support code: 29310472";
      break;
    case FaultKind::prohibited_content:
      reply.finish = "IMAGE_PROHIBITED_CONTENT";
      reply.has_content = false;
      reply.finish_message = "The picture was withheld. Support code: 17301594";
      break;
    case FaultKind::recitation:
      reply.finish = "IMAGE_RECITATION";
      reply.has_content = false;
      break;
    case FaultKind::image_other:
      reply.finish = "IMAGE_OTHER";
      break;
    case FaultKind::blocked:
      reply.block_reason = fault.reason;
      break;
    default:
      reply.finish = fault.reason;
      reply.has_content = false;
      break;
  }
}

ModelReply reply_to(const GenerateRequest& request, std::uint64_t seed, const Making& making) {
  ModelReply reply;
  reply.model = request.model->id;
  reply.response_id = making.response_id;
  reply.created = util::to_text(making.now);
  reply.vertex = making.vertex;
  reply.with_usage = !has_fault(making.fault, FaultKind::missing_usage);
  reply.with_details = !has_fault(making.fault, FaultKind::usage_without_details);
  reply.thoughts_within = has_fault(making.fault, FaultKind::thoughts_in_candidates);
  reply.model_status = making.model_status;
  reply.usage.prompt_text = request.prompt_text_tokens;
  reply.usage.prompt_image =
      static_cast<std::int64_t>(request.picture_count) * request.model->input_image_tokens;
  reply.usage.thoughts = thought_tokens(request.level, seed);
  if (has_group(making.fault, FaultGroup::no_picture)) {
    withhold(making, reply);
    return reply;
  }
  if (request.include_thoughts) {
    reply.parts.push_back({std::string(kThinking), {}, {}, true, {}});
  }
  const int image_tokens = output_image_tokens(*request.model, request.tier);
  if (request.wants_image && request.max_output_tokens > 0 &&
      request.max_output_tokens < image_tokens) {
    reply.finish = "MAX_TOKENS";
    return reply;
  }
  if (request.wants_text) add_words(request.wants_image ? kCaption : kRefusal, true, making, reply);
  if (request.wants_image) add_pictures(request, seed, making, reply);
  return reply;
}

/// Whether the request left the fault nothing to change.
bool is_moot(const GenerateRequest& request, const ModelReply& reply, const Making& making) {
  if (!has_group(making.fault, FaultGroup::picture)) return false;
  switch (making.fault->kind) {
    case FaultKind::missing_usage:
    case FaultKind::usage_without_details:
      return false;
    case FaultKind::thoughts_in_candidates:
      return reply.usage.thoughts == 0;
    case FaultKind::jpeg:
      return reply.usage.pictures == 0 || asked_type(request, making) == "image/jpeg";
    default:
      return reply.usage.pictures == 0;
  }
}

/// A reply and what became of the request, or the error that stands instead.
struct Worked {
  ModelReply reply;
  std::string attempt;
  bool moot = false;
};
ApiResult<Worked> work_on(const Json& body, std::uint64_t unseeded, const Making& making) {
  if (auto error = check_fields(body, Message::generate_request, making.vertex)) return *error;
  ApiResult<GenerateRequest> request =
      read_generate(body, *making.model, {making.vertex, making.files.get()});
  if (!request) return request.error();
  const std::uint64_t seed =
      request->seed ? mixed(unseeded, "seed", static_cast<std::uint64_t>(*request->seed))
                    : unseeded;
  Worked worked{reply_to(*request, seed, making), request->attempt};
  worked.moot = is_moot(*request, worked.reply, making);
  return worked;
}

void hand_over(const Worked& worked, Made& made) {
  made.usage = worked.reply.usage;
  made.attempt = worked.attempt;
  made.moot = worked.moot;
}

ApiResult<Worked> work_on(std::string_view body, const Making& making) {
  ParsedJson parsed = parse_json(body);
  if (!parsed.error.empty() || !parsed.value.is(Json::Kind::object))
    return invalid_argument("Invalid JSON payload received. " + parsed.error);
  return work_on(parsed.value, seed_of(body, std::nullopt, making), making);
}

}  // namespace

Made make_generate(std::string_view body, const Making& making) {
  ApiResult<Worked> worked = work_on(body, making);
  if (!worked) return refusal(worked.error());
  Made made;
  made.body = to_json(worked->reply);
  hand_over(*worked, made);
  return made;
}

Made answered(std::string body) {
  Made made;
  made.body = std::move(body);
  return made;
}

Made refusal(const ApiError& error) {
  Made made;
  made.status = error.code;
  made.body = to_json(error);
  return made;
}

Made make_stream(std::string_view body, const Making& making, bool sse) {
  ApiResult<Worked> worked = work_on(body, making);
  if (!worked) {
    Made made = refusal(worked.error());
    if (!sse) made.body = "[" + made.body + "]";
    return made;
  }
  Made made;
  hand_over(*worked, made);
  const std::vector<std::string> chunks = to_chunks(worked->reply);
  if (sse) {
    made.content_type = "text/event-stream";
    for (const std::string& chunk : chunks) made.body += "data: " + chunk + "\r\n\r\n";
  } else {
    for (const std::string& chunk : chunks)
      made.body += (made.body.empty() ? "[" : ",\r\n") + chunk;
    made.body += "]";
  }
  return made;
}

Made make_line(const Json& request, const Making& making) {
  const std::string body = to_text(request);
  ApiResult<Worked> worked = work_on(request, seed_of(body, std::nullopt, making), making);
  if (!worked) return refusal(worked.error());
  Made made;
  made.body = to_json(worked->reply);
  hand_over(*worked, made);
  return made;
}

Made make_count(std::string_view body, const Making& making) {
  const ParsedJson parsed = parse_json(body);
  if (!parsed.error.empty())
    return refusal(invalid_argument("Invalid JSON payload received. " + parsed.error));
  if (auto error = check_fields(parsed.value, Message::count_request, making.vertex))
    return refusal(*error);
  const Json* inner = parsed.value.find("generateContentRequest");
  const ApiResult<GenerateRequest> request = read_contents(
      inner != nullptr ? *inner : parsed.value, *making.model, {making.vertex, making.files.get()});
  if (!request) return refusal(request.error());
  const std::int64_t words = request->prompt_text_tokens;
  const std::int64_t pictures =
      static_cast<std::int64_t>(request->picture_count) * making.model->input_image_tokens;
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("totalTokens", words + pictures);
  writer.key("promptTokensDetails");
  writer.begin_array();
  const auto detail = [&](std::string_view modality, std::int64_t tokens) {
    if (tokens == 0) return;
    writer.begin_object();
    writer.member("modality", modality);
    writer.member("tokenCount", tokens);
    writer.end_object();
  };
  detail("TEXT", words);
  detail("IMAGE", pictures);
  writer.end_array();
  writer.end_object();
  Made made;
  made.body = std::move(writer).take();
  return made;
}

}  // namespace vitrine::emulator
