#include "pipeline/emulator/local/local.hpp"

#include "pipeline/emulator/local/request.hpp"
#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/emulator/picture_shelf.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::emulator::local {
namespace {

constexpr std::int64_t kPictureLife = 24 * 3600;  // seconds

struct Drawn {
  std::string id, bytes, type, address;
};

std::string answer_json(const std::vector<Drawn>& pictures,
                        const Order& order,
                        const LocalServer& server,
                        const std::optional<Fault>& fault,
                        util::Timestamp now) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("created", now.micros / 1'000'000);
  if (server.extra_in_prompt) writer.member("output_format", order.format);
  writer.key("data");
  writer.begin_array();
  for (const Drawn& picture : pictures) {
    writer.begin_object();
    if (order.as_url) {
      writer.member("url", picture.address);
    } else {
      writer.key("b64_json");
      writer.raw("\"" + told_base64(fault, picture.bytes) + "\"");
      if (server.errors == LocalServer::Errors::detail) {
        writer.key("url");
        writer.null();
      }
    }
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  return std::move(writer).take();
}

Made refused(Error error, const LocalServer& server) {
  // FastAPI tells a field's mistake with a number and a list of its own.
  const bool of_field = !error.field.empty() && error.field != "path";
  if (server.errors == LocalServer::Errors::detail && error.status == 400 && of_field)
    error.status = 422;
  Made made;
  made.status = error.status;
  made.body = error_json(error, server);
  return made;
}

int status_of(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::rate_limited:
    case FaultKind::quota_per_day:
    case FaultKind::quota_zero:
    case FaultKind::spend_cap:
      return 429;
    case FaultKind::overloaded:
    case FaultKind::error_array:
      return 503;
    case FaultKind::deadline:
      return 504;
    case FaultKind::bad_request:
    case FaultKind::failed_precondition:
      return 400;
    case FaultKind::unauthenticated:
      return 401;
    case FaultKind::permission_denied:
      return 403;
    case FaultKind::model_gone:
      return 404;
    case FaultKind::too_large:
      return 413;
    case FaultKind::capacity_exhausted:
    case FaultKind::status:
    case FaultKind::error_text:
    case FaultKind::error_detail:
    case FaultKind::error_200:
      return fault.code;
    default:
      return 500;
  }
}

class Local final : public Vendor {
 public:
  explicit Local(const Scenario& scenario)
      : servers_(scenario.local),
        seed_(scenario.seed),
        pictures_(
            std::make_shared<PictureShelf>("/generated-images/", kPictureLife, scenario.seed)) {}

  std::string_view name() const override { return kVendor.name; }

  std::optional<Route> claim(const net::ServerRequest& request) const override {
    const std::string_view target = request.target;
    const std::string path(target.substr(0, target.find('?')));
    for (const LocalServer& server : servers_) {
      const auto is = [&](std::string_view rest) {
        return path.ends_with(server.at + std::string(rest));
      };
      RouteKind kind = RouteKind::unknown;
      if (request.method == "POST" && is("/v1/images/generations"))
        kind = RouteKind::local_generate;
      else if (request.method == "POST" && (is("/v1/images/edits") || is("/v1/images/inpainting")))
        kind = RouteKind::local_edit;
      else if (request.method == "GET" && is("/v1/models"))
        kind = RouteKind::local_models;
      else if (request.method == "GET" && pictures_->is_here(path) &&
               path.find(server.at + "/generated-images/") != std::string::npos)
        kind = RouteKind::local_picture;
      if (kind == RouteKind::unknown) continue;
      Route route;
      route.kind = kind;
      route.version = "v1";
      route.path = path;
      route.id = server.model;
      route.prefix = path.substr(0, path.rfind(server.at) + server.at.size());
      return route;
    }
    return std::nullopt;
  }

  std::optional<Made> turn_away(const Visit& /*visit*/) const override { return std::nullopt; }

  Made refusal(const Fault& fault, const Route& route) const override {
    return refused({status_of(fault), "the request failed on purpose", ""}, server_of(route));
  }
  Made limited(const Quota& quota) const override {
    Route route;
    route.id = quota.model;
    return refused({429, "too many requests", ""}, server_of(route));
  }

