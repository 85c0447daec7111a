#include "pipeline/emulator/schema.hpp"

#include <span>
#include <string>
#include <vector>

namespace vitrine::emulator {
namespace {

enum class Type { text, number, whole, truth, bytes, any };
enum class On { both, developer, vertex };

struct MessageRow;
/// A field of a message; `inner` is set where it holds a message, and then `type` says nothing.
struct Field {
  std::string_view name;
  Type type = Type::any;
  const MessageRow* inner = nullptr;
  bool repeated = false;
  On on = On::both;
};
struct MessageRow {
  std::span<const Field> fields;
};

constexpr Field field(std::string_view name, Type type, On on = On::both) {
  return {name, type, nullptr, false, on};
}
constexpr Field list(std::string_view name, Type type, On on = On::both) {
  return {name, type, nullptr, true, on};
}
constexpr Field message(std::string_view name, const MessageRow& inner, On on = On::both) {
  return {name, Type::any, &inner, false, on};
}
constexpr Field messages(std::string_view name, const MessageRow& inner, On on = On::both) {
  return {name, Type::any, &inner, true, on};
}

constexpr Field kBlobFields[] = {field("mimeType", Type::text), field("data", Type::bytes),
                                 field("displayName", Type::text, On::vertex)};
constexpr MessageRow kBlob{kBlobFields};
constexpr Field kFileDataFields[] = {field("mimeType", Type::text), field("fileUri", Type::text),
                                     field("displayName", Type::text, On::vertex)};
constexpr MessageRow kFileData{kFileDataFields};
constexpr Field kPartFields[] = {field("text", Type::text),
                                 message("inlineData", kBlob),
                                 message("fileData", kFileData),
                                 field("thought", Type::truth),
                                 field("thoughtSignature", Type::bytes),
                                 field("functionCall", Type::any),
                                 field("functionResponse", Type::any),
                                 field("executableCode", Type::any),
                                 field("codeExecutionResult", Type::any),
                                 field("videoMetadata", Type::any),
                                 field("mediaResolution", Type::any),
                                 field("partMetadata", Type::any)};
constexpr MessageRow kPart{kPartFields};
constexpr Field kContentFields[] = {field("role", Type::text), messages("parts", kPart)};
constexpr MessageRow kContent{kContentFields};
constexpr Field kOutputOptionsFields[] = {field("mimeType", Type::text),
                                          field("compressionQuality", Type::whole)};
constexpr MessageRow kOutputOptions{kOutputOptionsFields};
constexpr Field kImageConfigFields[] = {field("aspectRatio", Type::text),
                                        field("imageSize", Type::text),
                                        field("personGeneration", Type::text, On::vertex),
                                        field("prominentPeople", Type::text, On::vertex),
                                        message("imageOutputOptions", kOutputOptions, On::vertex)};
constexpr MessageRow kImageConfig{kImageConfigFields};
constexpr Field kThinkingFields[] = {field("includeThoughts", Type::truth),
                                     field("thinkingBudget", Type::whole),
                                     field("thinkingLevel", Type::text)};
constexpr MessageRow kThinking{kThinkingFields};
constexpr Field kConfigFields[] = {field("candidateCount", Type::whole),
                                   list("stopSequences", Type::text),
                                   field("maxOutputTokens", Type::whole),
                                   field("temperature", Type::number),
                                   field("topP", Type::number),
                                   field("topK", Type::number),
                                   field("seed", Type::whole),
                                   field("presencePenalty", Type::number),
                                   field("frequencyPenalty", Type::number),
                                   field("responseMimeType", Type::text),
                                   field("responseSchema", Type::any),
                                   field("responseJsonSchema", Type::any),
                                   field("responseLogprobs", Type::truth),
                                   field("logprobs", Type::whole),
                                   list("responseModalities", Type::text),
                                   field("speechConfig", Type::any),
                                   field("mediaResolution", Type::text),
                                   message("thinkingConfig", kThinking),
                                   message("imageConfig", kImageConfig),
                                   field("audioTimestamp", Type::truth, On::vertex),
                                   field("routingConfig", Type::any, On::vertex),
                                   field("modelSelectionConfig", Type::any, On::vertex),
                                   field("responseFormat", Type::any, On::vertex)};
constexpr MessageRow kConfig{kConfigFields};
constexpr Field kSafetyFields[] = {field("category", Type::text), field("threshold", Type::text),
                                   field("method", Type::text, On::vertex)};
constexpr MessageRow kSafety{kSafetyFields};
constexpr Field kGenerateFields[] = {field("model", Type::text),
                                     messages("contents", kContent),
                                     message("systemInstruction", kContent),
                                     list("tools", Type::any),
                                     field("toolConfig", Type::any),
                                     messages("safetySettings", kSafety),
                                     message("generationConfig", kConfig),
                                     field("cachedContent", Type::text),
                                     field("serviceTier", Type::text),
                                     field("labels", Type::any),
                                     field("store", Type::truth, On::developer)};
constexpr MessageRow kGenerate{kGenerateFields};

constexpr Field kCountFields[] = {field("model", Type::text),
                                  messages("contents", kContent),
                                  message("generateContentRequest", kGenerate, On::developer),
                                  message("systemInstruction", kContent, On::vertex),
                                  list("tools", Type::any, On::vertex),
                                  message("generationConfig", kConfig, On::vertex)};
constexpr MessageRow kCount{kCountFields};

constexpr Field kPictureFields[] = {field("bytesBase64Encoded", Type::bytes),
                                    field("gcsUri", Type::text, On::vertex),
                                    field("mimeType", Type::text)};
constexpr MessageRow kPicture{kPictureFields};
constexpr Field kProductFields[] = {message("image", kPicture), field("productConfig", Type::any)};
constexpr MessageRow kProduct{kProductFields};
constexpr Field kInstanceFields[] = {field("prompt", Type::text), message("image", kPicture),
                                     field("mask", Type::any), list("referenceImages", Type::any),
                                     messages("productImages", kProduct)};
constexpr MessageRow kInstance{kInstanceFields};
constexpr Field kParameterFields[] = {field("sampleCount", Type::whole),
                                      field("aspectRatio", Type::text),
                                      field("negativePrompt", Type::text),
                                      field("guidanceScale", Type::number),
                                      field("seed", Type::whole),
                                      field("safetySetting", Type::text),
                                      field("safetyFilterLevel", Type::text),
                                      field("personGeneration", Type::text),
                                      field("includeSafetyAttributes", Type::truth),
                                      field("includeRaiReason", Type::truth),
                                      field("language", Type::text),
                                      message("outputOptions", kOutputOptions),
                                      field("addWatermark", Type::truth),
                                      field("sampleImageSize", Type::text),
                                      field("enhancePrompt", Type::truth),
                                      field("storageUri", Type::text, On::vertex),
                                      field("baseSteps", Type::whole),
                                      field("mode", Type::text),
                                      field("editMode", Type::text),
                                      field("upscaleConfig", Type::any)};
constexpr MessageRow kParameters{kParameterFields};
constexpr Field kPredictFields[] = {messages("instances", kInstance),
                                    message("parameters", kParameters),
                                    field("labels", Type::any, On::vertex)};
constexpr MessageRow kPredict{kPredictFields};

constexpr Field kLineFields[] = {message("request", kGenerate), field("metadata", Type::any)};
constexpr MessageRow kLine{kLineFields};
constexpr Field kLinesFields[] = {messages("requests", kLine)};
constexpr MessageRow kLines{kLinesFields};
constexpr Field kInputFields[] = {field("fileName", Type::text), message("requests", kLines)};
constexpr MessageRow kInput{kInputFields};
constexpr Field kBatchFields[] = {
    field("displayName", Type::text), field("name", Type::text),
    field("model", Type::text),       field("priority", Type::whole),
    message("inputConfig", kInput),   field("webhookConfig", Type::any)};
constexpr MessageRow kBatch{kBatchFields};
constexpr Field kBatchRequestFields[] = {message("batch", kBatch)};
constexpr MessageRow kBatchRequest{kBatchRequestFields};

constexpr Field kFileFields[] = {field("name", Type::text), field("displayName", Type::text),
                                 field("mimeType", Type::text), field("sizeBytes", Type::whole)};
constexpr MessageRow kFile{kFileFields};
constexpr Field kFileRequestFields[] = {message("file", kFile)};
constexpr MessageRow kFileRequest{kFileRequestFields};

const MessageRow& row_of(Message message_kind) {
  switch (message_kind) {
    case Message::count_request:
      return kCount;
    case Message::predict_request:
      return kPredict;
    case Message::batch_request:
      return kBatchRequest;
    case Message::file_request:
      return kFileRequest;
    case Message::generate_request:
      break;
  }
  return kGenerate;
}

constexpr std::string_view kTypeNames[] = {"TYPE_STRING", "TYPE_FLOAT", "TYPE_INT32",
                                           "TYPE_BOOL",   "TYPE_BYTES", ""};

bool fits(const Json& value, Type type) {
  switch (type) {
    case Type::text:
    case Type::bytes:
      return value.is(Json::Kind::string);
    case Type::number:
      return value.is(Json::Kind::number);
    case Type::whole:  // int64 may travel as text
      return value.number_or(0.5) == static_cast<double>(value.whole_or(0));
    case Type::truth:
      return value.is(Json::Kind::boolean);
    case Type::any:
      break;
  }
  return true;
}

class Checker {
 public:
  explicit Checker(bool vertex) : vertex_(vertex) {}

