#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/domain/words.hpp"
#include "pipeline/util/clock.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::domain {

/// A channel's delivery rules for one slot, as they stand on one day (dated rules resolved).
/// Source of the fields: the channels' published requirements, each with its confidence.
struct Profile {
  std::string id;       ///< "amazon-main"
  int version = 1;      ///< raised with every change that can alter a verdict or a file
  std::string channel;  ///< "Amazon"
  SlotKind slot = SlotKind::main;
  std::string confidence;  ///< high, medium, low
  std::string source;      ///< where the rules were read
  std::string checked_on;  ///< day the source was read
  std::string notes;       ///< dated rules in force or coming, for plan and report

  PixelSize target_px;  ///< what is delivered
  int min_px = 0;
  SideRule min_px_rule = SideRule::longest_side;
  int max_px = 0;  ///< longest side; 0: no rule
  double max_megapixels = 0;
  std::optional<Aspect> aspect;  ///< checked against width : height of target_px if absent
  double aspect_tolerance = 0.005;

  std::vector<ImageFormat> formats;  ///< accepted; the first is the one delivered
  int jpeg_quality = 92;             ///< start; stepped down to jpeg_quality_min to meet max_bytes
  int jpeg_quality_min = 80;
  int avif_quality = 72, avif_quality_min = 50;  ///< AV1 is as good as JPEG at less
  Chroma chroma = Chroma::measured;
  int sharpen = 30;           ///< percent, of what is reduced to less than nine tenths
  std::size_t max_bytes = 0;  ///< 0: no rule
  std::size_t min_bytes = 0;
  bool alpha_allowed = false;

  BackgroundMode background = BackgroundMode::free;
  Rgb background_rgb{255, 255, 255};
  double fill_min = 0, fill_max = 1;  ///< longest side of the product box over the frame's side
  /// What a product on a plain packshot backdrop is framed to; a scene keeps its composition and is
  /// cropped to the aspect. 0: the channel does not say.
  double fill_target = 0;
  bool shadow_allowed = true;

  std::vector<std::string> forbid;  ///< text_overlay, watermark, upscaled, regenerated_product, …
  bool regenerate_forbidden = false;  ///< regenerated_product is forbidden: the product's pixels
                                      ///< must come from the photograph
  bool need_source_type = true;       ///< IPTC Digital Source Type must be in the file
  std::string name_pattern;           ///< default of output.name: "{sku}.MAIN.{ext}"
  std::string slot_code;  ///< what {slot} becomes; a run of # is the picture's position: "PT##"
  int count_max = 0;      ///< pictures per product in this slot; 0: no rule
  /// What may mend a rendering that failed a check; all that is not listed is forbidden.
  std::vector<RepairKind> repairs{RepairKind::clean_halo, RepairKind::match_color,
                                  RepairKind::restore_label, RepairKind::pad,
                                  RepairKind::white_snap};
  std::map<std::string, Severity> severity;  ///< check name → what failing it means

  /// A responsive set: the picture again in each of these widths and formats, beside it, named with
  /// the width ("mug-800.webp"). Empty: none.
  std::vector<int> widths;
  std::vector<ImageFormat> width_formats;  ///< empty: the profile's first
  std::string variant_of;                  ///< the profile whose responsive set this belongs to
  std::string name_suffix;                 ///< of a variant: "-800", in front of the extension

  /// {slot} of a product's picture at this position, counted from 1: "PT03".
  std::string slot_name(int position) const;

  Severity severity_of(const std::string& check, Severity otherwise) const {
    const auto found = severity.find(check);
    return found == severity.end() ? otherwise : found->second;
  }
};

/// The responsive set of a profile, as profiles of their own: the same rules, but for the size that
/// a channel asks of a main picture, at `target_px` scaled to each width (never enlarged: a width
/// above the target's is left out), as "shopify@800.webp". Empty if it has none.
std::vector<Profile> responsive_set(const Profile& profile);

/// The profile whose responsive set an id belongs to, or the id itself: "shopify" of
/// "shopify@800.webp".
std::string family_of(const std::string& profile);

/// A rule of this profile that will switch on a coming date, for the plan's notes.
struct ComingRule {
  std::string profile;
  util::Date from;
  std::string text;  ///< "min_px 100 -> 500"
};

}  // namespace vitrine::domain
