#include "pipeline/emulator/bfl/bfl.hpp"

#include "pipeline/emulator/bfl/errors.hpp"
#include "pipeline/emulator/bfl/models.hpp"
#include "pipeline/emulator/bfl/request.hpp"
#include "pipeline/emulator/bfl/tasks.hpp"
#include "pipeline/emulator/credentials.hpp"
#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/emulator/picture_shelf.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::emulator::bfl {
namespace {

/// Stands in the polling address: who builds that from the id alone asks the wrong region.
constexpr std::string_view kRegion = "/eu1";
constexpr std::int64_t kSampleLife = 600;  // seconds

double credits(const Charge& charge) { return static_cast<double>(charge.micros) / 10'000; }

bool tells_cost(const Task& task) { return !has_fault(task.fault, FaultKind::missing_usage); }

std::string submitted_json(const Task& task) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("id", task.id);
  writer.member("polling_url", task.base + std::string(kRegion) + "/v1/get_result?id=" + task.id);
  if (tells_cost(task)) writer.member("cost", credits(charge_of(task)));
  if (!has_fault(task.fault, FaultKind::usage_without_details)) {
    writer.member("input_mp", task.input_mp);
    writer.member("output_mp", megapixels(task.size));
  }
  writer.end_object();
  return std::move(writer).take();
}

/// A poll's answer. `result` is a finished value, or empty.
std::string status_json(std::string_view id,
                        std::string_view status,
                        std::string_view result,
                        const std::optional<double>& cost) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("id", id);
  writer.member("status", status);
  writer.key("result");
  if (result.empty())
    writer.null();
  else
    writer.raw(result);
  writer.key("progress");
  writer.null();
  writer.key("details");
  if (status.ends_with("Moderated")) {
    writer.raw(R"({"Moderation Reasons":["Derivative Works Filter"]})");
  } else {
    writer.null();
  }
  writer.key("preview");
  writer.null();
  if (cost) writer.member("cost", *cost);
  writer.end_object();
  return std::move(writer).take();
}

/// The picture, its type as Made's content type.
Made drawn(const Order& order, const std::optional<Fault>& fault, std::int64_t seed, Look look) {
  DrawOrder drawing = order_in(look);
  drawing.prompt = order.prompt;
  drawing.pictures = order.pictures;
  drawing.size = order.size;
  if (!order.format.empty()) drawing.mime_type = "image/" + order.format;
  drawing.seed = mixed(look.seed, order.prompt, static_cast<std::uint64_t>(seed));
  misdraw(fault, drawing);
  Made made;
  made.body = draw(drawing);
  if (has_fault(fault, FaultKind::garbage_picture))
    made.body = "no picture " + util::sha256(made.body).hex();
  made.content_type = told_type(fault, drawing.mime_type);
  return made;
}

class Bfl final : public Vendor {
 public:
  explicit Bfl(const Scenario& scenario)
      : plan_(scenario.bfl),
        seed_(scenario.seed),
        samples_("/bfl-delivery/", kSampleLife, scenario.seed) {}

  std::string_view name() const override { return kVendor.name; }

  std::optional<Route> claim(const net::ServerRequest& request) const override {
    const std::string_view target = request.target;
    Route route;
    route.path = target.substr(0, target.find('?'));
    route.version = "v1";
    if (request.method == "POST") {
      const std::size_t slash = route.path.rfind('/');
      if (slash == std::string::npos || !route.path.substr(slash + 1).starts_with("flux-"))
        return std::nullopt;
      route.id = route.path.substr(slash + 1);
      const auto prefix = prefix_before(route.path.substr(0, slash), "/v1");
      if (!prefix) return std::nullopt;
      route.prefix = *prefix;
      route.kind = RouteKind::bfl_submit;
      return route;
    }
    if (request.method != "GET") return std::nullopt;
    if (const auto prefix = prefix_before(route.path, "/v1/get_result")) {
      route.kind = RouteKind::bfl_result;
      route.prefix = *prefix;
    } else if (samples_.is_here(route.path)) {
      route.kind = RouteKind::bfl_sample;
    } else {
      return std::nullopt;
    }
    route.query = parse_query(target.substr(std::min(target.size(), route.path.size() + 1)));
    if (const Task* task = tasks_.find(id_in(route))) route.id = task->model->id;
    return route;
  }

