#include "pipeline/emulator/dashscope/dashscope.hpp"

#include "pipeline/emulator/credentials.hpp"
#include "pipeline/emulator/dashscope/answer.hpp"
#include "pipeline/emulator/dashscope/faults.hpp"
#include "pipeline/emulator/dashscope/request.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/emulator/picture_shelf.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vitrine::emulator::dashscope {
namespace {

constexpr std::int64_t kPictureLife = 24 * 3600;  // seconds
constexpr std::string_view kServices = "/api/v1/services/aigc/", kTasks = "/api/v1/tasks/";

struct PathRow {
  std::string_view rest;
  RouteKind kind;
  Form form;
};
constexpr std::array<PathRow, 3> kPaths{{
    {"multimodal-generation/generation", RouteKind::dashscope_generate, Form::messages},
    {"text2image/image-synthesis", RouteKind::dashscope_submit, Form::text_to_image},
    {"image2image/image-synthesis", RouteKind::dashscope_submit, Form::image_to_image},
}};

/// A name that nobody guesses; the same in every run.
std::string name_for(std::string_view what, std::uint64_t seed, std::uint64_t ordinal) {
  const std::string hex =
      util::sha256(std::string(what) + std::to_string(seed) + " " + std::to_string(ordinal)).hex();
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20, 12);
}

/// A task, from its submission on.
struct Task {
  std::string id;
  Job job;
  std::size_t place = 0;
  util::Timestamp submitted;
  std::shared_ptr<const Order> order;
  std::uint64_t seed = 0, polls = 0;
  bool drawing = false;
  std::string ended;  ///< the last word, once it is said
};

class DashScope final : public Vendor {
 public:
  explicit DashScope(const Scenario& scenario)
      : plan_(scenario.dashscope),
        seed_(scenario.seed),
        pictures_(
            std::make_shared<PictureShelf>("/dashscope-result/", kPictureLife, scenario.seed)) {}

  std::string_view name() const override { return kVendor.name; }

  std::optional<Route> claim(const net::ServerRequest& request) const override {
    const std::string_view target = request.target;
    Route route;
    route.path = target.substr(0, target.find('?'));
    route.version = "v1";
    if (request.method == "POST") {
      for (const PathRow& row : kPaths)
        if (auto prefix =
                prefix_before(route.path, std::string(kServices) + std::string(row.rest))) {
          route.prefix = std::move(*prefix);
          route.kind = row.kind;
          route.id = top_level_text(request.body, "model");
          return route;
        }
      return std::nullopt;
    }
    if (request.method != "GET") return std::nullopt;
    if (pictures_->is_here(route.path)) {
      route.kind = RouteKind::dashscope_picture;
      return route;
    }
    const std::size_t slash = route.path.rfind('/');
    if (slash == std::string::npos || !route.path.substr(0, slash + 1).ends_with(kTasks))
      return std::nullopt;
    route.kind = RouteKind::dashscope_task;
    route.prefix = route.path.substr(0, slash + 1 - kTasks.size());
    const auto task = tasks_.find(route.path.substr(slash + 1));
    if (task != tasks_.end()) route.id = task->second.job.model->id;
    return route;
  }

  std::optional<Made> turn_away(const Visit& visit) const override {
    const std::string id = request_id(visit.ordinal);
    if (visit.route.kind == RouteKind::dashscope_picture) {
      if (credentials_of(visit.request.headers, {}).empty()) return std::nullopt;
      return dashscope::refusal({400, "InvalidArgument", "Only one auth mechanism is allowed."},
                                id);
    }
    const std::string key = bearer_of(visit.request.headers);
    const std::vector<std::string>& bad = visit.models.scenario.bad_keys;
    if (key.empty()) return dashscope::refusal({401, "InvalidApiKey", "No API-key provided."}, id);
    if (std::find(bad.begin(), bad.end(), key) != bad.end())
      return dashscope::refusal({401, "InvalidApiKey", "Invalid API-key provided."}, id);
    return std::nullopt;
  }

