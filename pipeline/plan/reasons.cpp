#include "pipeline/plan/reasons.hpp"

#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace vitrine::plan {
namespace {

using util::FieldChange;

/// Of the frame that another is held to: "after.prompt".
constexpr std::string_view kAfter = "after.";

bool is_picture(const std::string& name) {
  return name.starts_with("source.") ||
         (name.starts_with(kAfter) && is_picture(name.substr(kAfter.size())));
}

std::string file_of(const domain::Target& target) {
  const auto* file = std::get_if<std::filesystem::path>(&target);
  return file == nullptr ? std::string() : file->filename().string();
}

/// A field as the job calls it.
std::string name_of(const std::string& field) {
  if (field.starts_with(kAfter))
    return name_of(field.substr(kAfter.size())) + " of the frame before";
  if (field == "change") return "colour";
  if (field == "size_class") return "resolution";
  if (field == "keep_part" || field == "keep_text") return "keep";
  return field;
}

/// The shot's own view comes first, then the others in the product's order.
const domain::Packshot& packshot_at(const domain::Product& product,
                                    std::size_t own,
                                    std::size_t place) {
  const std::size_t index = place == 0 ? own : place <= own ? place - 1 : place;
  return product.packshots[index < product.packshots.size() ? index : own];
}

/// How many fields of that name stand before this value.
std::size_t place_of(const FieldChange& change, const util::Fields& now) {
  std::size_t place = 0;
  for (const util::Field& field : now) {
    if (field.name != change.name) continue;
    if (field.value == change.after) break;
    ++place;
  }
  return place;
}

/// Which file of the job stands behind a source, for people.
std::string picture_name(const std::string& field,
                         std::size_t place,
                         const spec::Job& job,
                         const Wanted& wanted) {
  const domain::Product& product = job.products[wanted.product];
  const domain::Scene& scene = job.scenes[wanted.scene];
  const std::string role = field.substr(field.rfind('.') + 1);
  if (field.starts_with(kAfter)) return role + " of the frame before";
  std::string file;
  // A bundle's pictures are its members'; which of them it is stands in the value.
  if (!product.members.empty() && role != "backdrop" && role != "foreground") return role;
  if (role == "packshot")
    file = packshot_at(product, wanted.packshot, place).file.filename().string();
  if (role == "alpha" && product.packshots[wanted.packshot].mask)
    file = product.packshots[wanted.packshot].mask->filename().string();
  if (role == "backdrop")
    if (const auto* picture = std::get_if<domain::PictureBackdrop>(&scene.backdrop))
      file = picture->file.filename().string();
  if (role == "foreground" && scene.foreground) file = scene.foreground->filename().string();
  if (role == "swatch") {
    const domain::ProductColorway& colorway = product.colorways[wanted.colorway];
    const domain::Colorway* common = job.find_colorway(colorway.name);
    if (colorway.target)
      file = file_of(*colorway.target);
    else if (common != nullptr)
      file = file_of(common->target);
  }
  return file.empty() ? role : role + " " + file;
}

/// Where the wish behind a field was said, by whichever place won; nothing of what says no place.
std::optional<domain::Origin> origin_of_wish(const std::string& field,
                                             const spec::Job& job,
                                             const Wanted& wanted) {
  if (field != "system" && field != "template" && field != "safety" && field != "size_class" &&
      field != "thinking" && field != "quality" && field != "seed")
    return std::nullopt;
  domain::Wishes wishes = domain::laid_over(job.defaults.wishes, job.scenes[wanted.scene].wishes);
  const auto fields = selector_fields(job, wanted);
  for (const spec::Adjustment& line : job.adjust)
    if (line.subject.matches(fields)) wishes = domain::laid_over(std::move(wishes), line.wishes);
  const domain::Origin origin = field == "system"       ? wishes.system_from
                                : field == "template"   ? wishes.template_from
                                : field == "size_class" ? wishes.resolution_from
                                : field == "thinking"   ? wishes.thinking_from
                                : field == "quality"    ? wishes.quality_from
                                : field == "seed"       ? wishes.seed_from
                                : wishes.safety.empty() ? domain::Origin{}
                                                        : wishes.safety.front().from;
  if (origin.line == 0) return std::nullopt;
  return origin;
}

/// Of the last line that refines the shot.
domain::Origin origin_of_refining(const spec::Job& job, const Wanted& wanted) {
  const auto fields = selector_fields(job, wanted);
  domain::Origin origin = job.scenes[wanted.scene].origin;
  for (const spec::Adjustment& line : job.adjust)
    if (!line.refine.empty() && line.subject.matches(fields)) origin = line.refine.front().origin;
  return origin;
}

domain::Origin origin_of(const std::string& field, const spec::Job& job, const Wanted& wanted) {
  const domain::Product& product = job.products[wanted.product];
  if (field == "refine") return origin_of_refining(job, wanted);
  if (field == "source.packshot" || field == "source.alpha")
    return product.packshots[wanted.packshot].origin;
  if (field == "change" || field == "source.swatch") {
    const domain::Colorway* common = job.find_colorway(product.colorways[wanted.colorway].name);
    return common != nullptr ? common->origin : product.colorways[wanted.colorway].origin;
  }
  if (field == "source.zone" || field == "source.protect" || field == "keep_part" ||
      field == "keep_text" || field == "pieces")
    return product.origin;
  return origin_of_wish(field, job, wanted).value_or(job.scenes[wanted.scene].origin);
}

/// "body #A8C8D8" → "#A8C8D8" with the zone in the name.
std::string shown(const std::string& field, const std::optional<std::string>& value) {
  if (!value) return field == "template" ? domain::kUsualTemplate : "none";
  if (field.starts_with(kAfter)) return shown(field.substr(kAfter.size()), value);
  if (is_picture(field)) return "other pixels";
  if (field == "prompt" || field == "camera" || field == "style" || field == "system" ||
      field == "keep_text" || field == "refine")
    return "\"" + util::one_line(*value, 60) + "\"";
  return util::one_line(*value, 60);
}

void add(std::vector<Difference>& result,
         const util::Fields& before,
         const util::Fields& now,
         const spec::Job& job,
         const Wanted& wanted,
         bool recipe) {
  for (const FieldChange& change : util::changes(before, now)) {
    Difference difference;
    if (recipe) {
      const std::string profile = job.deliver[wanted.line].profile;
      difference.name = "profile " + profile + " " + change.name;
      difference.origin = job.deliver[wanted.line].origin;
    } else {
      difference.name = is_picture(change.name)
                            ? picture_name(change.name, place_of(change, now), job, wanted)
                            : change.name;
      difference.name = name_of(difference.name);
      difference.origin = origin_of(change.name, job, wanted);
    }
    difference.before = shown(change.name, change.before);
    difference.after =
        is_picture(change.name) && change.after ? "new pixels" : shown(change.name, change.after);
    // A photograph that is both cut out and shown to a model is one difference.
    if (std::find(result.begin(), result.end(), difference) == result.end())
      result.push_back(std::move(difference));
  }
}

std::string in_words(const Difference& difference) {
  if (difference.after == "new pixels" && difference.before == "other pixels")
    return difference.name + ": new pixels";
  return difference.name + ": " + difference.before + " -> " + difference.after;
}

}  // namespace

std::vector<Difference> differences(const PriorDetail& before,
                                    const ComparedFields& now,
                                    const spec::Job& job,
                                    const Wanted& wanted) {
  std::vector<Difference> result;
  add(result, before.product, now.product, job, wanted, false);
  add(result, before.scene, now.scene, job, wanted, false);
  add(result, before.recipe, now.recipe, job, wanted, true);
  return result;
}

std::string reason_text(const PriorDetail& before,
                        const ComparedFields& now,
                        const spec::Job& job,
                        const Wanted& wanted) {
  const std::vector<Difference> all = differences(before, now, job, wanted);
  if (all.empty()) {
    if (!before.why.empty()) return "last time: " + util::one_line(before.why, 100);
    return "not finished last time";
  }
  constexpr std::size_t kShown = 2;
  std::string text;
  for (std::size_t i = 0; i < all.size() && i < kShown; ++i)
    text += (i == 0 ? "" : "; ") + in_words(all[i]);
  if (all.size() > kShown) text += "; and " + std::to_string(all.size() - kShown) + " more";
  return text;
}

}  // namespace vitrine::plan
