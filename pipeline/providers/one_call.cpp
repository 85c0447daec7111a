// An image API where one call is one picture, whatever its protocol.
#include "pipeline/providers/charge.hpp"
#include "pipeline/providers/exchange.hpp"
#include "pipeline/providers/known_keys.hpp"
#include "pipeline/providers/prompt.hpp"
#include "pipeline/providers/protocol.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/providers/sent_mask.hpp"
#include "pipeline/providers/wording.hpp"

#include <utility>

namespace vitrine::providers {
namespace {

using domain::OutcomeKind;

/// Room for the answer: a picture that compresses badly, as base64, and the JSON around it.
constexpr std::int64_t kAround = 256 * 1024, kUnlisted = std::int64_t{48} << 20;
std::int64_t room_for(const std::optional<domain::PixelSize>& expected) {
  if (!expected) return kUnlisted;
  return std::int64_t{expected->width} * expected->height * 3 * 4 / 3 + kAround;
}

class OneCallProvider final : public RemoteProvider {
 public:
  OneCallProvider(Place place,
                  std::shared_ptr<const Protocol> protocol,
                  catalog::Catalog catalog,
                  KeySource key,
                  net::Client& client)
      : place_(std::move(place)),
        protocol_(std::move(protocol)),
        catalog_(std::move(catalog)),
        exchange_(place_, *protocol_, std::move(key), keys_, client) {}

  void close_old() override { exchange_.close_old(); }
  std::string surface() const override { return place_.name; }

  util::Result<PreparedCall> prepare(const domain::RenderRequest& request,
                                     const SourceReader& read) const override {
    return prepare_with(request, read, {}, {});
  }
  util::Result<PreparedCall> prepare_again(
      const domain::RenderRequest& request,
      const SourceReader& read,
      const std::vector<std::string>& sentences) const override {
    return prepare_with(request, read, sentences, {});
  }
  util::Result<PreparedCall> prepare_at(const domain::RenderRequest& request,
                                        const SourceReader& read,
                                        const std::string& price_book) const override {
    const bool is_known = catalog_.find_price(request.model, price_book, place_.seller) != nullptr;
    return prepare_with(request, read, {}, is_known ? price_book : std::string());
  }

  boost::asio::awaitable<net::CallResult> send(net::Request request,
                                               std::string attempt,
                                               net::BodySink& sink,
                                               util::Deadline deadline,
                                               BegunKeeper begun) override {
    co_return co_await exchange_.send(std::move(request), std::move(attempt), sink, deadline,
                                      std::move(begun));
  }
  boost::asio::awaitable<net::CallResult> resume(std::string begun,
                                                 net::BodySink& sink,
                                                 util::Deadline deadline) override {
    co_return co_await exchange_.resume(std::move(begun), sink, deadline);
  }

  Reading read(const PreparedCall& call,
               const net::ResponseHead& head,
               std::string_view body) const override {
    const auto& asked = *static_cast<const Asked*>(call.asked.get());
    const ErrorContext context{place_.name, asked.model, asked.successor};
    const AnswerParts parts = parts_of(body);
    const std::string_view json = parts.json.of(body);
    const auto read_as = [&](std::string_view text) {
      Said said = protocol_->read(context, asked, head, text);
      if (said.unfetched && !parts.picture) said.outcome = std::move(*said.unfetched);
      return said;
    };
    Said said = read_as(json);
    if (!said.picture && keys_.stand_in(json)) {
      // What is told of an answer is cut and redacted, after which a key may no longer be known.
      Said again = read_as(keys_.masked(json));
      said.outcome.message = std::move(again.outcome.message);
      said.outcome.facts = std::move(again.outcome.facts);
    }
    Reading reading;
    reading.outcome = std::move(said.outcome);
    if (reading.outcome.kind == OutcomeKind::image) take_picture(reading, said, asked, parts, body);
    settle(reading, said, asked, call.worst);
    keys_.hide_in(reading.outcome);
    return reading;
  }

