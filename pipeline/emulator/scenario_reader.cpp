#include "pipeline/emulator/scenario_reader.hpp"

#include "pipeline/emulator/fault_reader.hpp"
#include "pipeline/emulator/rs256.hpp"
#include "pipeline/emulator/vendor.hpp"
#include "pipeline/emulator/vendor_reader.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::emulator {
namespace {

using Mistakes = std::vector<Mistake>;

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
  if (const YamlNode* states = map.find("states")) {
    plan.job_states = states->text == "job";
    if (!plan.job_states && states->text != "batch")
      map.unknown_word(*states, "states", {"batch", "job"});
  }
  map.refuse_other_keys();
  return plan;
}

Sunset read_sunset(const YamlNode& node, Mistakes& mistakes) {
  YamlMap map(node, "a deprecated model", mistakes);
  Sunset sunset;
  map.read("model", sunset.model);
  const std::vector<std::string_view> ids = known_models();
  if (std::find(ids.begin(), ids.end(), sunset.model) == ids.end())
    map.wrong(node, "no model of this service is \"" + util::one_line(sunset.model, 60) + "\"");
  const YamlNode* retires = map.find("retires");
  if (retires == nullptr) {
    map.wrong(node, "a deprecated model needs retires: a day or a time after the start");
  } else if (const std::optional<util::Date> day = util::parse_date(retires->text)) {
    const std::chrono::sys_days midnight(*day);
    sunset.at = util::Timestamp{
        std::chrono::duration_cast<std::chrono::microseconds>(midnight.time_since_epoch()).count()};
  } else {
    std::int64_t after = 0;
    map.span_of(*retires, "retires", after);
    sunset.after = Milliseconds(after);
  }
  map.read("message", sunset.message);
  map.refuse_other_keys();
  return sunset;
}

TokenPlan::Account read_account(const YamlNode& node, Mistakes& mistakes) {
  YamlMap map(node, "an account", mistakes);
  TokenPlan::Account account;
  map.read("email", account.email);
  if (account.email.empty()) map.wrong(node, "an account needs the key \"email\"");
  map.read("public_key", account.public_key_pem);
  if (const YamlNode* key = map.find("public_key"); key && !is_public_key(account.public_key_pem))
    map.wrong(*key, "public_key must be a public RSA key in PEM");
  map.refuse_other_keys();
  return account;
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

TokenPlan read_tokens(const YamlNode& node, Mistakes& mistakes) {
  YamlMap map(node, "tokens", mistakes);
  TokenPlan plan;
  std::int64_t life = plan.life.count();
  map.read_span("life", life);
  plan.life = Milliseconds(life);
  map.read("required", plan.required);
  for (const YamlNode& entry : entries_of(map, "accounts"))
    plan.accounts.push_back(read_account(entry, mistakes));
  map.refuse_other_keys();
  return plan;
}

void read_look(YamlMap& map, Scenario& scenario) {
  if (const YamlNode* picture = map.find("picture")) {
    if (picture->text == "flat")
      scenario.picture = PictureStyle::flat;
    else if (picture->text == "repeated")
      scenario.picture = PictureStyle::repeated;
    else if (picture->text != "studio")
      map.unknown_word(*picture, "picture", {"studio", "flat", "repeated"});
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
  for (const YamlNode& entry : entries_of(map, "deprecated"))
    scenario.deprecated.push_back(read_sunset(entry, read.mistakes));
  if (const YamlNode* tokens = map.find("tokens"))
    scenario.tokens = read_tokens(*tokens, read.mistakes);
  read_vendors(map, scenario, read.mistakes);
  double space = static_cast<double>(scenario.file_space >> 20);
  map.read("file_space", space, 0, 1 << 20);
  scenario.file_space = static_cast<std::int64_t>(space * (1 << 20));
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

}  // namespace vitrine::emulator
