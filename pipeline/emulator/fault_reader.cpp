#include "pipeline/emulator/fault_reader.hpp"

#include "pipeline/emulator/fault_choice.hpp"
#include "pipeline/emulator/vendor.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace vitrine::emulator {
namespace {

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

/// What the help says of each fault.
void set_defaults(Fault& fault) {
  fault.billed = row_of(fault.kind).billed;
  switch (fault.kind) {
    case FaultKind::finish:
      fault.reason = "MAX_TOKENS";
      break;
    case FaultKind::blocked:
      fault.reason = "SAFETY";
      break;
    case FaultKind::slow_body:
      fault.delay_ms = 200;
      break;
    case FaultKind::slow_head:
      fault.delay_ms = 5'000;
      break;
    case FaultKind::rate_limited:
      fault.retry_after_seconds = 22;
      break;
    case FaultKind::status:
      fault.code = 499;
      break;
    case FaultKind::capacity_exhausted:
      fault.code = 503;
      break;
    case FaultKind::error_detail:
      fault.code = 422;
      break;
    default:
      break;
  }
}

/// How a refusal says when to come again.
void read_waits(YamlMap& map, Fault& fault) {
  const bool refuses = row_of(fault.kind).group == FaultGroup::refusal;
  const auto read = [&](const char* key, double& seconds) {
    const YamlNode* found = map.find(key);
    if (found == nullptr) return;
    if (!refuses) map.wrong(*found, std::string(key) + " belongs to faults that refuse");
    std::int64_t milliseconds = 0;
    if (map.span_of(*found, key, milliseconds)) seconds = static_cast<double>(milliseconds) / 1000;
  };
  read("retry_after", fault.retry_after_seconds);
  read("retry_header", fault.retry_header_seconds);
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
  set_defaults(fault);
  map.read("reason", fault.reason);
  read_waits(map, fault);
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
    if (fault.billed && row_of(fault.kind).group == FaultGroup::refusal)
      map.wrong(*billed, "a refusal makes nothing, so there is nothing to bill");
  }
  return fault;
}

/// The routes that the filter's models make pictures on, if it names models and no routes.
std::vector<RouteKind> routes_left(const Filter& filter) {
  std::vector<RouteKind> routes;
  if (filter.models.empty() || !filter.routes.empty()) return routes;
  for (const std::string_view id : known_models())
    if (std::any_of(filter.models.begin(), filter.models.end(),
                    [&](const std::string& pattern) { return util::matches_pattern(id, pattern); }))
      for (const RouteKind route : picture_routes_of(id))
        if (std::find(routes.begin(), routes.end(), route) == routes.end()) routes.push_back(route);
  return routes;
}

/// A fault where it could do nothing would be missed by nobody.
void refuse_misplaced(YamlMap& map, const FaultRule& rule, const YamlNode& where) {
  for (const YamlNode& word : map.words("route"))
    for (const RouteKind route : rule.filter.routes)
      if (word.text == to_text(route) && !can_befall(rule.fault.kind, route))
        map.wrong(word, rule.fault.name() + " cannot befall " + word.text);
  const std::vector<RouteKind> left = routes_left(rule.filter);
  if (left.empty() || std::any_of(left.begin(), left.end(), [&](RouteKind route) {
        return can_befall(rule.fault.kind, route);
      }))
    return;
  std::string names;
  for (const RouteKind route : left)
    names += (names.empty() ? "" : " or ") + std::string(to_text(route));
  map.wrong(where,
            rule.fault.name() + " cannot befall " + names + ", and these models do nothing else");
}

}  // namespace

Filter read_filter(YamlMap& map) {
  Filter filter;
  const std::vector<std::string_view> ids = known_models();
  for (const YamlNode& word : map.words("model")) {
    const bool known = std::any_of(ids.begin(), ids.end(), [&](std::string_view id) {
      return util::matches_pattern(id, word.text);
    });
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

FaultRule read_rule(const YamlNode& node, std::vector<Mistake>& mistakes) {
  YamlMap map(node, "a fault", mistakes);
  FaultRule rule;
  rule.fault = read_fault(map, node);
  rule.filter = read_filter(map);
  refuse_misplaced(map, rule, node);
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

}  // namespace vitrine::emulator