 private:
  util::Result<PreparedCall> prepare_with(const domain::RenderRequest& request,
                                          const SourceReader& read,
                                          const std::vector<std::string>& sentences,
                                          const std::string& price_book) const {
    // Whose books it lands in is part of the key.
    if (request.surface != place_.name)
      return util::Error{util::ErrorKind::bad_spec,
                         "a request for " + request.surface + " is not sent to " + place_.name};
    const auto words = catalog_.prompts().find(domain::template_of(request));
    if (words == catalog_.prompts().end())
      return util::Error{util::ErrorKind::not_found,
                         "there is no prompt template \"" + domain::template_of(request) + "\""};
    util::Result<domain::Model> model = model_of(request, catalog_, place_.seller);
    if (!model) return model.error();
    model->mask = protocol_->mask_way(*model, request);
    if (auto problem = problem_with(request, *model)) return *problem;
    auto pictures = load_pictures(request.sources, read);
    if (!pictures) return pictures.error();
    const auto mask = fit_mask(request, model->mask, *pictures);
    if (!mask) return mask.error();
    util::Result<Asked> asked =
        asked_as(request, *model, catalog_, words->second, *pictures, price_book, place_.seller);
    if (!asked) return asked.error();
    const auto price = asked->price ? catalog::picture_price(*asked->price, asked->size_class,
                                                             asked->pictures, asked->priced())
                                    : std::nullopt;
    if (!price)
      return util::Error{util::ErrorKind::unsupported, "the price of \"" + request.model +
                                                           "\" at " + place_.name +
                                                           " is not known, so it is not asked"};
    const Worded text = worded(request, *model, words->second, sentences);
    asked->prompt_bytes = text.bytes(request);
    const SentPicture* apart = *mask ? &**mask : nullptr;
    if (auto error = too_large(request, *pictures, apart)) return *error;
    const CallToWrite to_write{request, *model, *asked, *pictures, text.prompt, apart};
    util::Result<net::Request> written = protocol_->write(place_, to_write);
    if (!written) return written.error();

    PreparedCall call;
    call.worst = price->worst;
    call.price_book = price->book;
    call.price = asked->price;
    call.most_input_tokens =
        asked->prompt_bytes / 2 + asked->pictures * asked->price->reference_tokens;
    call.most_answer_bytes = room_for(asked->expected);
    call.provenance = text.provenance();
    call.provenance.push_back({"body_sha256", util::sha256(protocol_->call_body(*written)).hex()});
    call.provenance.push_back({"price_book", call.price_book});
    for (util::Field& field : protocol_->provenance(to_write))
      call.provenance.push_back(std::move(field));
    int n = 0;
    for (const SentPicture& picture : *pictures)
      call.provenance.push_back({"image_" + std::to_string(++n),
                                 std::string("inline") + (picture.flattened ? ", on white" : "") +
                                     (picture.scaled ? ", scaled" : "") +
                                     (picture.turned ? ", upright" : "")});
    if (apart != nullptr)
      call.provenance.push_back({"mask", apart->scaled ? "in its field, scaled" : "in its field"});
    call.request = std::move(*written);
    call.asked = std::make_shared<const Asked>(std::move(*asked));
    return call;
  }

  std::optional<util::Error> too_large(const domain::RenderRequest& request,
                                       const std::vector<SentPicture>& pictures,
                                       const SentPicture* mask) const {
    std::vector<PictureUse> uses;
    if (mask != nullptr) uses.push_back({static_cast<std::int64_t>(mask->bytes.size()), 1, false});
    for (const SentPicture& picture : pictures)
      uses.push_back({static_cast<std::int64_t>(picture.bytes.size()), 1, false});
    const auto travel =
        travel_inside(place_.name, protocol_->limits(), uses, bytes_of_words(request));
    return travel ? std::nullopt : std::optional(travel.error());
  }

  void take_picture(Reading& reading,
                    const Said& said,
                    const Asked& asked,
                    const AnswerParts& parts,
                    std::string_view body) const {
    domain::Outcome& outcome = reading.outcome;
    std::optional<Span> place = parts.picture;
    PictureForm form = PictureForm::bytes;
    if (said.picture) {
      place = Span{parts.json.offset + said.picture->offset, said.picture->length};
      form = PictureForm::base64;
    }
    util::Result<PictureFacts> facts =
        util::Error{util::ErrorKind::bad_image, "its address gave none"};
    if (place) facts = examine_picture(body, *place, {}, form);
    if (!facts) {
      outcome.kind = OutcomeKind::corrupt_payload;
      add_fact(outcome, "body", facts.error().message);
      outcome.message = "the picture of " + place_.name + " for " + asked.model +
                        " is not readable: " + redacted(facts.error().message);
      return;
    }
    reading.picture = place;
    reading.picture_form = form;
    reading.picture_facts = *facts;
    add_picture_facts(outcome, *facts, asked.expected,
                      said.label.empty() ? facts->media_type : said.label);
  }

