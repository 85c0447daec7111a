#include "pipeline/emulator/request.hpp"

#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "pipeline/emulator/usage.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace vitrine::emulator {
namespace {

constexpr std::string_view kSkipsSignature = "skip_thought_signature_validator";
constexpr std::size_t kVertexInlineBytes = std::size_t{7} << 20;

std::string at_part(std::size_t content, std::size_t part) {
  return "contents[" + std::to_string(content) + "].parts[" + std::to_string(part) + "]";
}

/// Reads one request's turns into `request`.
class ContentsReader {
 public:
  ContentsReader(GenerateRequest& request, const Reading& reading)
      : request_(request), reading_(reading) {}

  std::optional<ApiError> read(const Json& body) {
    if (const Json* system = body.find("systemInstruction"))
      for (const Json& part : system->list_of("parts"))
        request_.prompt_text_tokens += text_tokens(part.text_of("text"));
    const Json* contents = body.find("contents");
    const bool single = contents != nullptr && contents->is(Json::Kind::object);
    if (contents == nullptr || (!single && contents->items.empty()))
      return invalid_argument("* GenerateContentRequest.contents: contents is not specified");
    if (single) return read_content(*contents, 0);
    for (std::size_t i = 0; i < contents->items.size(); ++i)
      if (auto error = read_content(contents->items[i], i)) return error;
    return std::nullopt;
  }

 private:
  std::optional<ApiError> read_content(const Json& content, std::size_t index) {
    const std::string_view role = content.text_of("role");
    if (role != "user" && role != "model" && !(role.empty() && !reading_.vertex))
      return invalid_argument("Please use a valid role: user, model.");
    const std::vector<Json>& parts = content.list_of("parts");
    if (parts.empty())
      return invalid_argument("* GenerateContentRequest.contents[" + std::to_string(index) +
                              "].parts: contents.parts must not be empty.");
    const bool by_model = role == "model";
    if (!by_model && after_model_) {
      // A new instruction: it is about what the model drew last, and what comes with it.
      request_.prompt.clear();
      request_.pictures.clear();
      if (!drawn_last_.empty()) request_.pictures.push_back(drawn_last_);
    }
    after_model_ = by_model;
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (auto error = read_part(parts[i], by_model, index, i)) return error;
    return std::nullopt;
  }

  std::optional<ApiError> read_part(const Json& part,
                                    bool by_model,
                                    std::size_t content,
                                    std::size_t index) {
    const Json* text = part.find("text");
    const Json* blob = part.find("inlineData");
    const Json* file = part.find("fileData");
    if ((text != nullptr) + (blob != nullptr) + (file != nullptr) != 1)
      return invalid_argument("* GenerateContentRequest." + at_part(content, index) +
                              ".data: required oneof field 'data' must have one initialized field");
    if (text != nullptr) {
      request_.prompt_text_tokens += text_tokens(text->text);
      if (!by_model) request_.prompt += (request_.prompt.empty() ? "" : "\n") + text->text;
      return std::nullopt;
    }
    ApiResult<std::string> bytes =
        blob != nullptr ? inline_bytes(*blob, at_part(content, index)) : file_bytes(*file);
    if (!bytes) return bytes.error();
    ++request_.picture_count;
    if (by_model) {
      drawn_last_ = *bytes;
      return check_signature(part, *bytes, content, index);
    }
    ++request_.user_pictures;
    request_.pictures.push_back(std::move(*bytes));
    return std::nullopt;
  }

  ApiResult<std::string> inline_bytes(const Json& blob, const std::string& where) const {
    const std::string_view mime_type = blob.text_of("mimeType");
    std::optional<std::string> bytes = from_base64(blob.text_of("data"));
    if (!bytes)
      return invalid_argument("Invalid value at '" + where +
                              ".inline_data.data' (TYPE_BYTES), Base64 decoding failed.");
    if (bytes->empty())
      return invalid_argument("* GenerateContentRequest." + where +
                              ".inline_data.data: must not be empty");
    if (reading_.vertex && bytes->size() > kVertexInlineBytes)
      return invalid_argument("An inline file may hold at most 7 MB; " + where + " holds " +
                              std::to_string(bytes->size()) + " bytes.");
    if (auto error = wrong_picture(mime_type, *bytes)) return *error;
    return std::move(*bytes);
  }

