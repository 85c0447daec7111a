#include "pipeline/providers/gemini/body.hpp"

#include "pipeline/providers/base64.hpp"
#include "pipeline/providers/body_writer.hpp"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <string_view>
#include <utility>

namespace vitrine::providers::gemini {
namespace {

using domain::RenderRequest;

bool is_json_object(std::string_view json) {
  if (!json.starts_with('{')) return false;
  rapidjson::MemoryStream stream(json.data(), json.size());
  rapidjson::BaseReaderHandler<> nobody;
  rapidjson::Reader reader;
  return !reader.Parse<rapidjson::kParseIterativeFlag>(stream, nobody).IsError();
}

void write_text_part(BodyWriter& json, std::string_view text) {
  json.begin_object();
  json.member("text", text);
  json.end_object();
}

void write_picture_part(BodyWriter& json, const Picture& picture) {
  json.begin_object();
  if (picture.file_uri.empty()) {
    json.key("inlineData");
    json.begin_object();
    json.member("mimeType", picture.media_type);
    json.key("data");
    json.base64(picture.bytes);
    json.end_object();
  } else {
    json.key("fileData");
    json.begin_object();
    json.member("mimeType", picture.media_type);
    json.member("fileUri", picture.file_uri);
    json.end_object();
  }
  json.end_object();
}

void write_user_turn(BodyWriter& json,
                     std::string_view prompt,
                     const std::vector<Picture>& pictures) {
  json.begin_object();
  json.member("role", "user");
  json.key("parts");
  json.begin_array();
  write_text_part(json, prompt);
  for (const Picture& picture : pictures) write_picture_part(json, picture);
  json.end_array();
  json.end_object();
}

void write_contents(BodyWriter& json,
                    const RenderRequest& request,
                    const Material& material,
                    std::string_view prompt) {
  json.key("contents");
  json.begin_array();
  for (std::size_t i = 0; i < material.earlier.size(); ++i) {
    write_user_turn(json, request.earlier[i].prompt, material.earlier[i].pictures);
    json.verbatim(material.earlier[i].answer);
  }
  write_user_turn(json, prompt, material.pictures);
  json.end_array();
}

void write_generation_config(BodyWriter& json, const RenderRequest& request, const Asked& asked) {
  json.key("generationConfig");
  json.begin_object();
  json.key("responseModalities");
  json.begin_array();
  json.text("IMAGE");
  json.end_array();
  if (!asked.aspect.empty() || asked.sends_size) {
    json.key("imageConfig");
    json.begin_object();
    if (!asked.aspect.empty()) json.member("aspectRatio", asked.aspect);
    if (asked.sends_size) json.member("imageSize", asked.size_class);
    json.end_object();
  }
  if (request.thinking) {
    json.key("thinkingConfig");
    json.begin_object();
    json.member("thinkingLevel", to_text(*request.thinking));
    json.end_object();
  }
  if (request.seed) {
    json.key("seed");
    json.number(*request.seed);
  }
  json.end_object();
}

const char* category_text(domain::HarmCategory category) {
  switch (category) {
    case domain::HarmCategory::harassment:
      return "HARM_CATEGORY_HARASSMENT";
    case domain::HarmCategory::hate_speech:
      return "HARM_CATEGORY_HATE_SPEECH";
    case domain::HarmCategory::sexually_explicit:
      return "HARM_CATEGORY_SEXUALLY_EXPLICIT";
    case domain::HarmCategory::dangerous_content:
      return "HARM_CATEGORY_DANGEROUS_CONTENT";
  }
  return "HARM_CATEGORY_UNSPECIFIED";
}

const char* threshold_text(domain::SafetyThreshold threshold) {
  switch (threshold) {
    case domain::SafetyThreshold::low_and_above:
      return "BLOCK_LOW_AND_ABOVE";
    case domain::SafetyThreshold::medium_and_above:
      return "BLOCK_MEDIUM_AND_ABOVE";
    case domain::SafetyThreshold::only_high:
      return "BLOCK_ONLY_HIGH";
    case domain::SafetyThreshold::none:
      return "BLOCK_NONE";
    case domain::SafetyThreshold::off:
      return "OFF";
  }
  return "HARM_BLOCK_THRESHOLD_UNSPECIFIED";
}

void write_safety(BodyWriter& json, const std::vector<domain::SafetyRule>& rules) {
  if (rules.empty()) return;
  json.key("safetySettings");
  json.begin_array();
  for (const domain::SafetyRule& rule : rules) {
    json.begin_object();
    json.member("category", category_text(rule.category));
    json.member("threshold", threshold_text(rule.threshold));
    json.end_object();
  }
  json.end_array();
}

std::size_t room_for(const std::vector<Picture>& pictures) {
  std::size_t room = 0;
  for (const Picture& picture : pictures)
    room += 200 + (picture.file_uri.empty() ? base64_size(picture.bytes.size())
                                            : picture.file_uri.size());
  return room;
}

}  // namespace

util::Result<std::string> generate_body(const RenderRequest& request,
                                        const Asked& asked,
                                        const Material& material,
                                        const std::string& prompt) {
  std::size_t room = 2'000 + 2 * (prompt.size() + request.system.size());
  room += room_for(material.pictures);
  for (std::size_t i = 0; i < material.earlier.size(); ++i) {
    const EarlierMaterial& turn = material.earlier[i];
    if (!is_json_object(turn.answer))
      return util::Error{util::ErrorKind::damaged,
                         "the stored answer of an earlier turn is no JSON object"};
    room +=
        200 + 2 * request.earlier[i].prompt.size() + room_for(turn.pictures) + turn.answer.size();
  }
  std::string body;
  body.reserve(room);
  BodyWriter json(body);
  json.begin_object();
  if (!request.system.empty()) {
    json.key("systemInstruction");
    json.begin_object();
    json.key("parts");
    json.begin_array();
    write_text_part(json, request.system);
    json.end_array();
    json.end_object();
  }
  write_contents(json, request, material, prompt);
  write_generation_config(json, request, asked);
  write_safety(json, request.safety);
  json.end_object();
  return body;
}

std::string recontext_body(const RenderRequest& request,
                           const Material& material,
                           const std::string& prompt) {
  std::string body;
  body.reserve(2'000 + 2 * prompt.size() + room_for(material.pictures));
  BodyWriter json(body);
  json.begin_object();
  json.key("instances");
  json.begin_array();
  json.begin_object();
  if (!prompt.empty()) json.member("prompt", prompt);
  json.key("productImages");
  json.begin_array();
  for (const Picture& picture : material.pictures) {
    json.begin_object();
    json.key("image");
    json.begin_object();
    json.key("bytesBase64Encoded");
    json.base64(picture.bytes);
    json.end_object();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.end_array();
  json.key("parameters");
  json.begin_object();
  json.key("sampleCount");
  json.number(1);
  if (request.seed) {
    json.key("seed");
    json.number(*request.seed);
    // A seed is refused beside a watermark.
    json.key("addWatermark");
    json.truth(false);
  }
  json.end_object();
  json.end_object();
  return body;
}

}  // namespace vitrine::providers::gemini
