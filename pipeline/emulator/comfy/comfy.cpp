#include "pipeline/emulator/comfy/comfy.hpp"

#include "pipeline/emulator/comfy/graph.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/mask.hpp"
#include "pipeline/emulator/multipart.hpp"
#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <utility>

namespace vitrine::emulator::comfy {
namespace {

constexpr std::size_t kMostFiles = 4096;

Made refused(int status, std::string_view message) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.key("error");
  writer.begin_object();
  writer.member("type", "failed");
  writer.member("message", message);
  writer.member("details", "");
  writer.key("extra_info");
  writer.raw("{}");
  writer.end_object();
  writer.key("node_errors");
  writer.raw("{}");
  writer.end_object();
  Made made = answered(std::move(writer).take());
  made.status = status;
  return made;
}

/// A queued graph.
struct Prompt {
  std::string id;
  Graph graph;
  std::vector<std::string> pictures;  ///< gone when it is drawn
  std::string mask;                   ///< as it was uploaded; empty: none
  std::optional<Fault> fault;
  std::uint64_t polls = 0, number = 0;
  bool drawing = false;
  std::string history;  ///< the last word, once it is said
};

/// What a sent picture's frame becomes where the graph says none: its shape at a megapixel.
Pixels size_for(const Prompt& prompt) {
  if (prompt.graph.size) return *prompt.graph.size;
  if (prompt.pictures.empty()) return {1024, 1024};
  const Pixels shape = *shape_of(prompt.pictures.front());
  const double scale = 1024 / std::sqrt(static_cast<double>(shape.width) * shape.height);
  const auto side = [&](int pixels) {
    return std::max(16, static_cast<int>(std::lround(pixels * scale / 8)) * 8);
  };
  return {side(shape.width), side(shape.height)};
}

std::vector<std::string> drawn(const Prompt& prompt, const Look& look) {
  DrawOrder order = order_in(look);
  order.prompt = prompt.graph.text;
  order.pictures = prompt.pictures;
  const MaskBy by = prompt.graph.mask_by_alpha ? MaskBy::alpha : MaskBy::colour;
  if (!prompt.mask.empty()) order.mask = mask_in(prompt.mask, by).value_or(std::string());
  order.size = size_for(prompt);
  order.mime_type = "image/png";  // SaveImage knows no other
  misdraw(prompt.fault, order);
  std::vector<std::string> files;
  for (int i = 0; i < prompt.graph.count; ++i) {
    order.seed = mixed(look.seed + static_cast<std::uint64_t>(i), prompt.graph.text,
                       static_cast<std::uint64_t>(prompt.graph.seed));
    files.push_back(draw(order));
    if (has_fault(prompt.fault, FaultKind::garbage_picture))
      files.back() = "no picture " + util::sha256(files.back()).hex();
  }
  return files;
}

std::string file_name(const Prompt& prompt, int index) {
  std::string number = std::to_string(prompt.number * 10 + static_cast<std::uint64_t>(index) + 1);
  number.insert(0, 5 - std::min<std::size_t>(5, number.size()), '0');
  return "ComfyUI_" + number + "_.png";
}

/// How the queue and the history name a graph: its number, its id and more.
std::string queue_entry(const Prompt& prompt) {
  return "[" + std::to_string(prompt.number) + ",\"" + prompt.id + "\",{},{},[\"" +
         prompt.graph.output + "\"]]";
}

std::string history_json(const Prompt& prompt, bool failed) {
  const bool none = failed || has_fault(prompt.fault, FaultKind::no_image);
  util::JsonWriter writer;
  writer.begin_object();
  writer.key(prompt.id);
  writer.begin_object();
  writer.key("prompt");
  writer.raw(queue_entry(prompt));
  writer.key("outputs");
  writer.begin_object();
  if (!none) {
    writer.key(prompt.graph.output);
    writer.begin_object();
    writer.key("images");
    writer.begin_array();
    for (int i = 0; i < prompt.graph.count; ++i) {
      writer.begin_object();
      writer.member("filename", file_name(prompt, i));
      writer.member("subfolder", "");
      writer.member("type", "output");
      writer.end_object();
    }
    writer.end_array();
    writer.end_object();
  }
  writer.end_object();
  writer.key("status");
  writer.begin_object();
  writer.member("status_str", failed ? "error" : "success");
  writer.member("completed", !failed);
  writer.key("messages");
  writer.begin_array();
  if (failed)
    writer.raw(
        R"(["execution_error",{"node_type":"KSampler","exception_message":"failed on purpose"}])");
  writer.end_array();
  writer.end_object();
  writer.end_object();
  writer.end_object();
  return std::move(writer).take();
}

class Comfy final : public Vendor {
 public:
  explicit Comfy(const Scenario& scenario)
      : pending_(scenario.comfy_pending), seed_(scenario.seed) {}

  std::string_view name() const override { return kVendor.name; }

