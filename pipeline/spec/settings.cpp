#include "pipeline/spec/settings.hpp"

#include "pipeline/spec/formats.hpp"
#include "pipeline/spec/read_values.hpp"

#include <utility>

namespace vitrine::spec {
namespace {

std::optional<util::Money> money_of(const Node* node) {
  const std::string* text = text_of(node);
  if (!text) return std::nullopt;
  const util::Result<util::Money> money = util::parse_money(*text);
  return money ? std::optional(*money) : std::nullopt;
}

std::optional<double> share_of(const Node* node) {
  const std::string* text = text_of(node);
  return text ? parse_percent(*text) : std::nullopt;
}

}  // namespace

Budget read_budget(const Node* node) {
  if (!node) return {};
  if (!node->is_map()) return {money_of(node), {}, {}, {}};
  return {money_of(node->find("run")), money_of(node->find("day")), money_of(node->find("month")),
          money_of(node->find("project"))};
}

Guard read_guard(const Node* node) {
  Guard guard;
  if (!node) return guard;
  if (const Node* renders = node->find("renders"))
    if (const std::optional<long long> most = integer_of(*renders))
      guard.renders = static_cast<int>(*most);
  guard.missing = share_of(node->find("missing"));
  guard.set_aside = share_of(node->find("set_aside"));
  return guard;
}

void apply_defaults(const Node* node, Defaults& defaults) {
  if (!node || !node->is_map()) return;
  defaults.origin = node->origin();
  if (const Node* tries = node->find("tries"))
    if (const std::optional<long long> most = integer_of(*tries))
      defaults.tries = static_cast<int>(*most);
  if (const auto approve = choice_of<domain::Approval>(node->find("approve")))
    defaults.approve = *approve;
  if (const auto shadow = choice_of<domain::ShadowKind>(node->find("shadow")))
    defaults.shadow = *shadow;
  if (const auto pixels = choice_of<domain::PixelMode>(node->find("pixels")))
    defaults.pixels = *pixels;
  if (const Node* camera = node->find("camera")) defaults.camera = text_or(camera);
  const domain::Wishes wishes = wishes_of([&](std::string_view key) { return node->find(key); });
  defaults.wishes = domain::laid_over(std::move(defaults.wishes), wishes);
}

}  // namespace vitrine::spec
