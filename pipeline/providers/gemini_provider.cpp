#include "pipeline/providers/gemini/answer.hpp"
#include "pipeline/providers/gemini/arrange.hpp"
#include "pipeline/providers/gemini/material.hpp"
#include "pipeline/providers/gemini/prepare.hpp"
#include "pipeline/providers/gemini/turn.hpp"
#include "pipeline/providers/gemini/uploads.hpp"
#include "pipeline/providers/keyed_client.hpp"
#include "pipeline/providers/known_keys.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_map>
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
                 KeySource key,
                 net::Client& client,
                 const util::Clock* clock)
      : surface_(std::move(surface)),
        catalog_(std::move(catalog)),
        client_(surface_, std::move(key), keys_, client),
        uploads_(surface_, client_, clock != nullptr ? *clock : machine_clock_) {}

  void close_old() override { client_.close_old(); }
  std::string surface() const override { return surface_.name; }

  util::Result<PreparedCall> prepare(const domain::RenderRequest& request,
                                     const SourceReader& read) const override {
    const gemini::PrepareOptions options;
    return prepare_with(request, read, options);
  }

  util::Result<PreparedCall> prepare_again(
      const domain::RenderRequest& request,
      const SourceReader& read,
      const std::vector<std::string>& sentences) const override {
    gemini::PrepareOptions options;
    options.sentences = sentences;
    return prepare_with(request, read, options);
  }

  util::Result<PreparedCall> prepare_at(const domain::RenderRequest& request,
                                        const SourceReader& read,
                                        const std::string& price_book) const override {
    gemini::PrepareOptions options;
    if (catalog_.find_price(request.model, price_book, surface_.seller))
      options.price_book = price_book;
    return prepare_with(request, read, options);
  }

  void expect(const util::Digest& picture, int requests) override {
    uploads_.expect(picture, requests);
  }

  boost::asio::awaitable<std::optional<Hindrance>> upload(std::vector<Upload> pictures,
                                                          util::Deadline deadline) override {
    std::optional<Hindrance> hindrance;
    for (Upload& picture : pictures) {
      hindrance = co_await uploads_.put(std::move(picture), deadline);
      if (hindrance) break;
    }
    if (hindrance) keys_.hide_in(hindrance->outcome);
    co_return hindrance;
  }

  void forget(const std::vector<NamedUpload>& named) override {
    for (const NamedUpload& upload : named) uploads_.forget(upload);
  }

  boost::asio::awaitable<net::CallResult> send(net::Request request,
                                               std::string attempt,
                                               net::BodySink& sink,
                                               util::Deadline deadline,
                                               BegunKeeper /*begun*/) override {
    if (surface_.name.starts_with("custom:"))
      request.headers.set(kAttemptHeader, std::move(attempt));
    // Google's own header; what a reseller makes of it nobody says.
    if (const auto patience = patience_until(deadline); patience && surface_.seller == "google")
      request.headers.set("X-Server-Timeout", *patience);
    co_return co_await client_.send(std::move(request), sink, deadline);
  }

  Reading read(const PreparedCall& call,
               const net::ResponseHead& head,
               std::string_view body) const override {
    const auto& asked = *static_cast<const Asked*>(call.asked.get());
    gemini::Reading found = gemini::read_answer(surface_, asked, head, body);
    hide_keys(found, asked, head, body);
    Reading reading;
    reading.picture = found.picture;
    reading.turn = turn_of(found, body);
    reading.picture_facts = std::move(found.picture_facts);
    // An attempt whose price nobody knows is booked at the most it can have cost.
    reading.charged = found.charge.amount.value_or(call.worst);
    reading.estimated = found.charge.estimated || !found.charge.amount;
    if (found.charge.amount && found.charge.amount->micros > 0)
      reading.usage = multiplied(asked, found.charge);
    reading.outcome = std::move(found.outcome);
    const catalog::Gateway* gateway = catalog_.find_gateway(surface_.seller);
    const bool has_failed = reading.outcome.kind == domain::OutcomeKind::transient ||
                            reading.outcome.kind == domain::OutcomeKind::timeout;
    reading.outcome.may_be_billed =
        gateway != nullptr && !gateway->errors_free && has_failed && head.status >= 500;
    // The service's own words name the file.
    if (util::find(reading.outcome.facts, "remedy") == "upload")
      reading.outcome.message = surface_.name + " does not find a picture that was uploaded to it";
    return reading;
  }

 private:
  util::Result<PreparedCall> prepare_with(const domain::RenderRequest& request,
                                          const SourceReader& read,
                                          const gemini::PrepareOptions& options) const {
    const auto words = catalog_.prompts().find(domain::template_of(request));
    if (words == catalog_.prompts().end())
      return util::Error{util::ErrorKind::not_found,
                         "there is no prompt template \"" + domain::template_of(request) + "\""};
    // Looked up once for each picture, so that loading and arranging go by the same.
    std::unordered_map<util::Digest, gemini::Uploads::Standing> standings;
    const auto look = [&](const util::Digest& picture) {
      const auto [known, added] = standings.try_emplace(picture);
      if (added) known->second = uploads_.look(picture);
      return known->second;
    };
    const auto lies_there = [&](const util::Digest& picture) { return !look(picture).uri.empty(); };
    util::Result<gemini::Material> material = gemini::load_material(request, read, lies_there);
    if (!material) return material.error();
    const util::Result<domain::Model> model = gemini::fitted_row(request, surface_, catalog_);
    if (!model) return model.error();
    util::Result<Asked> asked = asked_as(request, *model, catalog_, words->second,
                                         material->pictures, options.price_book, surface_.seller);
    if (!asked) return asked.error();
    const auto price = price_of(*asked);
    if (!price)
      return util::Error{util::ErrorKind::unsupported, "the price of \"" + request.model +
                                                           "\" at " + surface_.seller +
                                                           " is not known, so it is not asked"};
    gemini::Surface surface = surface_;
    surface.has_files = surface_.has_files && asked->method != "predict";
    util::Result<gemini::Arrangement> arranged = gemini::arrange(request, surface, look, *material);
    if (!arranged) return arranged.error();
    PreparedCall prepared;
    prepared.worst = price->worst;
    prepared.price_book = price->book;
    prepared.price = asked->price;
    // A token is about four bytes of English; other scripts have more of them.
    prepared.most_input_tokens =
        asked->prompt_bytes / 2 + asked->pictures * asked->price->reference_tokens;
    prepared.uploads = std::move(arranged->uploads);
    if (!prepared.uploads.empty()) {
      // It cannot be sent yet; an answer that an earlier run was given can be read.
      prepared.asked = std::make_shared<const Asked>(std::move(*asked));
      return prepared;
    }
    util::Result<gemini::Call> call =
        gemini::prepare(request, surface_, catalog_, words->second, *material, options);
    if (!call) return call.error();
    complete(prepared, std::move(*call), std::move(*arranged));
    return prepared;
  }

  static void complete(PreparedCall& prepared, gemini::Call call, gemini::Arrangement arrangement) {
    prepared.named = std::move(arrangement.named);
    prepared.provenance = call.worded.provenance();
    prepared.provenance.push_back({"body_sha256", call.body_digest.hex()});
    prepared.provenance.push_back({"price_book", prepared.price_book});
    for (util::Field& way : arrangement.provenance) prepared.provenance.push_back(std::move(way));
    prepared.most_answer_bytes = room_for(call.asked.expected);
    prepared.asked = std::make_shared<const Asked>(std::move(call.asked));
    prepared.request = std::move(call.request);
  }

  static std::optional<domain::PicturePrice> price_of(const Asked& asked) {
    if (!asked.price) return std::nullopt;
    return catalog::picture_price(*asked.price, asked.size_class, asked.pictures, asked.priced());
  }

  /// What is told of an answer is cut and redacted, after which a key may no longer be known as
  /// one: so an answer that repeats a key is read again without it, for its words alone.
  void hide_keys(gemini::Reading& found,
                 const Asked& asked,
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
  util::SystemClock machine_clock_;
  KnownKeys keys_;
  KeyedClient client_;
  gemini::Uploads uploads_;
};

}  // namespace

std::unique_ptr<RemoteProvider> make_gemini_provider(gemini::Surface surface,
                                                     catalog::Catalog catalog,
                                                     KeySource key,
                                                     net::Client& client,
                                                     const util::Clock* clock) {
  return std::make_unique<GeminiProvider>(std::move(surface), std::move(catalog), std::move(key),
                                          client, clock);
}

}  // namespace vitrine::providers
