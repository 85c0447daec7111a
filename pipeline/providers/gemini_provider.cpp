#include "pipeline/providers/gemini/answer.hpp"
#include "pipeline/providers/gemini/material.hpp"
#include "pipeline/providers/gemini/prepare.hpp"
#include "pipeline/providers/remote_provider.hpp"

#include <algorithm>
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
    const gemini::PrepareOptions options;
    return prepare_with(request, read, options);
  }

  util::Result<PreparedCall> prepare_again(const domain::RenderRequest& request,
                                           const SourceReader& read,
                                           domain::OutcomeKind before) const override {
    gemini::PrepareOptions options;
    options.insists_on_picture = before == domain::OutcomeKind::no_image;
    return prepare_with(request, read, options);
  }

  boost::asio::awaitable<net::CallResult> send(net::Request request,
                                               std::string attempt,
                                               net::BodySink& sink,
                                               util::Deadline deadline) override {
    const util::Result<std::string> key = key_();
    if (!key) co_return net::Failure{key.error(), net::Progress::not_sent};
    util::Result<net::Request> with_key =
        gemini::with_credentials(std::move(request), surface_, *key);
    if (!with_key) co_return net::Failure{with_key.error(), net::Progress::not_sent};
    if (surface_.name.starts_with("custom:"))
      with_key->headers.set(kAttemptHeader, std::move(attempt));
    net::Request ready = std::move(*with_key);
    co_return co_await client_.send(std::move(ready), sink, deadline);
  }

  Reading read(const PreparedCall& call,
               const net::ResponseHead& head,
               std::string_view body) const override {
    const auto& asked = *static_cast<const gemini::Asked*>(call.asked.get());
    gemini::Reading found = gemini::read_answer(surface_, asked, head, body);
    Reading reading;
    reading.picture = found.picture;
    reading.picture_facts = std::move(found.picture_facts);
    // An attempt whose price nobody knows is booked at the most it can have cost.
    reading.charged = found.charge.amount.value_or(call.worst);
    reading.estimated = found.charge.estimated || !found.charge.amount;
    reading.outcome = std::move(found.outcome);
    return reading;
  }

 private:
  util::Result<PreparedCall> prepare_with(const domain::RenderRequest& request,
                                          const SourceReader& read,
                                          const gemini::PrepareOptions& options) const {
    const util::Result<gemini::Material> material = gemini::load_material(request, read);
    if (!material) return material.error();
    util::Result<gemini::Call> call =
        gemini::prepare(request, surface_, catalog_, template_, *material, options);
    if (!call) return call.error();
    const auto price = call->asked.price
                           ? catalog::picture_price(*call->asked.price, call->asked.size_class,
                                                    call->asked.pictures)
                           : std::nullopt;
    if (!price)
      return util::Error{util::ErrorKind::unsupported,
                         "the price of \"" + request.model + "\" is not known, so it is not asked"};
    PreparedCall prepared;
    prepared.worst = price->worst;
    prepared.price_book = price->book;
    prepared.provenance = {{"prompt_template", call->template_id},
                           {"prompt_template_version", std::to_string(call->template_version)},
                           {"prompt_sha256", util::sha256(call->prompt).hex()},
                           {"body_sha256", call->body_digest.hex()},
                           {"price_book", price->book}};
    if (call->insisted_on_picture) prepared.provenance.push_back({"prompt_added", "again.picture"});
    prepared.most_answer_bytes = room_for(call->asked.expected);
    prepared.asked = std::make_shared<const gemini::Asked>(std::move(call->asked));
    prepared.request = std::move(call->request);
    return prepared;
  }

  gemini::Surface surface_;
  catalog::Catalog catalog_;
  domain::PromptTemplate template_;
  KeySource key_;
  net::Client& client_;
};

}  // namespace

util::Result<PreparedCall> RemoteProvider::prepare_again(const domain::RenderRequest& request,
                                                         const SourceReader& read,
                                                         domain::OutcomeKind) const {
  return prepare(request, read);
}

std::unique_ptr<RemoteProvider> make_gemini_provider(gemini::Surface surface,
                                                     catalog::Catalog catalog,
                                                     domain::PromptTemplate prompt_template,
                                                     KeySource key,
                                                     net::Client& client) {
  return std::make_unique<GeminiProvider>(std::move(surface), std::move(catalog),
                                          std::move(prompt_template), std::move(key), client);
}

}  // namespace vitrine::providers
