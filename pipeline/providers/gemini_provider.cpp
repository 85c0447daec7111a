#include "pipeline/providers/gemini/answer.hpp"
#include "pipeline/providers/gemini/material.hpp"
#include "pipeline/providers/gemini/prepare.hpp"
#include "pipeline/providers/gemini/turn.hpp"
#include "pipeline/providers/known_keys.hpp"
#include "pipeline/providers/remote_provider.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace vitrine::providers {
namespace {

/// Marks an attempt for servers of ours: an emulator's bill names it. The vendor never sees it.
constexpr const char* kAttemptHeader = "x-vitrine-attempt";

/// Room for the answer: a picture that compresses badly, as base64, and the JSON around it.
std::int64_t room_for(const std::optional<domain::PixelSize>& expected) {
  constexpr std::int64_t kAround = 256 * 1024, kUnlisted = std::int64_t{48} << 20;
  if (!expected) return kUnlisted;
  const std::int64_t pixels = std::int64_t{expected->width} * expected->height;
  return pixels * 3 * 4 / 3 + kAround;
}

/// What the front end is asked to wait (X-Server-Timeout): whole seconds, rounded up.
std::optional<std::string> patience_until(util::Deadline deadline) {
  using Clock = std::chrono::steady_clock;
  if (deadline.at == Clock::time_point::max()) return std::nullopt;
  const auto left = std::chrono::ceil<std::chrono::seconds>(deadline.at - Clock::now());
  return std::to_string(std::max<std::int64_t>(left.count(), 1));
}

class GeminiProvider final : public RemoteProvider {
 public:
  GeminiProvider(gemini::Surface surface,
                 catalog::Catalog catalog,
                 domain::PromptTemplate prompt_template,
                 KeySource key,
                 net::Client& client)
      : surface_(std::move(surface)),
        catalog_(std::move(catalog)),
        template_(std::move(prompt_template)),
        key_(std::move(key)),
        client_(client) {}

  std::string surface() const override { return surface_.name; }

  util::Result<PreparedCall> prepare(const domain::RenderRequest& request,
                                     const SourceReader& read) const override {
    const util::Result<gemini::Material> material = gemini::load_material(request, read);
    if (!material) return material.error();
    util::Result<gemini::Call> call =
        gemini::prepare(request, surface_, catalog_, template_, *material);
    if (!call) return call.error();
    const auto price = call->asked.price
                           ? catalog::picture_price(*call->asked.price, call->asked.size_class,
                                                    call->asked.pictures)
                           : std::nullopt;
    if (!price)
      return util::Error{util::ErrorKind::unsupported, "the price of \"" + request.model +
                                                           "\" at " + surface_.seller +
                                                           " is not known, so it is not asked"};
    PreparedCall prepared;
    prepared.worst = price->worst;
    prepared.price_book = price->book;
    prepared.provenance = {{"prompt_template", call->template_id},
                           {"prompt_template_version", std::to_string(call->template_version)},
                           {"prompt_sha256", util::sha256(call->prompt).hex()},
                           {"body_sha256", call->body_digest.hex()},
                           {"price_book", price->book}};
    prepared.most_answer_bytes = room_for(call->asked.expected);
    prepared.asked = std::make_shared<const gemini::Asked>(std::move(call->asked));
    prepared.request = std::move(call->request);
    return prepared;
  }

  boost::asio::awaitable<net::CallResult> send(net::Request request,
                                               std::string attempt,
                                               net::BodySink& sink,
                                               util::Deadline deadline) override {
    const util::Result<std::string> key = key_();
    if (!key) co_return net::Failure{key.error(), net::Progress::not_sent};
    keys_.remember(*key);
    util::Result<net::Request> with_key =
        gemini::with_credentials(std::move(request), surface_, *key);
    if (!with_key) co_return net::Failure{with_key.error(), net::Progress::not_sent};
    if (surface_.name.starts_with("custom:"))
      with_key->headers.set(kAttemptHeader, std::move(attempt));
    // Google's own header; what a reseller makes of it nobody says.
    if (const auto patience = patience_until(deadline); patience && surface_.seller == "google")
      with_key->headers.set("X-Server-Timeout", *patience);
    net::Request ready = std::move(*with_key);
    co_return co_await client_.send(std::move(ready), sink, deadline);
  }

  Reading read(const PreparedCall& call,
               const net::ResponseHead& head,
               std::string_view body) const override {
    const auto& asked = *static_cast<const gemini::Asked*>(call.asked.get());
    gemini::Reading found = gemini::read_answer(surface_, asked, head, body);
    hide_keys(found, asked, head, body);
    Reading reading;
    reading.picture = found.picture;
    reading.turn = turn_of(found, body);
    reading.picture_facts = std::move(found.picture_facts);
    // An attempt whose price nobody knows is booked at the most it can have cost.
    reading.charged = found.charge.amount.value_or(call.worst);
    reading.estimated = found.charge.estimated || !found.charge.amount;
    reading.outcome = std::move(found.outcome);
    return reading;
  }

 private:
  /// What is told of an answer is cut and redacted, after which a key may no longer be known as
  /// one: so an answer that repeats a key is read again without it, for its words alone.
  void hide_keys(gemini::Reading& found,
                 const gemini::Asked& asked,
                 const net::ResponseHead& head,
                 std::string_view body) const {
    if (!found.picture && keys_.stand_in(body)) {
      const std::string masked = keys_.masked(body);
      gemini::Reading again = gemini::read_answer(surface_, asked, head, masked);
      found.outcome.message = std::move(again.outcome.message);
      found.outcome.facts = std::move(again.outcome.facts);
    }
    keys_.hide_in(found.outcome);
  }

  std::string turn_of(const gemini::Reading& found, std::string_view body) const {
    if (!found.turn || !found.picture || !found.picture_digest) return {};
    std::string turn = gemini::kept_turn(body, *found.turn, *found.picture, *found.picture_digest,
                                         found.picture_facts.bytes);
    // Kept without end, and sent back to whoever sells at that address by then.
    return keys_.stand_in(turn) ? std::string() : turn;
  }

  gemini::Surface surface_;
  catalog::Catalog catalog_;
  domain::PromptTemplate template_;
  KeySource key_;
  KnownKeys keys_;
  net::Client& client_;
};

}  // namespace

std::unique_ptr<RemoteProvider> make_gemini_provider(gemini::Surface surface,
                                                     catalog::Catalog catalog,
                                                     domain::PromptTemplate prompt_template,
                                                     KeySource key,
                                                     net::Client& client) {
  return std::make_unique<GeminiProvider>(std::move(surface), std::move(catalog),
                                          std::move(prompt_template), std::move(key), client);
}

}  // namespace vitrine::providers
