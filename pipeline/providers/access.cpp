#include "pipeline/providers/access.hpp"

#include "pipeline/providers/gemini/preflight.hpp"
#include "pipeline/providers/gemini/travel.hpp"

#include <utility>

namespace vitrine::providers {
namespace {

class GeminiAccess final : public Access {
 public:
  explicit GeminiAccess(gemini::Surface surface) : surface_(std::move(surface)) {}

  const Place& place() const override { return surface_; }
  util::Result<net::Url> call_url(std::string_view model, std::string_view method) const override {
    return gemini::model_url(surface_, model, method);
  }
  util::Result<Travel> travel(const std::vector<PictureUse>& pictures,
                              std::int64_t other_bytes) const override {
    return gemini::decide_travel(surface_, pictures, other_bytes);
  }
  util::Result<net::Request> model_get(std::string_view model) const override {
    return gemini::model_get(surface_, model);
  }
  Preflight read_model(const ErrorContext& context,
                       const net::ResponseHead& head,
                       std::string_view body,
                       std::string_view method,
                       util::Timestamp now) const override {
    return gemini::read_model(context, head, body, method, now);
  }
  std::unique_ptr<RemoteProvider> provider(catalog::Catalog catalog,
                                           KeySource key,
                                           net::Client& client,
                                           const util::Clock* clock) const override {
    return make_gemini_provider(surface_, std::move(catalog), std::move(key), client, clock);
  }

 private:
  gemini::Surface surface_;
};

}  // namespace

domain::MaskWay Access::mask_way(const domain::Model& model,
                                 const domain::RenderRequest& /*request*/) const {
  return without_field(model);
}

domain::MaskWay without_field(const domain::Model& model) {
  return model.mask == domain::MaskWay::field ? domain::MaskWay::picture : model.mask;
}

util::Result<net::Request> Access::model_get(std::string_view /*model*/) const {
  return util::Error{util::ErrorKind::unsupported, place().name + " tells nothing about models"};
}

Preflight Access::read_model(const ErrorContext& /*context*/,
                             const net::ResponseHead& /*head*/,
                             std::string_view /*body*/,
                             std::string_view /*method*/,
                             util::Timestamp /*now*/) const {
  Preflight preflight;
  preflight.standing = ModelStanding{};
  return preflight;
}

std::shared_ptr<const Access> gemini_access(gemini::Surface surface) {
  return std::make_shared<const GeminiAccess>(std::move(surface));
}

}  // namespace vitrine::providers
