#pragma once

#include "pipeline/catalog/prices.hpp"
#include "pipeline/domain/model.hpp"
#include "pipeline/domain/outcome.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/net/http.hpp"
#include "pipeline/providers/access.hpp"
#include "pipeline/providers/answer_picture.hpp"
#include "pipeline/providers/asked.hpp"
#include "pipeline/providers/error_words.hpp"
#include "pipeline/providers/place.hpp"
#include "pipeline/providers/preflight.hpp"
#include "pipeline/providers/sent_pictures.hpp"
#include "pipeline/providers/travel.hpp"
#include "pipeline/util/fields.hpp"
#include "pipeline/util/money.hpp"
#include "pipeline/util/result.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::providers {

/// One call as a protocol is to write it. Everything has been checked against the model's row.
struct CallToWrite {
  const domain::RenderRequest& request;
  const domain::Model& model;  ///< as it is offered there
  const Asked& asked;
  const std::vector<SentPicture>& pictures;
  const std::string& prompt;
  const SentPicture* mask = nullptr;  ///< that goes in a field of its own, as fit_mask made it

  /// A vendor's odd, as the model's row has it.
  std::string option(const std::string& name, const char* usual) const {
    const auto found = model.options.find(name);
    return found == model.options.end() ? usual : found->second;
  }
};

/// What an answer says, in a protocol's reading; places are of the body it was given.
struct Said {
  domain::Outcome outcome;      ///< kind, facts and message; `image` where there should be one
  std::optional<Span> picture;  ///< base64 in the body; nothing: it came beside it, or not at all
  std::string label;            ///< the media type that it is said to have
  std::optional<catalog::TokenUsage> usage;  ///< as reported; nothing: nobody said
  std::optional<util::Money> cost;           ///< what the vendor itself says the call cost
  /// What it comes to instead if no picture was fetched beside it.
  std::optional<domain::Outcome> unfetched = {};
};

/// An exchange that follows before there is a picture.
struct Step {
  net::Request request;
  std::chrono::milliseconds wait{0};  ///< before it is sent
  bool is_picture = false;  ///< what comes is the picture; the address is secret enough, no key
  bool takes_key = false;   ///< of a picture all the same: it lies behind the API's own door
};

/// What differs between image APIs where one call is one picture: how it is written and how its
/// answer is read. Pure, holds no state, safe from several threads. What it writes has no key.
class Protocol {
 public:
  virtual ~Protocol() = default;
  virtual TravelLimits limits() const { return {}; }
  /// Where calls for a model go; bad_spec for an id that could lead elsewhere.
  virtual util::Result<net::Url> call_url(const Place& place, std::string_view model) const = 0;
  /// unsupported for what cannot be said in this protocol.
  virtual util::Result<net::Request> write(const Place& place, const CallToWrite& call) const = 0;
  virtual Said read(const ErrorContext& context,
                    const Asked& asked,
                    const net::ResponseHead& head,
                    std::string_view body) const = 0;

  /// How a request's mask goes to a model; this is for a protocol that has no field for one.
  virtual domain::MaskWay mask_way(const domain::Model& model,
                                   const domain::RenderRequest& /*request*/) const {
    return without_field(model);
  }

  /// What is put there before the call, in order, each to be answered with 2xx; buys nothing. Takes
  /// out of `request` what only these carry.
  virtual std::vector<net::Request> before(const Place& place, net::Request& request) const;
  /// Of a written request what will be the call's own body.
  virtual std::string_view call_body(const net::Request& request) const;
  /// What else decides the answer and is worth a line in the lineage.
  virtual util::Fields provenance(const CallToWrite& call) const;

  /// Whether a call may take several exchanges. Where it may, `next` is asked after each.
  virtual bool has_steps() const { return false; }
  /// What follows an answer with status 2xx; nothing: it is the last one. `last`: the request that
  /// it answers, without its body. An error: what was answered leads nowhere safe.
  virtual util::Result<std::optional<Step>> next(const Place& place,
                                                 const net::Request& last,
                                                 std::string_view body) const;

  /// As for Access.
  virtual util::Result<net::Request> model_get(const Place& place, std::string_view model) const;
  virtual Preflight read_model(const ErrorContext& context,
                               const net::ResponseHead& head,
                               std::string_view body,
                               util::Timestamp now) const;
};

/// An API that speaks it, at a place.
std::shared_ptr<const Access> access_by(Place place, std::shared_ptr<const Protocol> protocol);

}  // namespace vitrine::providers