  VendorAnswer answer(Visit& visit) override {
    const LocalServer& server = server_of(visit.route);
    if (visit.route.kind == RouteKind::local_models) return {models_of(server)};
    if (visit.route.kind == RouteKind::local_picture) return {picture(visit, server)};
    const Call call = visit.route.kind == RouteKind::local_generate      ? Call::generate
                      : visit.route.path.ends_with("/images/inpainting") ? Call::inpaint
                                                                         : Call::edit;
    auto body = std::make_shared<const std::string>(std::move(visit.request.body));
    auto drawn = std::make_shared<std::vector<Drawn>>();
    const std::string name =
        util::sha256("local " + std::to_string(seed_) + " " + std::to_string(visit.ordinal)).hex();
    VendorAnswer answer;
    answer.work = [server, call, body, drawn, name, base = visit.base, look = visit.look,
                   fault = visit.fault, now = visit.now, shelf = pictures_,
                   type = std::string(visit.request.headers.find("Content-Type").value_or(""))] {
      const Read<Order> order = read_order(type, *body, server, call);
      if (!order) return refused(order.error(), server);
      if (!has_group(fault, FaultGroup::no_picture)) {
        DrawOrder drawing = order_in(look);
        drawing.prompt = order->prompt;
        drawing.pictures = order->pictures;
        drawing.mask = order->mask;
        drawing.size = order->size;
        drawing.mime_type = "image/" + order->format;
        misdraw(fault, drawing);
        const std::string asked =
            order->seed ? std::to_string(*order->seed) : util::sha256(*body).hex();
        for (int i = 0; i < order->count; ++i) {
          drawing.seed = mixed(look.seed, order->prompt + asked, static_cast<std::uint64_t>(i));
          const std::string id = name.substr(0, 24) + std::to_string(i);
          std::string bytes = draw(drawing);
          if (order->as_url && has_fault(fault, FaultKind::garbage_picture))
            bytes = "no picture " + util::sha256(bytes).hex();
          drawn->push_back({id, std::move(bytes), drawing.mime_type,
                            base + shelf->address(id, drawing.mime_type, now)});
        }
      }
      Made made;
      made.body = answer_json(*drawn, *order, server, fault, now);
      made.usage.pictures = static_cast<std::int64_t>(drawn->size());
      made.charge = charge_of({{0, 0, "picture(s)"}});
      const bool of_base64 = has_fault(fault, FaultKind::unpadded_base64) ||
                             has_fault(fault, FaultKind::url_safe_base64) ||
                             has_fault(fault, FaultKind::truncated_base64);
      made.moot = (has_fault(fault, FaultKind::jpeg) && order->format == "jpeg") ||
                  (order->as_url && of_base64);
      return made;
    };
    if (server.answers_url)
      answer.then = [this, drawn](const Made&) {
        for (Drawn& one : *drawn) pictures_->put(one.id, std::move(one.bytes), std::move(one.type));
      };
    return answer;
  }

 private:
  const LocalServer& server_of(const Route& route) const {
    for (const LocalServer& server : servers_)
      if (server.model == route.id && (route.prefix.empty() || route.prefix.ends_with(server.at)))
        return server;
    return servers_.front();
  }

  static Made models_of(const LocalServer& server) {
    util::JsonWriter writer;
    writer.begin_object();
    writer.member("object", "list");
    writer.key("data");
    writer.begin_array();
    writer.begin_object();
    writer.member("id", server.model);
    writer.member("object", "model");
    writer.end_object();
    writer.end_array();
    writer.end_object();
    Made made;
    made.body = std::move(writer).take();
    return made;
  }

  Made picture(const Visit& visit, const LocalServer& server) const {
    const PictureShelf::Found found = pictures_->find(visit.request.target, visit.now);
    if (found.bytes == nullptr) return refused({404, "Not Found", "path"}, server);
    Made made;
    made.body = *found.bytes;
    made.content_type = found.type;
    return made;
  }

  std::vector<LocalServer> servers_;
  std::uint64_t seed_;
  std::shared_ptr<PictureShelf> pictures_;  ///< work outlives a reset, which makes this anew
};

}  // namespace

std::unique_ptr<Vendor> make(const Scenario& scenario) { return std::make_unique<Local>(scenario); }

std::vector<std::string_view> model_ids() {
  return {"sd-cpp-local", "vllm-omni-local", "localai-local"};
}

bool can_befall(FaultKind kind, RouteKind route) {
  static constexpr FaultKind kOfPictures[] = {
      FaultKind::no_image,         FaultKind::jpeg,
      FaultKind::wrong_size,       FaultKind::wrong_ratio,
      FaultKind::unpadded_base64,  FaultKind::url_safe_base64,
      FaultKind::truncated_base64, FaultKind::garbage_picture};
  return befalls(kind, route, kOfPictures);
}

}  // namespace vitrine::emulator::local
