#pragma once

#include "pipeline/catalog/catalog.hpp"
#include "pipeline/net/client.hpp"
#include "pipeline/providers/error_words.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/key_source.hpp"
#include "pipeline/providers/place.hpp"
#include "pipeline/providers/preflight.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "pipeline/providers/travel.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace vitrine::providers {

/// How one image API is spoken to at one place. Holds no key, never changes, safe to use from
/// several threads.
class Access {
 public:
  virtual ~Access() = default;
  virtual const Place& place() const = 0;
  /// Where a call for a model goes; bad_spec for an id that could lead elsewhere.
  virtual util::Result<net::Url> call_url(std::string_view model,
                                          std::string_view method) const = 0;
  /// How the pictures of a request get there; unsupported if it is too large whatever is done.
  virtual util::Result<Travel> travel(const std::vector<PictureUse>& pictures,
                                      std::int64_t other_bytes) const = 0;
  /// How a request's mask goes to a model there, whatever its row says.
  virtual domain::MaskWay mask_way(const domain::Model& model,
                                   const domain::RenderRequest& request) const;
  /// Asks whether a model is served; unsupported where that is not told.
  virtual util::Result<net::Request> model_get(std::string_view model) const;
  /// What was answered: a model that is gone is model_gone, one that is about to go is warned of.
  virtual Preflight read_model(const ErrorContext& context,
                               const net::ResponseHead& head,
                               std::string_view body,
                               std::string_view method,
                               util::Timestamp now) const;
  /// The client outlives it, and so does the clock; null: the machine's.
  virtual std::unique_ptr<RemoteProvider> provider(catalog::Catalog catalog,
                                                   KeySource key,
                                                   net::Client& client,
                                                   const util::Clock* clock = nullptr) const = 0;
};

/// As the model's row says, but as a picture where there is no field.
domain::MaskWay without_field(const domain::Model& model);

/// The Gemini protocol there.
std::shared_ptr<const Access> gemini_access(gemini::Surface surface);

}  // namespace vitrine::providers