  Made refusal(const Fault& fault, const Route& route) const override {
    return dashscope::refusal(error_of(fault, route.id), name_for("refusal", seed_, 0));
  }
  Made limited(const Quota& quota) const override {
    const bool by_day = quota.period == Quota::Period::day;
    return dashscope::refusal({429, by_day ? "Throttling.AllocationQuota" : "Throttling.RateQuota",
                               "Requests rate limit exceeded, please try again later."},
                              name_for("refusal", seed_, 1));
  }

  VendorAnswer answer(Visit& visit) override {
    const std::string id = request_id(visit.ordinal);
    const auto refuse = [&](int status, std::string code, std::string message) {
      return VendorAnswer{dashscope::refusal({status, std::move(code), std::move(message)}, id)};
    };
    if (visit.route.kind == RouteKind::dashscope_picture) return {picture(visit)};
    if (visit.route.kind == RouteKind::dashscope_task) return poll(visit);
    if (visit.route.id.empty())
      return refuse(400, "InvalidParameter", "Required parameter model is missing or invalid.");
    const Model* model = find(visit.route.id);
    if (model == nullptr || !is_served(visit.models, model->id, false))
      return refuse(404, "ModelNotFound", "Model not exist: " + util::one_line(visit.route.id, 60));
    const bool as_task =
        visit.request.headers.find("X-DashScope-Async").value_or(std::string_view()) == "enable";
    if (as_task && !model->as_task)
      return refuse(403, "AccessDenied", "Current user api does not support asynchronous calls.");
    if (!as_task && model->as_task)
      return refuse(403, "AccessDenied", "Current user api does not support synchronous calls.");
    const PathRow& row = *std::find_if(kPaths.begin(), kPaths.end(), [&](const PathRow& one) {
      return visit.route.path.ends_with(one.rest);
    });
    if (as_task == (row.form == Form::messages))
      return refuse(400, "InvalidParameter", "url error, please check url!");
    Job job{model, row.form, id, visit.base, visit.look, visit.fault, visit.now};
    auto body = std::make_shared<const std::string>(std::move(visit.request.body));
    return as_task ? submit(std::move(job), std::move(body), visit)
                   : draw_now(std::move(job), std::move(body));
  }

 private:
  std::string request_id(std::uint64_t ordinal) const {
    return name_for("request ", seed_, ordinal);
  }

  VendorAnswer draw_now(Job job, std::shared_ptr<const std::string> body) {
    auto result = std::make_shared<Drawn>();
    VendorAnswer answer;
    answer.work = [job = std::move(job), body, result, shelf = pictures_] {
      const Read<Order> order = read_order(*body, *job.model, job.form);
      if (!order) return dashscope::refusal(order.error(), job.request_id);
      if (const std::optional<Error> seen = inspection(job.fault)) {
        Made made = dashscope::refusal(*seen, job.request_id);
        made.withheld = true;
        return made;
      }
      if (!has_group(job.fault, FaultGroup::no_picture))
        *result = drawn(*order, seed_for(*body, *order, job.look), job, *shelf);
      Made made = answered(message_json(*result, *order, job));
      made.usage.pictures = static_cast<std::int64_t>(result->pictures.size());
      made.charge = charge_for(*job.model, result->pictures.size());
      made.moot = has_fault(job.fault, FaultKind::jpeg) && job.look.format == "image/jpeg";
      return made;
    };
    answer.then = [this, result](const Made&) { keep(*result); };
    return answer;
  }