  /// The picture's address needs no key; one that comes all the same has leaked.
  std::optional<Made> turn_away(const Visit& visit) const override {
    const std::string key(
        util::trim(visit.request.headers.find("x-key").value_or(std::string_view())));
    if (visit.route.kind == RouteKind::bfl_sample) {
      if (plan_.key_at_sample || credentials_of(visit.request.headers, {}).empty())
        return std::nullopt;
      return refusal(400, "A key was sent to the address of a picture, which is not the API's.");
    }
    const std::vector<std::string>& bad = visit.models.scenario.bad_keys;
    if (key.empty()) return refusal(403, "Not authenticated");
    if (std::find(bad.begin(), bad.end(), key) != bad.end()) return unknown_key();
    return std::nullopt;
  }

  Made refusal(const Fault& fault, const Route& /*route*/) const override {
    return bfl::refusal(fault);
  }
  Made limited(const Quota& quota) const override {
    return bfl::refusal(429, "Rate limit exceeded: " + std::to_string(quota.limit) +
                                 (quota.period == Quota::Period::day ? " a day." : " a minute."));
  }

  VendorAnswer answer(Visit& visit) override {
    tasks_.forget(visit.now);
    if (visit.route.kind == RouteKind::bfl_submit) return submit(visit);
    Task* task = tasks_.find(id_in(visit.route));
    if (visit.route.kind == RouteKind::bfl_sample) return {sample(visit)};
    return poll(visit, task);
  }

 private:
  using Vendor::refusal;
  static Made refusal(int status, std::string_view detail) { return bfl::refusal(status, detail); }

  /// Of the task that a poll or a picture's address means.
  static std::string id_in(const Route& route) {
    if (route.kind == RouteKind::bfl_result) return route.parameter("id");
    return PictureShelf::id_in(route.path);
  }

  VendorAnswer submit(Visit& visit) {
    const Model* model = find(visit.route.id);
    if (model == nullptr || !is_served(visit.models, model->id, false)) return {no_such_model()};
    if (tasks_.active(*model, visit.now) >= model->most_active)
      return {too_many_tasks(model->most_active)};
    auto task = std::make_shared<Task>();
    task->id = Tasks::id_for(seed_, visit.ordinal);
    task->model = model;
    task->base = visit.base;
    task->place = visit.place;
    task->submitted = visit.now;
    task->fault = visit.fault;
    auto body = std::make_shared<const std::string>(std::move(visit.request.body));
    VendorAnswer answer;
    answer.work = [task, body] { return accept(*body, *task); };
    answer.then = [this, task](const Made& made) {
      if (made.status == 200) tasks_.add(std::move(*task));
    };
    return answer;
  }

  /// Reads the body into the task; on any thread.
  static Made accept(std::string_view body, Task& task) {
    Read<Order> order = read_order(body, *task.model);
    if (!order) return bfl::refusal(order.error());
    task.size = order->size;
    task.input_mp = order->input_mp;
    task.prompt = order->prompt;
    task.seed = order->seed.value_or(
        static_cast<std::int64_t>(mixed(0, util::sha256(body).hex(), 0) >> 33));
    const bool jpeg = order->format == "jpeg";
    task.order = std::make_shared<const Order>(std::move(*order));
    Made made = answered(submitted_json(task));
    made.usage.pictures = last_status(task).empty() ? 1 : 0;
    made.charge = charge_of(task);
    made.moot = jpeg && has_fault(task.fault, FaultKind::jpeg);
    if (made.moot) task.fault.reset();
    return made;
  }

