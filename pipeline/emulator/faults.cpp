#include "pipeline/emulator/faults.hpp"

#include "pipeline/util/digest.hpp"

namespace vitrine::emulator {
namespace {

using enum FaultGroup;

constexpr std::array<FaultRow, kFaultKinds> kFaults{{
    {"rate-limited", refusal, false, "429 with RetryInfo (retry_after: 22s; 0s leaves it out)"},
    {"quota-per-day", refusal, false, "429, the day's requests are used up"},
    {"quota-zero", refusal, false, "429, limit: 0: the model is not in this tier"},
    {"spend-cap", refusal, false, "429, the project's spend cap is reached"},
    {"internal", refusal, false, "500"},
    {"overloaded", refusal, false, "503, the model is overloaded (delay: how long it hangs first)"},
    {"deadline", refusal, false, "504 (delay: how long it hangs first)"},
    {"bad-request", refusal, false, "400 INVALID_ARGUMENT"},
    {"failed-precondition", refusal, false, "400, billing or region"},
    {"unauthenticated", refusal, false, "401"},
    {"permission-denied", refusal, false, "403"},
    {"model-gone", refusal, false, "404, the model was retired"},
    {"too-large", refusal, false, "413"},
    {"status", refusal, false, "any other HTTP status (code: 499)"},
    {"capacity-exhausted", refusal, false,
     "503, MODEL_CAPACITY_EXHAUSTED in its details (code: 503, delay:)"},
    {"html-502", refusal, false, "502 with a proxy's HTML page"},
    {"error-array", refusal, false, "503 whose body is an array around the error"},
    {"openai-error", refusal, false, "500 with an error of a reseller's shape"},
    {"error-text", refusal, false, "{\"error\":\"text\"}, as local servers answer (code: 500)"},
    {"error-detail", refusal, false, "{\"detail\":[...]}, as FastAPI answers (code: 422)"},
    {"error-200", refusal, false, "200, but the body is an error (code: 500, in the body)"},
    {"redirect", refusal, false, "307 to another host"},
    {"no-image", no_picture, true, "finishReason NO_IMAGE"},
    {"empty-stop", no_picture, true, "finishReason STOP, a content without parts"},
    {"text-only", no_picture, true, "finishReason STOP, only text"},
    {"image-safety", no_picture, true, "finishReason IMAGE_SAFETY, a candidate without content"},
    {"prohibited-content", no_picture, true, "finishReason IMAGE_PROHIBITED_CONTENT"},
    {"recitation", no_picture, true, "finishReason IMAGE_RECITATION"},
    {"image-other", no_picture, true, "finishReason IMAGE_OTHER"},
    {"finish", no_picture, true, "any finishReason (reason: MAX_TOKENS)"},
    {"blocked", no_picture, true, "no candidates, promptFeedback.blockReason (reason: SAFETY)"},
    {"wrong-mime", picture, true, "labelled PNG, but the bytes are JPEG"},
    {"jpeg", picture, true, "JPEG, honestly labelled"},
    {"wrong-size", picture, true, "the next smaller tier, or half the pixels"},
    {"wrong-ratio", picture, true, "1:1 whatever was asked (3:4 where 1:1 was)"},
    {"missing-usage", picture, true, "no usageMetadata"},
    {"usage-without-details", picture, true, "usageMetadata without details by modality"},
    {"thought-image-only", picture, true, "the only picture is in a thought part"},
    {"thought-and-final", picture, true, "a thought picture, then the final one"},
    {"thoughts-in-candidates", picture, true, "candidatesTokenCount counts the thoughts too"},
    {"picture-url", picture, true, "a text with an address instead of the picture"},
    {"picture-markdown", picture, true, "a text with a markdown picture instead of it"},
    {"picture-data-uri", picture, true, "a text with a data: URI instead of inlineData"},
    {"unpadded-base64", picture, true, "the picture's base64 without its padding"},
    {"url-safe-base64", picture, true, "the picture's base64 in the alphabet for URLs"},
    {"truncated-base64", picture, true, "the picture's base64 ends in the middle"},
    {"garbage-picture", picture, true, "good base64 of bytes that are no picture"},
    {"snake-case", body, true, "names of fields in snake_case"},
    {"escaped-slashes", body, true, "\\/ for / in every text"},
    {"truncated-json", body, true, "the JSON ends early, the length is honest (cut: 0.5)"},
    {"garbage-body", body, true, "bytes that are no JSON"},
    {"html-200", body, true, "200 with an HTML page"},
    {"empty-body", body, true, "200 and nothing"},
    {"reset-before-head", connection, false, "reset instead of an answer"},
    {"close-before-head", connection, false, "closed instead of an answer"},
    {"close-in-body", connection, true, "closed in the body (cut: 0.5)"},
    {"reset-in-body", connection, true, "reset in the body (cut: 0.5)"},
    {"stall", connection, true, "nothing more after a part of the body (cut: 0.5)"},
    {"slow-body", connection, true, "a pause between pieces of 64 KiB (delay: 200ms)"},
    {"slow-head", connection, true, "a pause before the head (delay: 5s)"},
    {"trailing-garbage", connection, true, "bytes after the end of the body"},
    {"informational", connection, true, "a 103 head first"},
    {"lower-case-headers", connection, true, "header names in lower case"},
    {"chunked", connection, true, "a chunked body"},
    {"close-after", connection, true, "Connection: close"},
}};

}  // namespace

const FaultRow& row_of(FaultKind kind) { return kFaults[static_cast<std::size_t>(kind)]; }

std::string_view describe(FaultGroup group) {
  switch (group) {
    case refusal:
      return "refused before anything is made; retry_after: and retry_header: say when to come "
             "again";
    case no_picture:
      return "answered with 200, but without a picture";
    case picture:
      return "a picture that is not what it should be, or not where";
    case body:
      return "a body in other letters, or that is none";
    case connection:
      break;
  }
  return "the connection";
}

std::optional<FaultKind> parse_fault(std::string_view name) {
  for (std::size_t i = 0; i < kFaults.size(); ++i)
    if (kFaults[i].name == name) return static_cast<FaultKind>(i);
  return std::nullopt;
}

std::uint64_t mixed(std::uint64_t seed, std::string_view purpose, std::uint64_t ordinal) {
  const util::Digest digest = util::sha256(std::to_string(seed) + "/" + std::string(purpose) + "/" +
                                           std::to_string(ordinal));
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | digest.bytes[i];
  return bits;
}

double chance(std::uint64_t seed, std::string_view purpose, std::uint64_t ordinal) {
  return static_cast<double>(mixed(seed, purpose, ordinal) >> 11) / 9007199254740992.0;
}

}  // namespace vitrine::emulator
