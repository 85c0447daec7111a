#include "pipeline/plan/model_checks.hpp"

#include "pipeline/catalog/able.hpp"
#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/plan/problems.hpp"
#include "pipeline/plan/requests.hpp"
#include "pipeline/plan/standing.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace vitrine::plan {
namespace {

using domain::Model;
using domain::Origin;
using domain::Scene;

/// The call that knows no composed prompt.
constexpr const char* kBareWords = "predict";

template <class E>
std::vector<std::string> words_of(const std::vector<E>& values) {
  std::vector<std::string> words;
  for (const E value : values) words.emplace_back(to_text(value));
  return words;
}

template <class T>
bool has(const std::vector<T>& list, const T& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

/// The offered shape that needs the least cropping; empty if none is offered.
std::string nearest_aspect(const Model& model, domain::Aspect aspect) {
  std::string nearest;
  double least = 0;
  for (const std::string& name : model.aspects) {
    const std::optional<domain::Aspect> offered = domain::parse_aspect(name);
    if (!offered) continue;
    const double off = std::fabs(std::log(offered->ratio() / aspect.ratio()));
    if (nearest.empty() || off < least) least = off, nearest = name;
  }
  return nearest;
}

/// The level that is least far from the one wished for; empty if none may be told.
std::string nearest_level(const Model& model, domain::ThinkingLevel level) {
  const auto far = [&](domain::ThinkingLevel one) {
    return std::abs(static_cast<int>(one) - static_cast<int>(level));
  };
  const auto nearest = std::min_element(model.thinking.begin(), model.thinking.end(),
                                        [&](auto a, auto b) { return far(a) < far(b); });
  return nearest == model.thinking.end() ? std::string() : std::string(to_text(*nearest));
}

/// The quality that is least far from the one wished for; empty if none may be told.
std::string nearest_quality(const Model& model, const std::string& wish) {
  const auto wished = domain::parse<domain::QualityLevel>(wish);
  std::string nearest;
  int least = 0;
  for (const std::string& word : model.qualities) {
    const auto offered = domain::parse<domain::QualityLevel>(word);
    if (!wished || !offered) continue;
    const int off = std::abs(static_cast<int>(*offered) - static_cast<int>(*wished));
    if (nearest.empty() || off < least) least = off, nearest = word;
  }
  return nearest;
}

domain::Operation operation_of(const Scene& scene) {
  return std::holds_alternative<domain::PictureBackdrop>(scene.backdrop)
             ? domain::Operation::fuse
             : domain::Operation::recontextualize;
}

bool has_own_words(const domain::Wishes& wishes) {
  return !wishes.prompt_template.empty() && wishes.prompt_template != domain::kUsualTemplate;
}

/// All that a shot of this scene asks of its model.
catalog::Need need_of(const Scene& scene, const domain::Wishes& wishes) {
  catalog::Need need;
  need.operation = operation_of(scene);
  need.pictures = scene_pictures(scene).size() + 1;
  need.aspect = scene.aspect;
  need.size = wishes.resolution;
  need.quality = wishes.quality;
  need.thinking = wishes.thinking;
  for (const domain::SafetyWish& wish : wishes.safety) need.safety.push_back(wish.rule.category);
  need.system = !wishes.system.empty();
  need.own_words = has_own_words(wishes);
  need.seed = wishes.seed.has_value();
  return need;
}

class ModelChecks {
 public:
  /// `fallback`: whose word is complained about, where it is not the job's model.
  ModelChecks(const Input& input,
              const ModelChoice& choice,
              const domain::Fallback* fallback = nullptr)
      : input_(input), choice_(choice), model_(*choice.row), fallback_(fallback) {}

  void check(const Scene& scene, const Settings& settings) {
    need_ = need_of(scene, settings.wishes);
    scene_ = scene.name;
    check_operation(scene, settings);
    check_pictures(scene);
    check_refining(settings);
    const domain::Wishes& wishes = settings.wishes;
    if (scene.aspect && !model_.aspects.empty() && !has(model_.aspects, to_text(*scene.aspect)))
      not_offered(scene.aspect_from, "aspect", "\"" + to_text(*scene.aspect) + "\"", model_.aspects,
                  nearest_aspect(model_, *scene.aspect));
    if (!wishes.resolution.empty() && !has(model_.sizes, wishes.resolution))
      not_offered(wishes.resolution_from, "resolution", wishes.resolution, model_.sizes,
                  model_.sizes.empty() ? std::string() : model_.sizes.back());
    if (wishes.thinking && !has(model_.thinking, *wishes.thinking))
      not_offered(wishes.thinking_from, "thinking", std::string(to_text(*wishes.thinking)),
                  words_of(model_.thinking), nearest_level(model_, *wishes.thinking));
    if (!wishes.quality.empty() && !has(model_.qualities, wishes.quality))
      not_offered(wishes.quality_from, "quality", wishes.quality, model_.qualities,
                  nearest_quality(model_, wishes.quality));
    if (wishes.seed && !model_.takes_seed)
      not_offered(wishes.seed_from, "seed", std::to_string(*wishes.seed), {}, {});
    check_instructions(wishes);
  }

  domain::Problems take() && { return std::move(problems_); }

 private:
  /// What stands beside the prompt, and who words it.
  void check_instructions(const domain::Wishes& wishes) {
    if (!wishes.system.empty() && !model_.takes_system)
      complain(wishes.system_from, static_cast<int>(wishes.system.size()), "system-not-offered",
               model_.id + " takes no system instruction; leave it out or say it in the prompt",
               {});
    for (const domain::SafetyWish& wish : wishes.safety)
      if (!has(model_.safety, wish.rule.category))
        not_offered(wish.from, "safety", std::string(to_text(wish.rule.category)),
                    words_of(model_.safety), {});
    const std::string& words = wishes.prompt_template;
    if (has_own_words(wishes) && model_.method == kBareWords)
      complain(wishes.template_from, static_cast<int>(words.size()), "template-not-offered",
               model_.id + " is told a scene's own words and nothing else; leave the template out",
               {});
  }

  /// A shot that names no pixels is asked for because of the job's model.
  std::pair<Origin, int> asker(const Settings& settings) const {
    if (settings.pixels_from.file >= 0) return {settings.pixels_from, 1};
    return {input_.job.model_origin, static_cast<int>(input_.job.model.size())};
  }

  void check_operation(const Scene& scene, const Settings& settings) {
    const domain::Operation operation = operation_of(scene);
    if (has(model_.operations, operation)) return;
    const auto [origin, length] = asker(settings);
    const std::string offered = util::join(words_of(model_.operations), ", ");
    complain(origin, length, "operation-not-offered",
             model_.id + " cannot " + std::string(to_text(operation)) + ", which the scene \"" +
                 scene.name + "\" needs" + (offered.empty() ? "" : "; it can " + offered) +
                 "; name another model or say pixels: original",
             {});
  }

  void check_refining(const Settings& settings) {
    if (!settings.refines()) return;
    // Where a model has no field for a mask it is sent as one more picture.
    const bool has_room = model_.mask == domain::MaskWay::field ||
                          (model_.mask == domain::MaskWay::picture && choice_.most_pictures() > 1);
    const catalog::Need of_scene = need_;
    for (const domain::RefineStep& step : settings.refine) {
      need_.operation = domain::Operation::refine;
      need_.mask = step.within.has_value();
      if (!has(model_.operations, domain::Operation::refine))
        complain(step.origin, 1, "operation-not-offered",
                 model_.id +
                     " cannot change a picture in words; name another model or leave out "
                     "refine",
                 {});
      else if (step.within && !has_room)
        complain(
            step.origin, 1, "mask-not-offered",
            model_.id + " takes no mask; leave out within, or say in words where the change is",
            {});
    }
    need_ = of_scene;
  }

  void check_pictures(const Scene& scene) {
    const std::size_t later = scene.frame && !scene.frame->after.empty() ? 1 : 0;
    const std::size_t least = scene_pictures(scene).size() + 1 + later;
    if (least <= choice_.most_pictures()) return;
    complain(scene.origin, static_cast<int>(scene.name.size()), "too-many-pictures",
             "the scene \"" + scene.name + "\" and a product are " + std::to_string(least) +
                 " pictures; " + model_.id + " takes " + std::to_string(choice_.most_pictures()) +
                 " in one request; " + (scene.foreground ? "leave out its foreground or " : "") +
                 "name another model",
             {});
  }

  void not_offered(const Origin& origin,
                   const std::string& what,
                   const std::string& asked,
                   const std::vector<std::string>& offered,
                   std::string suggestion) {
    complain(origin, static_cast<int>(asked.size()), what + "-not-offered",
             model_.id + " takes no " + what + " " + asked +
                 (offered.empty() ? "; leave it out" : "; it takes " + util::join(offered, ", ")),
             std::move(suggestion));
  }

  void complain(const Origin& origin,
                int length,
                std::string code,
                std::string message,
                std::string suggestion) {
    if (fallback_ != nullptr) return complain_of_fallback(std::move(code), message);
    if (!told_.insert({code, origin.file, origin.line, origin.column}).second) return;
    problems_.push_back(problem_at(input_.job, origin, domain::Problem::Level::error,
                                   std::move(code), std::move(message) + others()));
    problems_.back().length = length;
    problems_.back().suggestion = std::move(suggestion);
  }

  /// The wish is the job's, and its model can do it: what is wrong is the list.
  void complain_of_fallback(std::string code, const std::string& message) {
    if (!told_.insert({code, 0, 0, 0}).second) return;
    problems_.push_back(problem_at(
        input_.job, fallback_->from, domain::Problem::Level::error, std::move(code),
        "cannot be fallen back to for the scene \"" + scene_ + "\": " + message +
            "; take it out of the list, or give the scene a list of its own: fallback: []"));
    problems_.back().length = static_cast<int>(fallback_->model.size());
  }

  /// Who could make the shot as it is wished, everything of it.
  std::string others() const {
    if (choice_.others == nullptr) return {};
    const std::string able = catalog::able_text(catalog::able_models(*choice_.others, need_));
    return able.empty() ? "; no model that is known here can do all that the scene asks"
                        : "; all that the scene asks can be done by " + able;
  }

  const Input& input_;
  const ModelChoice& choice_;
  const Model& model_;
  const domain::Fallback* fallback_;
  catalog::Need need_;  ///< of the scene that is checked
  std::string scene_;
  std::set<std::tuple<std::string, int, int, int>> told_;
  domain::Problems problems_;
};

/// Every scene with the settings of its asked shots, as often as these differ.
template <class Check>
void for_each_asked(const Input& input,
                    const SettingsResolver& settings,
                    const std::vector<Wanted>& wanted,
                    const Check& check) {
  Settings own;
  std::unordered_set<const Settings*> checked;
  for (const Wanted& one : wanted) {
    const Settings& its = settings.of(one, own);
    if (its.pixels != domain::PixelMode::regenerate) continue;
    // Shared settings belong to one scene: what is wrong with them has been said.
    if (&its != &own && !checked.insert(&its).second) continue;
    check(input.job.scenes[one.scene], its);
    // What they stand on is asked for as well, wanted or not.
    for (auto under = stands_on_shot(input, settings, one, its); under;
         under = stands_on_shot(input, settings, under->wanted, under->settings))
      check(input.job.scenes[under->wanted.scene], under->settings);
  }
}

}  // namespace

domain::Problems beyond_model(const Input& input,
                              const SettingsResolver& settings,
                              const std::vector<Wanted>& wanted) {
  if (input.model.is_studio() || !input.model.row) return {};
  ModelChecks checks(input, input.model);
  for_each_asked(input, settings, wanted,
                 [&](const Scene& scene, const Settings& its) { checks.check(scene, its); });
  return std::move(checks).take();
}

domain::Problems beyond_fallbacks(const Input& input,
                                  const SettingsResolver& settings,
                                  const std::vector<Wanted>& wanted) {
  domain::Problems problems;
  if (input.model.is_studio() || input.fallbacks.empty()) return problems;
  // By the place of the word: one list may serve many scenes.
  std::map<std::tuple<int, int, int>, ModelChecks> by_word;
  for_each_asked(input, settings, wanted, [&](const Scene& scene, const Settings& its) {
    for (const domain::Fallback& named : input.job.fallback_of(scene))
      for (const ModelChoice& choice : input.fallbacks) {
        if (choice.id != named.model || !choice.row) continue;
        const std::tuple word{named.from.file, named.from.line, named.from.column};
        by_word.try_emplace(word, input, choice, &named).first->second.check(scene, its);
      }
  });
  for (auto& [word, checks] : by_word)
    for (domain::Problem& problem : std::move(checks).take())
      problems.push_back(std::move(problem));
  return problems;
}

}  // namespace vitrine::plan
