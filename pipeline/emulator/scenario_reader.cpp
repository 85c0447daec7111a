#include "pipeline/emulator/scenario_reader.hpp"

#include "pipeline/emulator/models.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace vitrine::emulator {
namespace {

using Mistakes = std::vector<Mistake>;

std::vector<std::string> fault_names() {
  std::vector<std::string> names;
  for (int i = 0; i < kFaultKinds; ++i) names.emplace_back(row_of(static_cast<FaultKind>(i)).name);
  return names;
}

std::vector<std::string> route_names() {
  std::vector<std::string> names;
  for (int i = 0; i < kRouteKinds; ++i)
    if (!is_admin(static_cast<RouteKind>(i)))
      names.emplace_back(to_text(static_cast<RouteKind>(i)));
  return names;
}

Filter read_filter(YamlMap& map) {
  Filter filter;
  for (const YamlNode& word : map.words("model")) {
    const bool known =
        std::any_of(model_rows().begin(), model_rows().end(),
                    [&](const ModelRow& row) { return util::matches_pattern(row.id, word.text); });
    if (!known) map.wrong(word, "no model of this service matches \"" + word.text + "\"");
    filter.models.push_back(word.text);
  }
  const std::vector<std::string> names = route_names();
  for (const YamlNode& word : map.words("route")) {
    const auto found = std::find(names.begin(), names.end(), word.text);
    if (word.text == "any") {
      for (std::size_t i = 0; i < names.size(); ++i)
        filter.routes.push_back(static_cast<RouteKind>(i));
    } else if (found == names.end()) {
      map.unknown_word(word, "route", names);
    } else {
      filter.routes.push_back(static_cast<RouteKind>(found - names.begin()));
    }
  }
  return filter;
}

/// "10..20", "10.." or "10".
bool read_range(std::string_view text, Window& window) {
  const std::size_t dots = text.find("..");
  const auto whole = [](std::string_view digits, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  if (dots == std::string_view::npos) {
    if (!whole(text, window.first_request)) return false;
    window.last_request = window.first_request;
    return window.first_request > 0;
  }
  const std::string_view last = text.substr(dots + 2);
  return whole(text.substr(0, dots), window.first_request) && window.first_request > 0 &&
         (last.empty() || whole(last, window.last_request)) &&
         window.first_request <= window.last_request;
}

Window read_window(YamlMap& map) {
  Window window;
  if (const YamlNode* requests = map.find("requests"))
    if (requests->kind != YamlNode::Kind::scalar || !read_range(requests->text, window))
      map.wrong(*requests, "requests must be a range of ordinals such as 100..200");
  std::int64_t from = 0, to = window.to.count();
  map.read_span("from", from);
  map.read_span("to", to);
  if (from >= to) map.wrong(*map.find("to"), "this window ends before it begins");
  window.from = Milliseconds(from);
  window.to = Milliseconds(to);
  return window;
}

Fault read_fault(YamlMap& map, const YamlNode& where) {
  Fault fault;
  const YamlNode* name = map.find("fault");
  if (name == nullptr) {
    map.wrong(where, "an entry of faults needs the key \"fault\"");
  } else if (const std::optional<FaultKind> kind = parse_fault(name->text)) {
    fault.kind = *kind;
  } else {
    map.unknown_word(*name, "fault", fault_names());
  }
  fault.billed = row_of(fault.kind).billed;
  if (fault.kind == FaultKind::finish) fault.reason = "MAX_TOKENS";
  if (fault.kind == FaultKind::blocked) fault.reason = "SAFETY";
  if (fault.kind == FaultKind::slow_body) fault.delay_ms = 200;
  if (fault.kind == FaultKind::slow_head) fault.delay_ms = 5'000;
  map.read("reason", fault.reason);
  std::int64_t wait = 22'000;
  map.read_span("retry_after", wait);
  fault.retry_after_seconds = static_cast<double>(wait) / 1000;
  map.read("cut", fault.cut, 0, 1);
  double code = fault.code;
  map.read("code", code, 400, 599);
  fault.code = static_cast<int>(code);
  map.read_span("delay", fault.delay_ms);
  if (const YamlNode* billed = map.find("billed")) {
    if (billed->text == "true" || billed->text == "false")
      fault.billed = billed->text == "true";
    else
      map.wrong(*billed, "billed must be true or false");
  }
  return fault;
}

FaultRule read_rule(const YamlNode& node, Mistakes& mistakes) {
  YamlMap map(node, "a fault", mistakes);
  FaultRule rule;
  rule.fault = read_fault(map, node);
  rule.filter = read_filter(map);
  rule.window = read_window(map);
  if (map.find("share") != nullptr) {
    rule.share = 0;
    map.read("share", *rule.share, 0, 1);
  }
  map.read("first", rule.first);
  map.read("every", rule.every);
  if ((rule.share.has_value() + (rule.first > 0) + (rule.every > 0)) > 1)
    map.wrong(node, "share, first and every exclude each other");
  map.refuse_other_keys();
  return rule;
}

/// Two times in order: `[1s, 3s]`, or the keys of percentiles.
std::optional<Latency> read_distribution(YamlMap& map, const YamlNode& node, Mistakes& mistakes) {
  std::int64_t first = 0, second = 0;
  if (const YamlNode* fixed = map.find("fixed")) {
    map.span_of(*fixed, "fixed", first);
    return Fixed{Milliseconds(first)};
  }
  if (const YamlNode* uniform = map.find("uniform")) {
    if (uniform->items.size() != 2 || uniform->kind != YamlNode::Kind::list) {
      map.wrong(*uniform, "uniform must be two times: [1s, 3s]");
      return std::nullopt;
    }
    if (map.span_of(uniform->items[0], "uniform", first) &&
        map.span_of(uniform->items[1], "uniform", second) && first > second)
      map.wrong(*uniform, "uniform: the first time must not be the longer one");
    return Uniform{Milliseconds(first), Milliseconds(std::max(first, second))};
  }
  if (const YamlNode* lognormal = map.find("lognormal")) {
    YamlMap inner(*lognormal, "lognormal", mistakes);
    inner.read_span("p50", first);
    inner.read_span("p95", second);
    inner.refuse_other_keys();
    if (first <= 0 || second < first)
      map.wrong(*lognormal, "lognormal needs p50 and a p95 that is not shorter");
    return Lognormal{Milliseconds(first), Milliseconds(second)};
  }
  map.wrong(node, "a latency is one of fixed, uniform and lognormal");
  return std::nullopt;
}

std::vector<LatencyRule> read_latency(const YamlNode& node, Mistakes& mistakes) {
  std::vector<LatencyRule> rules;
  if (node.kind == YamlNode::Kind::scalar) {
    std::int64_t time = 0;
    if (YamlMap({}, "the scenario", mistakes).span_of(node, "latency", time))
      rules.push_back({{}, Fixed{Milliseconds(time)}});
    return rules;
  }
  const std::vector<YamlNode> entries =
      node.kind == YamlNode::Kind::list ? node.items : std::vector<YamlNode>{node};
  for (const YamlNode& entry : entries) {
    YamlMap map(entry, "a latency", mistakes);
    LatencyRule rule;
    rule.filter = read_filter(map);
    const std::optional<Latency> latency = read_distribution(map, entry, mistakes);
    for (const char* other : {"fixed", "uniform", "lognormal"}) map.find(other);
    map.refuse_other_keys();
    if (latency) {
      rule.latency = *latency;
      rules.push_back(std::move(rule));
    }
  }
  return rules;
}

LimitRule read_limit(const YamlNode& node, Mistakes& mistakes) {
  YamlMap map(node, "a limit", mistakes);
  LimitRule rule;
  rule.filter = read_filter(map);
  double minute = -1, day = -1;
  map.read("per_minute", minute, 0, 1e6);
  map.read("per_day", day, 0, 1e9);
  rule.per_minute = static_cast<int>(minute);
  rule.per_day = static_cast<int>(day);
  if (rule.per_minute < 0 && rule.per_day < 0)
    map.wrong(node, "a limit needs per_minute or per_day");
  map.refuse_other_keys();
  return rule;
}

BatchPlan read_batches(const YamlNode& node, Mistakes& mistakes) {
  YamlMap map(node, "batches", mistakes);
  BatchPlan plan;
  std::int64_t pending = 0, running = 0;
  map.read_span("pending", pending);
  map.read_span("running", running);
  plan.pending = Milliseconds(pending);
  plan.running = Milliseconds(running);
  if (const YamlNode* end = map.find("end")) {
    const std::vector<std::string> names{"succeeded", "failed", "expired", "stuck"};
    const auto found = std::find(names.begin(), names.end(), end->text);
    if (found == names.end())
      map.unknown_word(*end, "end", names);
    else
      plan.end = static_cast<BatchEnd>(found - names.begin());
  }
  map.refuse_other_keys();
  return plan;
}

std::vector<std::string> read_texts(YamlMap& map, std::string_view key) {
  std::vector<std::string> texts;
  for (const YamlNode& word : map.words(key)) texts.push_back(word.text);
  return texts;
}

const std::vector<YamlNode>& entries_of(YamlMap& map, std::string_view key) {
  static const std::vector<YamlNode> kNone;
  const YamlNode* found = map.find(key);
  if (found == nullptr) return kNone;
  if (found->kind == YamlNode::Kind::list) return found->items;
  map.wrong(*found, std::string(key) + " must be a list");
  return kNone;
}

void read_look(YamlMap& map, Scenario& scenario) {
  if (const YamlNode* picture = map.find("picture")) {
    if (picture->text == "flat")
      scenario.picture = PictureStyle::flat;
    else if (picture->text != "studio")
      map.unknown_word(*picture, "picture", {"studio", "flat"});
  }
  if (const YamlNode* format = map.find("format")) {
    if (format->text == "jpeg")
      scenario.format = "image/jpeg";
    else if (format->text != "png")
      map.unknown_word(*format, "format", {"png", "jpeg"});
  }
}

}  // namespace

ReadScenario read_scenario(std::string_view yaml) {
  ReadScenario read;
  const YamlNode root = parse_yaml(yaml, read.mistakes);
  YamlMap map(root, "the scenario", read.mistakes);
  Scenario& scenario = read.scenario;
  map.read("seed", scenario.seed);
  read_look(map, scenario);
  scenario.bad_keys = read_texts(map, "bad_keys");
  scenario.retired = read_texts(map, "retired");
  scenario.alive = read_texts(map, "alive");
  for (const YamlNode& entry : entries_of(map, "faults"))
    scenario.faults.push_back(read_rule(entry, read.mistakes));
  for (const YamlNode& entry : entries_of(map, "limits"))
    scenario.limits.push_back(read_limit(entry, read.mistakes));
  if (const YamlNode* latency = map.find("latency"))
    scenario.latency = read_latency(*latency, read.mistakes);
  if (const YamlNode* batches = map.find("batches"))
    scenario.batches = read_batches(*batches, read.mistakes);
  std::int64_t processing = 0;
  map.read_span("file_processing", processing);
  scenario.file_processing = Milliseconds(processing);
  map.refuse_other_keys();
  std::stable_sort(read.mistakes.begin(), read.mistakes.end(),
                   [](const Mistake& a, const Mistake& b) {
                     return std::pair(a.line, a.column) < std::pair(b.line, b.column);
                   });
  return read;
}

ReadScenario read_latency_words(std::string_view words) {
  std::vector<std::string> parts;
  for (const std::string_view part : util::split(words, ' '))
    if (!part.empty()) parts.emplace_back(part);
  if (parts.size() == 3 && parts[0] == "uniform")
    return read_scenario("latency: {uniform: [" + parts[1] + ", " + parts[2] + "]}");
  if (parts.size() == 3 && parts[0] == "lognormal")
    return read_scenario("latency: {lognormal: {p50: " + parts[1] + ", p95: " + parts[2] + "}}");
  return read_scenario("latency: \"" + std::string(words) + "\"");
}

std::string_view scenario_help() {
  return R"(A scenario is a YAML file; every key may be left out:
  seed: 7                # decides every share and every drawing
  picture: studio        # or flat: one colour and a number, for load tests
  format: png            # or jpeg: of answers that do not ask for one
  bad_keys: [stolen]     # keys that are answered API_KEY_INVALID
  retired: [gemini-2.5-flash-image]      # models that answer 404
  alive: [gemini-3-pro-image-preview]    # models that are served although they were retired
  latency: {lognormal: {p50: 8s, p95: 20s}}   # or 800ms, or {uniform: [1s, 3s]}, or a list of
                                              # these as maps with model: and route:
  limits:                # 429 when passed, by the emulator's clock
    - {model: "gemini-*", per_minute: 60, per_day: 2000}
  faults:                # the first that befalls a request rules; shares add up
    - {fault: overloaded, share: 0.08}
    - {fault: rate-limited, first: 3, retry_after: 2s, model: gemini-3-pro-image}
    - {fault: jpeg, every: 4}
    - {fault: overloaded, share: 0.9, requests: 100..200}   # a brown-out, by ordinal
    - {fault: internal, share: 0.5, from: 60s, to: 90s}     # or by time since the start
    - {fault: stall, share: 0.01, cut: 0.2, billed: false, route: any}
    - {fault: finish, share: 0.01, reason: SPII}
    - {fault: slow-head, share: 0.01, delay: 5s}
  batches: {pending: 30s, running: 5m, end: succeeded}      # or failed, expired, stuck
  file_processing: 2s    # how long a file is PROCESSING
)";
}

}  // namespace vitrine::emulator
