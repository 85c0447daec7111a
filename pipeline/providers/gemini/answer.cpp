#include "pipeline/providers/gemini/answer.hpp"

#include "pipeline/providers/errors.hpp"
#include "pipeline/providers/gemini/refusal.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

#include <utility>
#include <vector>

namespace vitrine::providers::gemini {
namespace {

using domain::Outcome;
using domain::OutcomeKind;

/// A picture as the answer offers it.
struct Offer {
  Span base64;
  std::string said;  ///< its label
  bool from_thought = false;
};

/// Bytes are trusted more than labels, so a missing label is no reason to leave a picture.
bool may_be_picture(std::string_view label) {
  const std::string lower = util::to_lower(label);
  return lower.empty() || lower.starts_with("image/") || lower == "application/octet-stream";
}

/// The last finished picture; where all are thoughts and those count, the last of them.
std::optional<Offer> picked(JsonValue parts, FinishMeaning::Takes takes) {
  if (takes == FinishMeaning::Takes::none) return std::nullopt;
  std::optional<Offer> finished, thought;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const JsonValue data = parts[i]["inlineData"];
    const std::optional<Span> base64 = data["data"].located();
    if (!base64 || base64->length == 0 || !may_be_picture(data["mimeType"].text())) continue;
    Offer offer{*base64, std::string(data["mimeType"].text()), parts[i]["thought"].is_true()};
    (offer.from_thought ? thought : finished) = std::move(offer);
  }
  return finished || takes == FinishMeaning::Takes::finished ? finished : thought;
}

/// What the model said aloud, thoughts left out; of a very long text how it begins.
std::string words_of(JsonValue parts, std::string_view body) {
  constexpr std::size_t kBeginning = 4'096;
  std::string words;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string_view text = parts[i]["text"].text();
    if (const std::optional<Span> taken_out = parts[i]["text"].located())
      text = taken_out->of(body).substr(0, kBeginning);
    if (!text.empty() && !parts[i]["thought"].is_true())
      words += (words.empty() ? "" : " ") + std::string(text);
  }
  return words;
}

/// Gateways that turn pictures into something else.
std::string answered_with(JsonValue parts, std::string_view words) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (parts[i]["fileData"]) return "address";
  if (words.find("data:image/") != std::string_view::npos) return "data_uri";
  if (words.find("](http") != std::string_view::npos || words.starts_with("http")) return "address";
  return {};
}

ErrorContext context_of(const Surface& surface, const Asked& asked) {
  return {surface.name, asked.model, asked.successor};
}

/// A body that is no answer although the head says so. The vendor may well have made the picture.
void become_unreadable(Reading& reading,
                       const Surface& surface,
                       const Asked& asked,
                       const std::string& why) {
  reading.outcome.kind = OutcomeKind::corrupt_payload;
  add_fact(reading.outcome, "body", why);
  reading.outcome.message =
      "the answer of " + surface.name + " for " + asked.model + " is not readable: " + why;
  reading.charge = charge_for(asked, reading.usage, PictureMade::unknown);
}

void become_picture(Reading& reading,
                    const Surface& surface,
                    const Asked& asked,
                    std::string_view body,
                    const Offer& offer) {
  Outcome& outcome = reading.outcome;
  reading.charge = charge_for(asked, reading.usage, PictureMade::yes);
  util::Sha256 hash;
  BytesSink hashing;
  if (asked.keeps_turn) hashing = [&hash](std::string_view piece) { hash.update(piece); };
  const util::Result<PictureFacts> facts = examine_picture(body, offer.base64, hashing);
  if (!facts) {
    outcome.kind = OutcomeKind::corrupt_payload;
    add_fact(outcome, "body", facts.error().message);
    outcome.message = "the picture of " + surface.name + " for " + asked.model +
                      " is not readable: " + redacted(facts.error().message);
    return;
  }
  outcome.kind = OutcomeKind::image;
  reading.picture = offer.base64;
  reading.picture_facts = *facts;
  if (asked.keeps_turn) reading.picture_digest = hash.finish();
  if (offer.from_thought) add_fact(outcome, "picture.from_thought", "yes");
  add_picture_facts(outcome, *facts, asked.expected, offer.said);
}

std::string no_picture_text(const Surface& surface,
                            const Asked& asked,
                            OutcomeKind kind,
                            const std::string& code,
                            const std::string& words) {
  const bool refused = kind == OutcomeKind::policy_soft || kind == OutcomeKind::policy_hard;
  std::string text = surface.name + (refused ? " withheld the picture (" : " made no picture (") +
                     (code.empty() ? "" : code + ", ") + asked.model + ")";
  if (!words.empty()) text += ": " + words;
  return redacted(text);
}