  /// What the vendor says the call cost is what it cost; else what it says was used, by the book;
  /// else the book's typical call. What was refused with an error is free.
  static void settle(Reading& reading, const Said& said, const Asked& asked, util::Money worst) {
    const OutcomeKind kind = reading.outcome.kind;
    const bool is_made = kind == OutcomeKind::image || kind == OutcomeKind::corrupt_payload;
    if (said.cost) {
      reading.charged = *said.cost;
      if (said.cost->micros > 0)
        reading.usage = {{"size", asked.size_class},
                         {"said_micros", std::to_string(said.cost->micros)}};
      return;
    }
    if (!is_made && !said.usage) return;
    const Charge charge = charge_of(asked, said.usage,
                                    kind == OutcomeKind::image ? PictureMade::yes
                                    : is_made                  ? PictureMade::unknown
                                                               : PictureMade::no);
    reading.charged = charge.amount.value_or(worst);
    reading.estimated = charge.estimated || !charge.amount;
    if (charge.amount && charge.amount->micros > 0) reading.usage = multiplied(asked, charge);
  }

  Place place_;
  std::shared_ptr<const Protocol> protocol_;
  catalog::Catalog catalog_;
  KnownKeys keys_;
  Exchange exchange_;
};

class OneCallAccess final : public Access {
 public:
  OneCallAccess(Place place, std::shared_ptr<const Protocol> protocol)
      : place_(std::move(place)), protocol_(std::move(protocol)) {}

  const Place& place() const override { return place_; }
  util::Result<net::Url> call_url(std::string_view model,
                                  std::string_view /*method*/) const override {
    return protocol_->call_url(place_, model);
  }
  util::Result<Travel> travel(const std::vector<PictureUse>& pictures,
                              std::int64_t other_bytes) const override {
    return travel_inside(place_.name, protocol_->limits(), pictures, other_bytes);
  }
  domain::MaskWay mask_way(const domain::Model& model,
                           const domain::RenderRequest& request) const override {
    return protocol_->mask_way(model, request);
  }
  util::Result<net::Request> model_get(std::string_view model) const override {
    return protocol_->model_get(place_, model);
  }
  Preflight read_model(const ErrorContext& context,
                       const net::ResponseHead& head,
                       std::string_view body,
                       std::string_view /*method*/,
                       util::Timestamp now) const override {
    return protocol_->read_model(context, head, body, now);
  }
  std::unique_ptr<RemoteProvider> provider(catalog::Catalog catalog,
                                           KeySource key,
                                           net::Client& client,
                                           const util::Clock* /*clock*/) const override {
    return std::make_unique<OneCallProvider>(place_, protocol_, std::move(catalog), std::move(key),
                                             client);
  }

 private:
  Place place_;
  std::shared_ptr<const Protocol> protocol_;
};

}  // namespace

std::vector<net::Request> Protocol::before(const Place& /*place*/,
                                           net::Request& /*request*/) const {
  return {};
}

std::string_view Protocol::call_body(const net::Request& request) const { return request.body; }

util::Fields Protocol::provenance(const CallToWrite& /*call*/) const { return {}; }

util::Result<std::optional<Step>> Protocol::next(const Place& /*place*/,
                                                 const net::Request& /*last*/,
                                                 std::string_view /*body*/) const {
  return std::optional<Step>();
}

util::Result<net::Request> Protocol::model_get(const Place& place,
                                               std::string_view /*model*/) const {
  return util::Error{util::ErrorKind::unsupported, place.name + " tells nothing about models"};
}

Preflight Protocol::read_model(const ErrorContext& /*context*/,
                               const net::ResponseHead& /*head*/,
                               std::string_view /*body*/,
                               util::Timestamp /*now*/) const {
  Preflight preflight;
  preflight.standing = ModelStanding{};
  return preflight;
}

std::shared_ptr<const Access> access_by(Place place, std::shared_ptr<const Protocol> protocol) {
  return std::make_shared<const OneCallAccess>(std::move(place), std::move(protocol));
}

}  // namespace vitrine::providers