  ApiResult<std::string> file_bytes(const Json& file) const {
    const std::string uri(file.text_of("fileUri"));
    constexpr std::string_view kFiles = "files/";
    const std::size_t at = uri.rfind(kFiles);
    if (reading_.vertex || at == std::string::npos || reading_.files == nullptr)
      return invalid_argument("Cannot fetch content from the provided URL. URL: " + uri);
    const std::string id = uri.substr(at + kFiles.size());
    const auto found = reading_.files->find(id);
    if (found == reading_.files->end())
      return permission_denied("You do not have permission to access the File " + id +
                               " or it may not exist.");
    const StoredFile& stored = *found->second;
    const std::string_view said = file.text_of("mimeType");
    if (auto error = wrong_picture(said.empty() ? stored.mime_type : said, stored.bytes))
      return *error;
    return stored.bytes;
  }

  std::optional<ApiError> check_signature(const Json& part,
                                          std::string_view bytes,
                                          std::size_t content,
                                          std::size_t index) const {
    if (request_.model->family != Family::gemini_3) return std::nullopt;
    const Json* thought = part.find("thought");
    if (thought != nullptr && thought->truth) return std::nullopt;
    const std::string_view signature = part.text_of("thoughtSignature");
    if (signature.empty())
      return invalid_argument("Image part is missing a thought_signature in content position " +
                              std::to_string(content + 1) + ", part position " +
                              std::to_string(index + 1) + ".");
    const bool skipped = signature == kSkipsSignature || from_base64(signature) == kSkipsSignature;
    if (!skipped && signature != signature_for(bytes))
      return invalid_argument("Corrupted thought signature.");
    return std::nullopt;
  }

