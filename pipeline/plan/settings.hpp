#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/plan/input.hpp"
#include "pipeline/plan/shots.hpp"

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
  domain::TrueSize size;
  std::optional<domain::Place> place;  ///< beats the scene's
  std::string camera;                  ///< of a scene told in words
  std::string note;
  domain::Wishes wishes;  ///< of the job, over it the scene's, over both those of adjust
  int take = 0;
  int priority = 0;
  std::optional<std::string> hold;

  friend bool operator==(const Settings&, const Settings&) = default;
};

/// Works out settings shot by shot; what adjust lines can say of a product is tried once each.
class SettingsResolver {
 public:
  explicit SettingsResolver(const Input& input);

  Settings of(const Wanted& wanted) const;

  /// A wish for regenerated product pixels in a profile that forbids them: an error naming both.
  domain::Problems prohibited(const std::vector<Wanted>& wanted) const;

 private:
  std::vector<const spec::Adjustment*> adjustments_for(const Wanted& wanted) const;

  const Input& input_;
  std::vector<std::vector<const spec::Adjustment*>>
      by_product_;  ///< empty when nothing is adjusted
};

}  // namespace vitrine::plan
