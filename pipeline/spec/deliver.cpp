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

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// A mask is for the words of one step; asked about the original, a step says all steps' words.
void check_masks(const std::vector<domain::RefineStep>& steps,
                 const std::vector<const Node*>& nodes,
                 Complaints& complaints) {
  bool masked = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    masked = masked || steps[i].within;
    if (i == 0 || !masked || steps[i].from == domain::StandsOn::last) continue;
    complaints.error(*nodes[i], {"mask-of-one-step",
                                 "this step repeats the words of those before it, and a mask is "
                                 "for one step's words; say from: last, so that it goes on from "
                                 "the picture before"});
  }
}

std::vector<domain::RefineStep> refine_of(const Node* node,
                                          PathReader& paths,
                                          Complaints& complaints) {
  std::vector<domain::RefineStep> steps;
  if (!node) return steps;
  std::vector<const Node*> nodes;
  if (node->kind == Node::Kind::scalar || node->is_map()) nodes.push_back(node);
  for (const Node& item : node->items) nodes.push_back(&item);
  for (const Node* item : nodes) {
    domain::RefineStep& step = steps.emplace_back();
    step.origin = item->origin();
    step.words = text_or(item->is_map() ? item->find("say") : item);
    step.from = choice_of<domain::StandsOn>(item->find("from")).value_or(step.from);
    step.within = paths.picture(item->find("within"));
  }
  // Before the first there is only the original.
  if (!steps.empty()) steps.front().from = domain::StandsOn::original;
  check_masks(steps, nodes, complaints);
  return steps;
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
      for (const domain::Scene& one : scene_list)
        if (one.frame && one.name == scene->text) scenes.refer(one.frame->series);
      for (std::string& one : domain::scenes_named(scene->text, scene_list))
        if (!contains(line.scenes, one)) line.scenes.push_back(std::move(one));
    }
    if (!named)
      for (const domain::Scene& scene : scene_list) {
        scenes.refer(scene.frame ? scene.frame->series : scene.name);
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

std::vector<Adjustment> read_adjust(const Node& node,
                                    const std::vector<domain::Scene>& scene_list,
                                    SelectorChecks& selectors,
                                    PathReader& paths,
                                    Complaints& complaints) {
  std::vector<Adjustment> lines;
  for (const Node& item : node.items) {
    if (!item.is_map()) continue;
    Adjustment line;
    line.origin = item.origin();
    selectors.add(item.find("for"), SelectorChecks::Subject::shot);
    line.subject = domain::with_frames(selector_of(item.find("for")), scene_list);
    line.size = size_of(item.find("size"));
    line.place = place_of(item.find("place"));
    line.shadow = choice_of<domain::ShadowKind>(item.find("shadow"));
    line.pixels = choice_of<domain::PixelMode>(item.find("pixels"));
    line.approve = choice_of<domain::Approval>(item.find("approve"));
    line.camera = text_or(item.find("camera"));
    line.wishes = wishes_of([&](std::string_view key) { return item.find(key); });
    line.note = text_or(item.find("note"));
    line.refine = refine_of(item.find("refine"), paths, complaints);
    line.take = whole_or(item.find("take"), 0);
    if (const std::string* hold = text_of(item.find("hold"))) line.hold = *hold;
    line.priority = whole_or(item.find("priority"), 0);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace vitrine::spec
