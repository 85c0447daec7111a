#include "pipeline/domain/recipe.hpp"

#include "pipeline/util/text.hpp"

#include <charconv>
#include <system_error>

namespace vitrine::domain {
namespace {

template <class T>
bool read_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read_range(std::string_view text, int& high, int& low) {
  const auto parts = util::split(text, '-');
  return parts.size() == 2 && read_number(parts[0], high) && read_number(parts[1], low);
}

bool read_size(std::string_view text, PixelSize& size) {
  const auto parts = util::split(text, 'x');
  return parts.size() == 2 && read_number(parts[0], size.width) &&
         read_number(parts[1], size.height);
}

bool read_field(Recipe& recipe, const std::string& name, const std::string& value) {
  if (name == "finisher") return recipe.finisher = value, true;
  if (name == "profile") return recipe.profile = value, true;
  if (name == "framing") {
    recipe.framing = value == "fit_product" ? Framing::fit_product : Framing::crop;
    return value == "fit_product" || value == "crop";
  }
  if (name == "size") return read_size(value, recipe.size);
  if (name == "fill") return read_number(value, recipe.fill);
  if (name == "background") {
    if (value == "transparent") return true;
    recipe.background = parse_color(value);
    return recipe.background.has_value();
  }
  if (name == "snap_white") return recipe.snap_white = true, value == "yes";
  if (name == "shadow") return recipe.shadow = true, value == "yes";
  if (name == "format") {
    const auto format = parse<ImageFormat>(value);
    recipe.format = format.value_or(ImageFormat::jpeg);
    return format.has_value();
  }
  if (name == "quality") return read_range(value, recipe.quality, recipe.quality_min);
  if (name == "chroma") {
    const auto chroma = parse<Chroma>(value);
    recipe.chroma = chroma.value_or(Chroma::measured);
    return chroma.has_value();
  }
  if (name == "sharpen") return read_number(value, recipe.sharpen);
  if (name == "max_bytes") return read_number(value, recipe.max_bytes);
  if (name == "min_bytes") return read_number(value, recipe.min_bytes);
  if (name == "source_type") return recipe.source_type = value, true;
  if (name == "ai_system") return recipe.ai_system = value, true;
  if (name == "ai_version") return recipe.ai_version = value, true;
  if (name == "rehearsal") return recipe.rehearsal = true, value == "yes";
  if (name.starts_with("repair.")) {
    util::Result<Repair> repair = repair_from_text(value);
    if (repair) recipe.repairs.push_back(*std::move(repair));
    return static_cast<bool>(repair);
  }
  return false;
}

}  // namespace

util::Fields to_fields(const Recipe& recipe) {
  util::Fields fields{
      {"finisher", recipe.finisher},
      {"profile", recipe.profile},
      {"framing", recipe.framing == Framing::fit_product ? "fit_product" : "crop"},
      {"size", std::to_string(recipe.size.width) + "x" + std::to_string(recipe.size.height)}};
  const auto add = [&](const char* name, std::string value) {
    fields.push_back({name, std::move(value)});
  };
  if (recipe.fill != 0) add("fill", util::number_text(recipe.fill));
  add("background", recipe.background ? to_text(*recipe.background) : "transparent");
  if (recipe.snap_white) add("snap_white", "yes");
  if (recipe.shadow) add("shadow", "yes");
  add("format", std::string(to_text(recipe.format)));
  add("quality", std::to_string(recipe.quality) + "-" + std::to_string(recipe.quality_min));
  if (recipe.chroma != Chroma::measured) add("chroma", std::string(to_text(recipe.chroma)));
  if (recipe.sharpen != 0) add("sharpen", std::to_string(recipe.sharpen));
  if (recipe.max_bytes != 0) add("max_bytes", std::to_string(recipe.max_bytes));
  if (recipe.min_bytes != 0) add("min_bytes", std::to_string(recipe.min_bytes));
  add("source_type", recipe.source_type);
  if (!recipe.ai_system.empty()) add("ai_system", recipe.ai_system);
  if (!recipe.ai_version.empty()) add("ai_version", recipe.ai_version);
  if (recipe.rehearsal) add("rehearsal", "yes");
  for (std::size_t i = 0; i < recipe.repairs.size(); ++i)
    fields.push_back({"repair." + std::to_string(i + 1), to_text(recipe.repairs[i])});
  return fields;
}

util::Result<Recipe> recipe_from_fields(const util::Fields& fields) {
  Recipe recipe;
  for (const auto& [name, value] : fields)
    if (!read_field(recipe, name, value))
      return util::Error{util::ErrorKind::damaged,
                         "a stored recipe has an unreadable field \"" + name + "\""};
  return recipe;
}

util::Digest recipe_digest(const Recipe& recipe) {
  return util::key_of("recipe/1", to_fields(recipe));
}

util::Digest finish_key(const util::Digest& rendering,
                        const Recipe& recipe,
                        const std::string& codec_versions) {
  return util::key_of("finish/1", {{"rendering", rendering.hex()},
                                   {"recipe", recipe_digest(recipe).hex()},
                                   {"codecs", codec_versions}});
}

}  // namespace vitrine::domain
