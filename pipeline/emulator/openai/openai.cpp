#include "pipeline/emulator/openai/openai.hpp"

#include "pipeline/emulator/credentials.hpp"
#include "pipeline/emulator/openai/answer.hpp"
#include "pipeline/emulator/openai/errors.hpp"
#include "pipeline/emulator/openai/models.hpp"
#include "pipeline/emulator/openai/request.hpp"
#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitrine::emulator::openai {
namespace {

constexpr Allowance kPlenty{5'000, 4'999, 0.012};  // told where the scenario sets no limit

/// "6m0s", "37s", "120ms": how Go writes a span.
std::string go_duration(double seconds) {
  if (seconds < 1) return std::to_string(static_cast<int>(std::lround(seconds * 1000))) + "ms";
  const auto whole = static_cast<int>(std::ceil(seconds));
  if (whole < 60) return std::to_string(whole) + "s";
  return std::to_string(whole / 60) + "m" + std::to_string(whole % 60) + "s";
}

class OpenAi final : public Vendor {
 public:
  explicit OpenAi(const Scenario& scenario) : seed_(scenario.seed) {}

  std::string_view name() const override { return kVendor.name; }

  std::optional<Route> claim(const net::ServerRequest& request) const override {
    const std::string_view target = request.target;
    const std::string_view path = target.substr(0, target.find('?'));
    const auto found = [&](RouteKind kind, std::string prefix, std::string id) {
      Route route;
      route.kind = kind;
      route.prefix = std::move(prefix);
      route.version = "v1";
      route.path = path;
      route.id = std::move(id);
      return route;
    };
    if (request.method == "POST")
      for (const auto& [rest, kind] :
           {std::pair("/v1/images/generations", RouteKind::openai_generate),
            std::pair("/v1/images/edits", RouteKind::openai_edit)})
        if (auto prefix = prefix_before(path, rest)) {
          const std::string_view type = request.headers.find("Content-Type").value_or("");
          return found(kind, std::move(*prefix), model_in(type, request.body));
        }
    // Google's list has the same path; who asks with a Bearer token alone asks this one.
    if (request.method != "GET" || bearer_of(request.headers).empty() ||
        request.headers.find("x-goog-api-key") || target.find("key=") != std::string_view::npos)
      return std::nullopt;
    if (auto prefix = prefix_before(path, "/v1/models"))
      return found(RouteKind::openai_list, std::move(*prefix), {});
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || slash + 1 == path.size()) return std::nullopt;
    if (auto prefix = prefix_before(path.substr(0, slash), "/v1/models"))
      return found(RouteKind::openai_model, std::move(*prefix),
                   url_decoded(path.substr(slash + 1)));
    return std::nullopt;
  }

  std::optional<Made> turn_away(const Visit& visit) const override {
    const std::string key = bearer_of(visit.request.headers);
    const std::vector<std::string>& bad = visit.models.scenario.bad_keys;
    if (key.empty()) return openai::refusal(no_api_key());
    if (std::find(bad.begin(), bad.end(), key) != bad.end())
      return openai::refusal(invalid_api_key());
    return std::nullopt;
  }

  Made refusal(const Fault& fault, const Route& route) const override {
    return openai::refusal(error_of(fault, route.id));
  }
  Made limited(const Quota& quota) const override { return openai::refusal(error_of(quota)); }

  VendorAnswer answer(Visit& visit) override {
    if (visit.route.kind == RouteKind::openai_list) return {list(visit.models)};
    const Model* model = find(visit.route.id);
    if (visit.route.id.empty()) return {openai::refusal(missing_parameter("model"))};
    if (model == nullptr || !is_served(visit.models, model->id, model->retired))
      return {openai::refusal(model_not_found(visit.route.id))};
    if (visit.route.kind == RouteKind::openai_model) return {one(*model, visit.models)};
    Drawing drawing;
    drawing.model = visit.route.id;
    drawing.content_type = visit.request.headers.find("Content-Type").value_or("");
    drawing.edit = visit.route.kind == RouteKind::openai_edit;
    drawing.look = visit.look;
    drawing.fault = visit.fault;
    drawing.now = visit.now;
    auto body = std::make_shared<const std::string>(std::move(visit.request.body));
    VendorAnswer answer;
    answer.work = [body, drawing = std::move(drawing)] { return make_images(*body, drawing); };
    return answer;
  }

  net::Headers headers(std::uint64_t ordinal, const std::optional<Allowance>& left) const override {
    const Allowance told = left.value_or(kPlenty);
    const std::string name =
        util::sha256("request " + std::to_string(seed_) + " " + std::to_string(ordinal)).hex();
    const std::string reset = go_duration(told.reset_seconds);
    return {{"x-request-id", "req_" + name.substr(0, 32)},
            {"openai-version", "2020-10-01"},
            {"x-ratelimit-limit-requests", std::to_string(told.limit)},
            {"x-ratelimit-remaining-requests", std::to_string(told.remaining)},
            {"x-ratelimit-reset-requests", reset},
            {"x-ratelimit-limit-tokens", "8000000"},
            {"x-ratelimit-remaining-tokens", "7990000"},
            {"x-ratelimit-reset-tokens", "75ms"}};
  }

 private:
  static void write(const Model& model, const ModelsNow& models, util::JsonWriter& writer) {
    std::string shutdown(model.shutdown);
    if (const auto at = retirement_of(models, model.id))
      shutdown = util::to_text(*at).substr(0, 10);
    writer.begin_object();
    writer.member("id", model.id);
    writer.member("object", "model");
    writer.member("created", model.created);
    writer.member("owned_by", "system");
    writer.member_or_null("shutdown_date", shutdown);
    writer.end_object();
  }

  static Made one(const Model& model, const ModelsNow& models) {
    util::JsonWriter writer;
    write(model, models, writer);
    Made made;
    made.body = std::move(writer).take();
    return made;
  }

  static Made list(const ModelsNow& models) {
    util::JsonWriter writer;
    writer.begin_object();
    writer.member("object", "list");
    writer.key("data");
    writer.begin_array();
    for (const Model& model : openai::models())
      if (is_served(models, model.id, model.retired)) write(model, models, writer);
    writer.end_array();
    writer.end_object();
    Made made;
    made.body = std::move(writer).take();
    return made;
  }

  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<Vendor> make(const Scenario& scenario) {
  return std::make_unique<OpenAi>(scenario);
}

std::vector<std::string_view> model_ids() {
  std::vector<std::string_view> ids;
  for (const Model& model : models()) ids.push_back(model.id);
  return ids;
}

bool can_befall(FaultKind kind, RouteKind route) {
  static constexpr FaultKind kOfPictures[] = {FaultKind::no_image,
                                              FaultKind::empty_stop,
                                              FaultKind::image_safety,
                                              FaultKind::prohibited_content,
                                              FaultKind::blocked,
                                              FaultKind::wrong_mime,
                                              FaultKind::jpeg,
                                              FaultKind::wrong_size,
                                              FaultKind::wrong_ratio,
                                              FaultKind::missing_usage,
                                              FaultKind::usage_without_details,
                                              FaultKind::picture_url,
                                              FaultKind::picture_data_uri,
                                              FaultKind::unpadded_base64,
                                              FaultKind::url_safe_base64,
                                              FaultKind::truncated_base64,
                                              FaultKind::garbage_picture};
  return befalls(kind, route, kOfPictures);
}

}  // namespace vitrine::emulator::openai