  GenerateRequest& request_;
  const Reading& reading_;
  bool after_model_ = false;
  std::string drawn_last_;  // by the model
};

std::optional<ApiError> read_image_config(const Json& config, GenerateRequest& request) {
  const ModelRow& model = *request.model;
  if (const std::string_view ratio = config.text_of("aspectRatio"); !ratio.empty()) {
    const std::vector<std::string_view> known = ratios_of(model);
    if (std::find(known.begin(), known.end(), ratio) == known.end()) {
      std::string names;
      for (const std::string_view name : known)
        names += (names.empty() ? "" : ", ") + std::string(name);
      return invalid_argument("aspect_ratio must be one of " + names + ".");
    }
    request.ratio = ratio;
  }
  if (const std::string_view size = config.text_of("imageSize"); !size.empty()) {
    const std::optional<Tier> tier = parse_tier(size);
    if (!tier || !has_tier(model, *tier))
      return invalid_argument(
          "image_size \"" + std::string(size) + "\" is not supported by " + std::string(model.id) +
          (model.tiers.empty() ? ": its size is fixed."
                               : "; it takes " + std::string(model.tiers) + "."));
    request.tier = *tier;
  }
  if (const Json* output = config.find("imageOutputOptions")) {
    request.mime_type = output->text_of("mimeType");
    if (request.mime_type != "image/png" && request.mime_type != "image/jpeg" &&
        !request.mime_type.empty())
      return invalid_argument("image_output_options.mime_type must be image/png or image/jpeg.");
    if (const Json* quality = output->find("compressionQuality"))
      request.quality = static_cast<int>(std::clamp<std::int64_t>(quality->whole_or(90), 1, 100));
  }
  return std::nullopt;
}

std::optional<ApiError> read_thinking(const Json& config, GenerateRequest& request) {
  const ModelRow& model = *request.model;
  const Json* include = config.find("includeThoughts");
  const std::string level = util::to_lower(config.text_of("thinkingLevel"));
  const bool asks = !level.empty() || (include != nullptr && include->truth);
  if (model.default_level.empty() && asks)
    return invalid_argument("Thinking is not enabled for models/" + std::string(model.id));
  request.include_thoughts = include != nullptr && include->truth;
  if (level.empty() || level == "thinking_level_unspecified") return std::nullopt;
  if (!has_level(model, level))
    return invalid_argument("Thinking level " + level + " is not supported for this model.");
  request.level = level;
  return std::nullopt;
}

std::optional<ApiError> read_modalities(const Json& config, GenerateRequest& request) {
  const std::vector<Json>& modalities = config.list_of("responseModalities");
  if (modalities.empty()) return std::nullopt;
  request.wants_image = request.wants_text = false;
  for (const Json& modality : modalities) {
    if (modality.text == "IMAGE")
      request.wants_image = true;
    else if (modality.text == "TEXT")
      request.wants_text = true;
    else
      return invalid_argument("The requested combination of response modalities (" + modality.text +
                              ") is not supported by the model.");
  }
  return std::nullopt;
}

std::optional<ApiError> read_config(const Json& config, GenerateRequest& request) {
  if (const Json* count = config.find("candidateCount"); count != nullptr && count->whole_or(1) > 1)
    return invalid_argument("Multiple candidates is not enabled for models/" +
                            std::string(request.model->id));
  if (const Json* seed = config.find("seed")) request.seed = seed->whole_or(0);
  if (const Json* most = config.find("maxOutputTokens"))
    request.max_output_tokens = most->whole_or(0);
  if (const Json* heat = config.find("temperature");
      heat != nullptr && (heat->number_or(1) < 0 || heat->number_or(1) > 2))
    return invalid_argument("temperature must be in the range [0.0, 2.0].");
  if (auto error = read_modalities(config, request)) return error;
  if (const Json* thinking = config.find("thinkingConfig"))
    if (auto error = read_thinking(*thinking, request)) return error;
  if (const Json* image = config.find("imageConfig")) return read_image_config(*image, request);
  return std::nullopt;
}

std::optional<ApiError> check_safety(const Json& body) {
  constexpr std::array kThresholds{"HARM_BLOCK_THRESHOLD_UNSPECIFIED",
                                   "BLOCK_LOW_AND_ABOVE",
                                   "BLOCK_MEDIUM_AND_ABOVE",
                                   "BLOCK_ONLY_HIGH",
                                   "BLOCK_NONE",
                                   "OFF"};
  const std::vector<Json>& settings = body.list_of("safetySettings");
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const std::string where = "safety_settings[" + std::to_string(i) + "].";
    const std::string_view category = settings[i].text_of("category");
    const std::string_view threshold = settings[i].text_of("threshold");
    if (!category.starts_with("HARM_CATEGORY_"))
      return bad_fields({{where + "category", "Invalid value at '" + where + "category', \"" +
                                                  std::string(category) + "\""}});
    if (std::find(kThresholds.begin(), kThresholds.end(), threshold) == kThresholds.end())
      return bad_fields({{where + "threshold", "Invalid value at '" + where + "threshold', \"" +
                                                   std::string(threshold) + "\""}});
  }
  return std::nullopt;
}

}  // namespace

void throw_exception_from_error(const ApiError& error, const boost::source_location&) {
  throw std::runtime_error(error.message);
}

ApiResult<GenerateRequest> read_contents(const Json& body,
                                         const ModelRow& model,
                                         const Reading& reading) {
  GenerateRequest request;
  request.model = &model;
  if (auto error = ContentsReader(request, reading).read(body)) return *error;
  return request;
}