  VendorAnswer poll(const Visit& visit, Task* task) {
    const std::string id = visit.route.parameter("id");
    if (task == nullptr || !visit.route.prefix.ends_with(kRegion))
      return {answered(status_json(id, "Task not found", {}, {}))};
    if (++task->polls <= plan_.pending || task->drawing)
      return {answered(status_json(id, "Pending", {}, {}))};
    if (!last_status(*task).empty() || !task->order) return settled(*task, visit.now);
    task->drawing = true;
    VendorAnswer answer;
    auto drawing = std::make_shared<Made>();
    // The address and the price are known before the picture is, so the answer can be made here.
    task->sample = samples_.address(
        task->id, task->order->format.empty() ? visit.look.format : "image/" + task->order->format,
        visit.now);
    VendorAnswer told = settled(*task, visit.now);
    answer.rebooking = std::move(told.rebooking);
    answer.work = [drawing, order = task->order, fault = task->fault, seed = task->seed,
                   look = visit.look, made = std::move(told.made)] {
      *drawing = drawn(*order, fault, seed, look);
      return made;
    };
    answer.then = [this, drawing, id](const Made& made) {
      if (Task* done = tasks_.find(id)) {
        done->drawing = false;
        if (made.status != 200) return;  // the emulator's own failure: the next poll draws
        samples_.put(id, std::move(drawing->body), std::move(drawing->content_type));
        done->order.reset();
      }
    };
    return answer;
  }

  /// The last word on a task, and its price from now on.
  VendorAnswer settled(Task& task, util::Timestamp now) {
    const std::string last = last_status(task);
    const bool terminal = last.empty() || last.ends_with("Moderated") || last == "Ready" ||
                          last == "Error" || last == "Failed" || last == "Task not found";
    if (!terminal) return {answered(status_json(task.id, last, {}, {}))};
    const Charge charge = settled_charge(task, plan_.settle);
    const std::optional<double> cost =
        tells_cost(task) ? std::optional(credits(charge)) : std::nullopt;
    VendorAnswer answer;
    if (!task.ended) {
      answer.rebooking = Rebooking{task.place, {}, charge};
      answer.rebooking->usage.pictures = last.empty() ? 1 : 0;
    }
    task.ended = true;
    std::string result;
    if (last.empty() || has_fault(task.fault, FaultKind::no_image)) result = result_json(task, now);
    answer.made = answered(status_json(task.id, last.empty() ? "Ready" : last, result, cost));
    return answer;
  }

  static std::string result_json(const Task& task, util::Timestamp now) {
    const double begun = static_cast<double>(task.submitted.micros) / 1e6,
                 ended = static_cast<double>(now.micros) / 1e6;
    util::JsonWriter writer;
    writer.begin_object();
    if (has_fault(task.fault, FaultKind::no_image)) {
      writer.key("sample");
      writer.null();
    } else {
      writer.member("sample", task.base + task.sample);
    }
    writer.member("prompt", task.prompt);
    writer.member("seed", task.seed);
    writer.member("start_time", begun);
    writer.member("end_time", ended);
    writer.member("duration", ended - begun);
    writer.end_object();
    return std::move(writer).take();
  }

  Made sample(const Visit& visit) const {
    const PictureShelf::Found found = samples_.find(visit.request.target, visit.now);
    if (found.status == 404) return refusal(404, "The specified blob does not exist.");
    if (found.bytes == nullptr)
      return refusal(403,
                     "Server failed to authenticate the request: the signature is not valid "
                     "or has expired.");
    Made made = answered(*found.bytes);
    made.content_type = found.type;
    return made;
  }

  BflPlan plan_;
  std::uint64_t seed_;
  Tasks tasks_;
  PictureShelf samples_;
};

}  // namespace

std::unique_ptr<Vendor> make(const Scenario& scenario) { return std::make_unique<Bfl>(scenario); }

std::vector<std::string_view> model_ids() {
  std::vector<std::string_view> ids;
  for (const Model& model : models()) ids.push_back(model.id);
  return ids;
}

bool can_befall(FaultKind kind, RouteKind route) {
  static constexpr FaultKind kOfPictures[] = {
      FaultKind::no_image,       FaultKind::empty_stop,
      FaultKind::image_safety,   FaultKind::prohibited_content,
      FaultKind::recitation,     FaultKind::image_other,
      FaultKind::finish,         FaultKind::blocked,
      FaultKind::wrong_mime,     FaultKind::jpeg,
      FaultKind::wrong_size,     FaultKind::wrong_ratio,
      FaultKind::missing_usage,  FaultKind::usage_without_details,
      FaultKind::garbage_picture};
  return befalls(kind, route, kOfPictures);
}

}  // namespace vitrine::emulator::bfl