  std::optional<Route> claim(const net::ServerRequest& request) const override {
    const std::string_view target = request.target;
    Route route;
    route.path = target.substr(0, target.find('?'));
    route.query = parse_query(target.substr(std::min(target.size(), route.path.size() + 1)));
    route.id = model_ids().front();
    const auto found = [&](RouteKind kind, std::string_view rest) {
      const auto prefix = prefix_before(route.path, rest);
      if (!prefix) return false;
      route.kind = kind;
      route.prefix = *prefix;
      return true;
    };
    if (request.method == "POST" && (found(RouteKind::comfy_prompt, "/prompt") ||
                                     found(RouteKind::comfy_upload, "/upload/image")))
      return route;
    if (request.method != "GET") return std::nullopt;
    if (found(RouteKind::comfy_view, "/view")) return route;
    if (found(RouteKind::comfy_history, "/history") || found(RouteKind::comfy_history, "/queue"))
      return route;
    const std::size_t slash = route.path.rfind('/');
    if (slash == std::string::npos || !route.path.substr(0, slash).ends_with("/history"))
      return std::nullopt;
    route.kind = RouteKind::comfy_history;
    return route;
  }

  std::optional<Made> turn_away(const Visit& /*visit*/) const override { return std::nullopt; }
  Made refusal(const Fault& fault, const Route& /*route*/) const override {
    switch (fault.kind) {
      case FaultKind::bad_request:
        return refused(400, "the request failed on purpose");
      case FaultKind::overloaded:
      case FaultKind::error_array:
        return refused(503, "the request failed on purpose");
      case FaultKind::status:
      case FaultKind::capacity_exhausted:
      case FaultKind::error_text:
      case FaultKind::error_detail:
      case FaultKind::error_200:
        return refused(fault.code, "the request failed on purpose");
      default:
        return refused(500, "the request failed on purpose");
    }
  }
  Made limited(const Quota& /*quota*/) const override { return refused(429, "too many requests"); }

  VendorAnswer answer(Visit& visit) override {
    switch (visit.route.kind) {
      case RouteKind::comfy_upload:
        return {upload(visit)};
      case RouteKind::comfy_view:
        return {view(visit)};
      case RouteKind::comfy_history:
        return poll(visit);
      default:
        return {queue(visit)};
    }
  }

 private:
  Made upload(const Visit& visit) {
    const std::string_view type = visit.request.headers.find("Content-Type").value_or("");
    const ReadForm form = read_form(type, visit.request.body);
    const FormPart* image = nullptr;
    bool overwrite = false;
    for (const FormPart& part : form.parts) {
      if (part.name == "image" && part.is_file) image = &part;
      if (part.name == "overwrite") overwrite = part.body == "true" || part.body == "1";
    }
    if (image == nullptr || image->file_name.empty()) return refused(400, "no image");
    std::string name = image->file_name;
    if (name.find('/') != std::string::npos || name.find("..") != std::string::npos)
      return refused(400, "no such file name");
    const std::size_t dot = std::min(name.rfind('.'), name.size());
    const std::string stem = name.substr(0, dot), ending = name.substr(dot);
    for (int i = 1; !overwrite && inputs_.contains(name) && inputs_[name] != image->body; ++i)
      name = stem + " (" + std::to_string(i) + ")" + ending;
    keep(inputs_, input_order_, name, std::string(image->body));
    util::JsonWriter writer;
    writer.begin_object();
    writer.member("name", name);
    writer.member("subfolder", "");
    writer.member("type", "input");
    writer.end_object();
    return answered(std::move(writer).take());
  }

  Made queue(const Visit& visit) {
    const ParsedJson parsed = parse_json(visit.request.body);
    if (!parsed.error.empty()) return refused(400, "the body is no JSON");
    static const Json kNothing;
    const Json* graph = parsed.value.find("prompt");
    ReadGraph read = read_graph(graph == nullptr ? kNothing : *graph, [&](const std::string& name) {
      const auto file = inputs_.find(name);
      return file != inputs_.end() && shape_of(file->second).has_value();
    });
    util::JsonWriter writer;
    writer.begin_object();
    if (read.refused) {
      writer.key("error");
      writer.raw(read.refused->error);
      writer.key("node_errors");
      writer.raw(read.refused->node_errors);
      writer.end_object();
      Made made = answered(std::move(writer).take());
      made.status = 400;
      return made;
    }
    Prompt prompt;
    const std::string hex =
        util::sha256("comfy " + std::to_string(seed_) + " " + std::to_string(visit.ordinal)).hex();
    prompt.id = hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-8" +
                hex.substr(17, 3) + "-" + hex.substr(20, 12);
    prompt.number = ++queued_;
    prompt.fault = visit.fault;
    for (const std::string& name : read.graph.names) prompt.pictures.push_back(inputs_.at(name));
    if (!read.graph.mask.empty()) prompt.mask = inputs_.at(read.graph.mask);
    prompt.graph = std::move(read.graph);
    writer.member("prompt_id", prompt.id);
    writer.member("number", static_cast<std::int64_t>(prompt.number));
    writer.key("node_errors");
    writer.raw("{}");
    writer.end_object();
    Made made = answered(std::move(writer).take());
    made.usage.pictures = has_group(prompt.fault, FaultGroup::no_picture) ? 0 : prompt.graph.count;
    made.charge = charge_of({{0, 0, "picture(s)"}});
    const std::string id = prompt.id;
    prompts_.emplace(id, std::move(prompt));
    return made;
  }

