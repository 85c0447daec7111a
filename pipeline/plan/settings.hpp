#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/plan/input.hpp"
#include "pipeline/plan/shots.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::plan {

/// What holds for one shot after every place that may say it: built in < defaults < scene <
/// product < deliver line < adjust, later lines over earlier ones; a profile's prohibition beats
/// them all. Each setting carries where it was said.
struct Settings {
  domain::PixelMode pixels =
      domain::PixelMode::original;  ///< of scenes; colorways are always recoloured
  domain::Origin pixels_from;
  domain::ShadowKind shadow = domain::ShadowKind::cast;
  domain::Origin shadow_from;
  domain::Approval approve = domain::Approval::checks;
  domain::Origin approve_from;
  int tries = 3;  ///< takes of one picture that may be paid for before a person is asked
  domain::TrueSize size;
  std::optional<domain::Place> place;  ///< beats the scene's
  std::string camera;                  ///< of a scene told in words
  std::string note;
  std::vector<domain::RefineStep> refine;  ///< of regenerated pixels only
  domain::Wishes wishes;  ///< of the job, over it the scene's, over both those of adjust
  int take = 0;
  int priority = 0;
  std::optional<std::string> hold;

  /// Only a model that is asked can change a picture in words.
  bool refines() const { return pixels == domain::PixelMode::regenerate && !refine.empty(); }

  friend bool operator==(const Settings&, const Settings&) = default;
};

/// Works out settings shot by shot. What a deliver line and a scene say is worked out once for all
/// their shots; what adjust lines can say of a product is tried once each.
class SettingsResolver {
 public:
  explicit SettingsResolver(const Input& input);

  Settings of(const Wanted& wanted) const;

  /// The same without a copy where the shots of a line and scene share it; else it is put into
  /// `own` and that is returned.
  const Settings& of(const Wanted& wanted, Settings& own) const;

  /// Whether an adjust line may meet shots of this product.
  bool is_adjusted(std::uint32_t product) const {
    return !by_product_.empty() && !by_product_[product].empty();
  }

  /// A wish for regenerated product pixels in a profile that forbids them: an error naming both.
  domain::Problems prohibited(const std::vector<Wanted>& wanted) const;

 private:
  Settings common(const spec::DeliverLine& line, const domain::Scene& scene) const;
  void fall_back(Settings& settings, const domain::Scene& scene) const;
  void add_own(Settings& settings, const Wanted& wanted) const;
  const std::unique_ptr<const Settings>& shared(const Wanted& wanted) const {
    return shared_[wanted.line * input_.job.scenes.size() + wanted.scene];
  }

  const Input& input_;
  /// By line and scene: what holds for a product without a size and adjustments. Nothing where the
  /// line does not name the scene.
  std::vector<std::unique_ptr<const Settings>> shared_;
  std::vector<std::vector<const spec::Adjustment*>>
      by_product_;  ///< empty when nothing is adjusted
};

}  // namespace vitrine::plan