ApiResult<GenerateRequest> read_generate(const Json& body,
                                         const ModelRow& model,
                                         const Reading& reading) {
  GenerateRequest request;
  request.model = &model;
  request.level = model.default_level;
  // What is cheap to see comes first: a wrong size is refused without decoding pictures.
  if (const Json* config = body.find("generationConfig"))
    if (auto error = read_config(*config, request)) return *error;
  if (auto error = check_safety(body)) return *error;
  if (auto error = ContentsReader(request, reading).read(body)) return *error;
  if (request.user_pictures > model.most_pictures)
    return invalid_argument("The request holds " + std::to_string(request.user_pictures) +
                            " images; " + std::string(model.id) + " takes at most " +
                            std::to_string(model.most_pictures) + ".");
  if (const Json* labels = body.find("labels")) {
    for (const std::string_view name : {"x-vitrine-attempt", "vitrine-attempt", "attempt"})
      if (request.attempt.empty()) request.attempt = labels->text_of(name);
  }
  return request;
}

ApiResult<PredictRequest> read_predict(const Json& body, const ModelRow& model, bool vertex) {
  PredictRequest request;
  request.model = &model;
  const std::vector<Json>& instances = body.list_of("instances");
  if (instances.size() != 1) return invalid_argument("instances must hold exactly one entry.");
  request.prompt = instances[0].text_of("prompt");
  for (const Json& product : instances[0].list_of("productImages")) {
    const Json* image = product.find("image");
    const std::optional<std::string> bytes =
        image == nullptr ? std::nullopt : from_base64(image->text_of("bytesBase64Encoded"));
    if (!bytes || bytes->empty()) return invalid_argument("Cannot read a product image.");
    request.pictures.push_back(*bytes);
  }
  const bool recontext = model.family == Family::recontext;
  if (recontext && request.pictures.empty())
    return invalid_argument("productImages must hold at least one picture.");
  if (!recontext && request.prompt.empty())
    return invalid_argument("The prompt must not be empty.");
  if (static_cast<int>(request.pictures.size()) > model.most_pictures)
    return invalid_argument("At most " + std::to_string(model.most_pictures) +
                            " productImages may be sent.");
  const Json* found = body.find("parameters");
  const Json none;
  const Json& parameters = found == nullptr ? none : *found;
  if (const Json* count = parameters.find("sampleCount"))
    request.count = static_cast<int>(std::clamp<std::int64_t>(count->whole_or(0), 0, 100));
  if (request.count < 1 || request.count > 4)
    return invalid_argument("sampleCount must be between 1 and 4.");
  if (const std::string_view ratio = parameters.text_of("aspectRatio"); !ratio.empty())
    request.ratio = ratio;
  if (const std::string_view size = parameters.text_of("sampleImageSize"); !size.empty()) {
    const std::optional<Tier> tier = parse_tier(size);
    if (!tier || !has_tier(model, *tier))
      return invalid_argument("sampleImageSize \"" + std::string(size) + "\" is not supported.");
    request.tier = *tier;
  }
  if (!pixels_of(model, request.ratio, request.tier))
    return invalid_argument("aspectRatio \"" + request.ratio + "\" is not supported.");
  if (const Json* output = parameters.find("outputOptions")) {
    if (const std::string_view type = output->text_of("mimeType"); !type.empty())
      request.mime_type = type;
    if (const Json* quality = output->find("compressionQuality"))
      request.quality = static_cast<int>(std::clamp<std::int64_t>(quality->whole_or(75), 1, 100));
  }
  if (const Json* seed = parameters.find("seed")) {
    const Json* watermark = parameters.find("addWatermark");
    if (vertex && (watermark == nullptr || watermark->truth))
      return invalid_argument("seed needs addWatermark to be false.");
    request.seed = seed->whole_or(0);
  }
  return request;
}

std::string signature_for(std::string_view picture_bytes) {
  const util::Digest picture = util::sha256(picture_bytes);
  const util::Digest seal = util::sha256("thought signature of the emulator " + picture.hex());
  return to_base64("vitrine/1 " + seal.hex());
}

}  // namespace vitrine::emulator