  VendorAnswer poll(const Visit& visit) {
    const std::string last = visit.route.path.substr(visit.route.path.rfind('/') + 1);
    if (last == "history") return {answered(all_history())};
    if (last == "queue") return queue_of(visit);
    const auto found = prompts_.find(last);
    if (found == prompts_.end()) return {answered("{}")};
    if (!found->second.history.empty()) return {answered(found->second.history)};
    return look(found->second, visit, "{}", true);
  }

  /// Who waits for the queue to be empty looks at what is at work.
  VendorAnswer queue_of(const Visit& visit) {
    Prompt* running = nullptr;
    for (auto& [id, prompt] : prompts_) {
      const bool is_first = running == nullptr || prompt.number < running->number;
      if (prompt.history.empty() && is_first) running = &prompt;
    }
    const std::string head = R"({"queue_running":[)", tail = R"(],"queue_pending":[]})";
    if (running == nullptr) return {answered(head + tail)};
    return look(*running, visit, head + queue_entry(*running) + tail, false);
  }

  /// One more look at what is not finished: `meanwhile` until it is, and at the look that finishes
  /// it too unless that `tells` the history.
  VendorAnswer look(Prompt& prompt, const Visit& visit, const std::string& meanwhile, bool tells) {
    if (++prompt.polls <= pending_ || prompt.drawing) return {answered(meanwhile)};
    if (has_group(prompt.fault, FaultGroup::no_picture)) {
      prompt.history = history_json(prompt, !has_fault(prompt.fault, FaultKind::no_image));
      return {answered(tells ? prompt.history : meanwhile)};
    }
    prompt.drawing = true;
    auto files = std::make_shared<std::vector<std::string>>();
    const std::string history = history_json(prompt, false);
    VendorAnswer answer;
    answer.work = [prompt, files, look = visit.look, told = tells ? history : meanwhile] {
      *files = drawn(prompt, look);
      return answered(told);
    };
    answer.then = [this, id = prompt.id, files, history](const Made& made) {
      Prompt& done = prompts_.at(id);
      done.drawing = false;
      if (made.status != 200) return;
      for (std::size_t i = 0; i < files->size(); ++i)
        keep(outputs_, output_order_, file_name(done, static_cast<int>(i)), std::move((*files)[i]));
      done.history = history;
      done.pictures.clear();
    };
    return answer;
  }

  /// Of all that is finished.
  std::string all_history() const {
    std::string all = "{";
    for (const auto& [id, prompt] : prompts_) {
      if (prompt.history.empty()) continue;
      if (all.size() > 1) all += ",";
      all += std::string_view(prompt.history).substr(1, prompt.history.size() - 2);
    }
    return all + "}";
  }

  Made view(const Visit& visit) const {
    const std::string type = visit.route.parameter("type");
    const auto& files = type == "input" ? inputs_ : outputs_;
    const auto file = files.find(visit.route.parameter("filename"));
    if (file == files.end()) return refused(404, "no such file");
    Made made = answered(file->second);
    made.content_type = "image/png";
    if (const std::string_view sniffed = sniffed_type(file->second); !sniffed.empty())
      made.content_type = sniffed;
    return made;
  }

  /// The oldest go when there are too many.
  static void keep(std::map<std::string, std::string>& files,
                   std::deque<std::string>& order,
                   const std::string& name,
                   std::string bytes) {
    if (!files.contains(name)) order.push_back(name);
    files[name] = std::move(bytes);
    if (order.size() <= kMostFiles) return;
    files.erase(order.front());
    order.pop_front();
  }

  std::uint64_t pending_, seed_, queued_ = 0;
  std::map<std::string, std::string> inputs_, outputs_;
  std::deque<std::string> input_order_, output_order_;
  std::map<std::string, Prompt> prompts_;
};

}  // namespace

std::unique_ptr<Vendor> make(const Scenario& scenario) { return std::make_unique<Comfy>(scenario); }

std::vector<std::string_view> model_ids() { return {"comfyui-local"}; }

bool can_befall(FaultKind kind, RouteKind route) {
  // No character of a queued graph's answer needs escaping.
  if (route == RouteKind::comfy_prompt && kind == FaultKind::escaped_slashes) return false;
  static constexpr FaultKind kOfPictures[] = {FaultKind::no_image,    FaultKind::image_other,
                                              FaultKind::jpeg,        FaultKind::wrong_size,
                                              FaultKind::wrong_ratio, FaultKind::garbage_picture};
  return befalls(kind, route, kOfPictures);
}

}  // namespace vitrine::emulator::comfy