  void check(const Json& value, const MessageRow& row, const std::string& where) {
    if (value.is(Json::Kind::null)) return;
    if (!value.is(Json::Kind::object)) {
      complain(where, "Invalid value at '" + where + "': an object is expected.");
      return;
    }
    for (std::size_t i = 0; i < value.items.size(); ++i)
      check_member(value.keys[i], value.items[i], row, where);
  }

  std::vector<FieldViolation> violations;

 private:
  void check_member(const std::string& key,
                    const Json& value,
                    const MessageRow& row,
                    const std::string& where) {
    const std::string camel = camel_case(key);
    const Field* found = nullptr;
    for (const Field& known : row.fields)
      if (known.name == camel && known.on != (vertex_ ? On::developer : On::vertex)) found = &known;
    if (found == nullptr) {
      const std::string at = where.empty() ? "" : " at '" + where + "'";
      complain(where, "Invalid JSON payload received. Unknown name \"" + key + "\"" + at +
                          ": Cannot find field.");
      return;
    }
    const std::string inside = (where.empty() ? "" : where + ".") + snake_case(found->name);
    if (!found->repeated) return check_value(value, *found, inside);
    if (!value.is(Json::Kind::array)) {
      // A single message may stand for a list of one.
      if (found->inner != nullptr && value.is(Json::Kind::object))
        return check_value(value, *found, inside);
      return complain(inside, "Invalid value at '" + inside + "': a list is expected.");
    }
    for (std::size_t i = 0; i < value.items.size(); ++i)
      check_value(value.items[i], *found, inside + "[" + std::to_string(i) + "]");
  }

  void check_value(const Json& value, const Field& known, const std::string& where) {
    if (known.inner != nullptr) return check(value, *known.inner, where);
    if (value.is(Json::Kind::null) || fits(value, known.type)) return;
    const std::string shown = value.text.substr(0, 40);
    complain(where, "Invalid value at '" + where + "' (" +
                        std::string(kTypeNames[static_cast<std::size_t>(known.type)]) + "), " +
                        (value.is(Json::Kind::string) ? "\"" + shown + "\"" : shown));
  }

  void complain(const std::string& where, std::string description) {
    violations.push_back({where, std::move(description)});
  }

  bool vertex_;
};

}  // namespace

std::optional<ApiError> check_fields(const Json& body, Message message_kind, bool vertex) {
  Checker checker(vertex);
  checker.check(body, row_of(message_kind), {});
  if (checker.violations.empty()) return std::nullopt;
  return bad_fields(checker.violations);
}

}  // namespace vitrine::emulator
