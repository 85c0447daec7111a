#include "pipeline/spec/deliver.hpp"

#include "pipeline/spec/read_values.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::spec {
namespace {

ViewChoice views_of(const Node* node) {
  ViewChoice choice;
  if (!node) return choice;
  const std::string* word = text_of(node);
  if (word && *word == "additional") choice.kind = ViewChoice::Kind::additional;
  if (word && *word == "all") choice.kind = ViewChoice::Kind::all;
  for (const Node* name : scalars_of(node))
    if (const auto view = choice_of<domain::View>(name)) {
      choice.kind = ViewChoice::Kind::named;
      choice.names.push_back(*view);
    }
  return choice;
}

int whole_or(const Node* node, int otherwise) {
  const std::optional<long long> value = node ? integer_of(*node) : std::nullopt;
  return value ? static_cast<int>(*value) : otherwise;
}

}  // namespace

std::vector<DeliverLine> read_deliver(const Node& node,
                                      const std::vector<std::string>& profiles,
                                      const std::vector<domain::Scene>& scene_list,
                                      NameTable& scenes,
                                      SelectorChecks& selectors,
                                      Complaints& complaints) {
  std::vector<DeliverLine> lines;
  for (const Node& item : node.items) {
    if (!item.is_map()) continue;
    DeliverLine line;
    line.origin = item.origin();
    if (const Node* profile = item.find("profile"); text_of(profile)) {
      line.profile = profile->text;
      line.profile_origin = profile->origin();
      if (std::find(profiles.begin(), profiles.end(), profile->text) == profiles.end())
        complaints.error(*profile,
                         unknown_word("no-such-profile", "no profile " + quote(profile->text),
                                      profile->text, profiles));
    }
    const Node* named = item.find("scenes");
    for (const Node* scene : scalars_of(named)) {
      scenes.refer(*scene);
      line.scenes.push_back(scene->text);
    }
    if (!named)
      for (const domain::Scene& scene : scene_list) {
        scenes.refer(scene.name);
        line.scenes.push_back(scene.name);
      }
    line.colorways = words_of(item.find("colorways"));
    line.views = views_of(item.find("views"));
    for (const char* key : {"only", "except"})
      selectors.add(item.find(key), SelectorChecks::Subject::product);
    line.only = selector_of(item.find("only"));
    line.except = selector_of(item.find("except"));
    line.approve = choice_of<domain::Approval>(item.find("approve"));
    line.shadow = choice_of<domain::ShadowKind>(item.find("shadow"));
    if (const Node* pixels = item.find("pixels")) {
      line.pixels = choice_of<domain::PixelMode>(pixels);
      line.pixels_origin = pixels->origin();
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Adjustment> read_adjust(const Node& node, SelectorChecks& selectors) {
  std::vector<Adjustment> lines;
  for (const Node& item : node.items) {
    if (!item.is_map()) continue;
    Adjustment line;
    line.origin = item.origin();
    selectors.add(item.find("for"), SelectorChecks::Subject::shot);
    line.subject = selector_of(item.find("for"));
    line.size = size_of(item.find("size"));
    line.place = place_of(item.find("place"));
    line.shadow = choice_of<domain::ShadowKind>(item.find("shadow"));
    line.pixels = choice_of<domain::PixelMode>(item.find("pixels"));
    line.approve = choice_of<domain::Approval>(item.find("approve"));
    line.camera = text_or(item.find("camera"));
    line.wishes = wishes_of([&](std::string_view key) { return item.find(key); });
    line.note = text_or(item.find("note"));
    line.take = whole_or(item.find("take"), 0);
    if (const std::string* hold = text_of(item.find("hold"))) line.hold = *hold;
    line.priority = whole_or(item.find("priority"), 0);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace vitrine::spec
