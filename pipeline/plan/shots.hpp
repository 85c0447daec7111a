#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/plan/input.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vitrine::plan {

/// One wanted file as indices into the job: a million of these are small.
struct Wanted {
  std::uint32_t product = 0;
  std::uint16_t packshot = 0;  ///< of the product: the view
  std::uint16_t colorway = 0;  ///< of the product
  std::uint16_t scene = 0;
  std::uint16_t line = 0;  ///< of `deliver`
  std::uint16_t slot = 0;  ///< 1, 2, … among the product's pictures for this profile
};

/// Every file the job wants, in order of importance: deliver lines, then products, colorways,
/// scenes and views in file order. A picture asked for twice for one profile counts once.
std::vector<Wanted> wanted_files(const Input& input);

/// "back"; of several packshots with one view (a gallery's "other") the second is "other-2".
std::string view_name(const domain::Product& product, std::uint16_t packshot);

/// "MUG-01/glacier/kitchen", and "/back" unless the view is front.
std::string shot_name(const spec::Job& job, const Wanted& wanted);
/// The same at the end of `name`, for keys by the million.
void append_shot_name(std::string& name, const spec::Job& job, const Wanted& wanted);

/// The SKU the picture is sold under: the colorway's own, else the product's.
const std::string& sold_as(const spec::Job& job, const Wanted& wanted);

/// What selectors see of a product alone.
std::map<std::string, std::string> product_fields(const domain::Product& product);

/// What selectors see: the product's columns and the shot's own words.
std::map<std::string, std::string> selector_fields(const spec::Job& job, const Wanted& wanted);

/// The name below the output folder, by the job's pattern or the profile's. `version` is not known
/// before the file is made: "{version}" stays in the text until then.
std::string file_name(const spec::Job& job, const domain::Profile& profile, const Wanted& wanted);

/// Two shots of one file name are errors at the later deliver line; more pictures than a profile
/// takes are warnings.
domain::Problems check_names(const Input& input, const std::vector<Wanted>& wanted);

}  // namespace vitrine::plan