void become_no_picture(Reading& reading,
                       const Surface& surface,
                       const Asked& asked,
                       OutcomeKind kind,
                       const std::string& code,
                       const std::string& words) {
  reading.outcome.kind = kind;
  reading.outcome.message = no_picture_text(surface, asked, kind, code, words);
  reading.charge = charge_for(asked, reading.usage, PictureMade::no);
}

void read_generated(Reading& reading,
                    const Surface& surface,
                    const Asked& asked,
                    JsonValue root,
                    std::string_view body) {
  Outcome& outcome = reading.outcome;
  reading.usage = read_usage(root["usageMetadata"]);
  add_fact(outcome, "model_version", redacted(root["modelVersion"].text(), 80));
  add_fact(outcome, "response_id", redacted(root["responseId"].text(), 80));
  const JsonValue candidate = root["candidates"][0];
  const std::string block = redacted(root["promptFeedback"]["blockReason"].text(), 60);
  if (!candidate && !block.empty()) {
    add_fact(outcome, "code", block);
    become_no_picture(reading, surface, asked, meaning_of_block(block), block,
                      redacted(root["promptFeedback"]["blockReasonMessage"].text()));
    return;
  }
  const JsonValue parts = candidate["content"]["parts"];
  const std::string code = redacted(candidate["finishReason"].text(), 60);
  const std::string said = words_of(parts, body), words = redacted(said);
  const std::string end_words = redacted(candidate["finishMessage"].text());
  add_fact(outcome, "code", code);
  add_fact(outcome, "finish_message", end_words);
  add_fact(outcome, "text", words);
  const FinishMeaning meaning = meaning_of_finish(code);
  if (const std::optional<Offer> offer = picked(parts, meaning.takes)) {
    become_picture(reading, surface, asked, body, *offer);
    return;
  }
  add_fact(outcome, "answered_with", answered_with(parts, said));
  become_no_picture(reading, surface, asked, meaning.without_picture, code,
                    end_words.empty() ? words : end_words);
}

void read_predicted(Reading& reading,
                    const Surface& surface,
                    const Asked& asked,
                    JsonValue root,
                    std::string_view body) {
  const JsonValue predictions = root["predictions"];
  std::string filtered;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const std::optional<Span> base64 = predictions[i]["bytesBase64Encoded"].located();
    if (base64 && base64->length > 0) {
      become_picture(reading, surface, asked, body,
                     {*base64, std::string(predictions[i]["mimeType"].text()), false});
      return;
    }
    if (filtered.empty()) filtered = redacted(predictions[i]["raiFilteredReason"].text());
  }
  const OutcomeKind kind = filtered.empty() ? OutcomeKind::no_image : OutcomeKind::policy_soft;
  add_fact(reading.outcome, "code", filtered.empty() ? "" : "raiFilteredReason");
  become_no_picture(reading, surface, asked, kind, filtered.empty() ? "" : "filtered", filtered);
}

}  // namespace

Reading read_answer(const Surface& surface,
                    const Asked& asked,
                    const net::ResponseHead& head,
                    std::string_view body) {
  Reading reading;
  if (head.status < 200 || head.status >= 300) {
    reading.outcome = read_error(context_of(surface, asked), head, body);
    reading.charge = no_charge(asked);
    return reading;
  }
  reading.outcome.facts.push_back({"http_status", std::to_string(head.status)});
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
  const JsonValue root = answer ? answer->root() : JsonValue();
  if (!root.is_object()) {
    become_unreadable(reading, surface, asked,
                      answer ? "it is no JSON object" : answer.error().message);
    return reading;
  }
  if (root["error"] && !root["candidates"]) {
    reading.outcome = read_error_object(context_of(surface, asked), head, root["error"]);
    const bool by_the_piece = asked.price && asked.price->flat;
    reading.charge = by_the_piece ? charge_for(asked, {}, PictureMade::no) : no_charge(asked);
    reading.charge.estimated = by_the_piece;  // nobody says whether an error is a call
    return reading;
  }
  if (asked.method == "predict") {
    read_predicted(reading, surface, asked, root, body);
  } else {
    read_generated(reading, surface, asked, root, body);
    if (reading.outcome.kind == OutcomeKind::image) reading.turn = answer->first_turn();
  }
  for (util::Field& field : to_fields(reading.usage))
    reading.outcome.facts.push_back(std::move(field));
  return reading;
}

}  // namespace vitrine::providers::gemini