  VendorAnswer submit(Job job, std::shared_ptr<const std::string> body, const Visit& visit) {
    auto task = std::make_shared<Task>();
    task->id = name_for("task ", seed_, visit.ordinal);
    task->job = std::move(job);
    task->place = visit.place;
    task->submitted = visit.now;
    VendorAnswer answer;
    answer.work = [task, body] {
      Read<Order> order = read_order(*body, *task->job.model, task->job.form);
      if (!order) return dashscope::refusal(order.error(), task->job.request_id);
      task->seed = seed_for(*body, *order, task->job.look);
      const bool none = has_group(task->job.fault, FaultGroup::no_picture);
      const std::size_t count = none ? 0 : static_cast<std::size_t>(order->count);
      task->order = std::make_shared<const Order>(std::move(*order));
      Made made = answered(task_json(task->id, "PENDING", {}, task->job.request_id));
      made.usage.pictures = static_cast<std::int64_t>(count);
      made.charge = charge_for(*task->job.model, count);
      made.moot =
          has_fault(task->job.fault, FaultKind::jpeg) && task->job.look.format == "image/jpeg";
      return made;
    };
    answer.then = [this, task](const Made& made) {
      forget(task->submitted);
      if (made.status == 200) tasks_.emplace(task->id, std::move(*task));
    };
    return answer;
  }

  VendorAnswer poll(const Visit& visit) {
    const std::string id = visit.route.path.substr(visit.route.path.rfind('/') + 1);
    const std::string request = request_id(visit.ordinal);
    const auto found = tasks_.find(id);
    if (found == tasks_.end()) return {answered(task_json(id, "UNKNOWN", {}, request))};
    Task& task = found->second;
    if (!task.ended.empty()) return {answered(task.ended)};
    ++task.polls;
    if (task.polls <= plan_.pending) return {answered(task_json(task.id, "PENDING", {}, request))};
    if (task.drawing || task.polls <= plan_.pending + plan_.running)
      return {answered(task_json(task.id, "RUNNING", {}, request))};
    if (has_group(task.job.fault, FaultGroup::no_picture)) {
      const Error inspected =
          inspection(task.job.fault).value_or(Error{500, "InternalError", "The task has failed."});
      task.ended = has_fault(task.job.fault, FaultKind::empty_stop)
                       ? task_json(task.id, "SUCCEEDED", "[]", request)
                       : failed_json(task.id, inspected, request);
      return {answered(task.ended)};
    }
    task.drawing = true;
    task.job.now = visit.now;
    auto result = std::make_shared<Drawn>();
    VendorAnswer answer;
    answer.work = [task, result, request, shelf = pictures_] {
      *result = drawn(*task.order, task.seed, task.job, *shelf);
      return answered(task_json(task.id, "SUCCEEDED", results_json(*result, *task.order), request));
    };
    answer.then = [this, id, result](const Made& made) {
      keep(*result);
      if (const auto done = tasks_.find(id); done != tasks_.end()) {
        done->second.drawing = false;
        if (made.status == 200) done->second.ended = made.body;
        if (made.status == 200) done->second.order.reset();
      }
    };
    return answer;
  }

  void keep(Drawn& result) {
    for (Drawn::Picture& picture : result.pictures)
      pictures_->put(picture.id, std::move(picture.bytes), std::move(picture.type));
  }

  Made picture(const Visit& visit) const {
    const PictureShelf::Found found = pictures_->find(visit.request.target, visit.now);
    const std::string id = request_id(visit.ordinal);
    if (found.status == 404)
      return dashscope::refusal({404, "NoSuchKey", "The specified key does not exist."}, id);
    if (found.bytes == nullptr)
      return dashscope::refusal({403, "AccessDenied", "Request has expired."}, id);
    Made made = answered(*found.bytes);
    made.content_type = found.type;
    return made;
  }

  /// Tasks are kept for a day.
  void forget(util::Timestamp now) {
    std::erase_if(tasks_, [&](const auto& entry) {
      return now.micros - entry.second.submitted.micros > kPictureLife * 1'000'000;
    });
  }

  DashScopePlan plan_;
  std::uint64_t seed_;
  std::map<std::string, Task, std::less<>> tasks_;
  std::shared_ptr<PictureShelf> pictures_;  ///< work outlives a reset, which makes this anew
};

}  // namespace

std::unique_ptr<Vendor> make(const Scenario& scenario) {
  return std::make_unique<DashScope>(scenario);
}

std::vector<std::string_view> model_ids() {
  std::vector<std::string_view> ids;
  for (const Model& model : models()) ids.push_back(model.id);
  return ids;
}

}  // namespace vitrine::emulator::dashscope
