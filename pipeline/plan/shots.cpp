#include "pipeline/plan/shots.hpp"

#include "pipeline/plan/problems.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <tuple>
#include <unordered_map>

namespace vitrine::plan {
namespace {

using domain::Product;
using domain::ProductColorway;
using domain::Scene;
using spec::DeliverLine;
using spec::Job;

using FieldMap = std::map<std::string, std::string>;

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool scene_takes(const Scene& scene, const Product& product, const FieldMap& fields) {
  if (scene.is_packshot()) return true;
  if (product.scenes && !contains(*product.scenes, scene.name)) return false;
  return scene.fits.matches(fields);
}

std::vector<std::uint16_t> views_of(const Product& product, const spec::ViewChoice& choice) {
  std::vector<std::uint16_t> views;
  for (std::size_t i = 0; i < product.packshots.size(); ++i) {
    const domain::View view = product.packshots[i].view;
    bool wanted = false;
    switch (choice.kind) {
      case spec::ViewChoice::Kind::main:
        wanted = i == 0;
        break;
      case spec::ViewChoice::Kind::additional:
        wanted = i != 0;
        break;
      case spec::ViewChoice::Kind::all:
        wanted = true;
        break;
      case spec::ViewChoice::Kind::named:
        wanted = std::find(choice.names.begin(), choice.names.end(), view) != choice.names.end();
        break;
    }
    if (wanted) views.push_back(static_cast<std::uint16_t>(i));
  }
  return views;
}

/// Expands the job line by line, remembering what it has already asked for.
class Expansion {
 public:
  explicit Expansion(const Input& input) : input_(input), job_(input.job) {
    for (std::size_t i = 0; i < job_.scenes.size(); ++i)
      scene_index_[job_.scenes[i].name] = static_cast<std::uint16_t>(i);
    std::map<std::string, int> uses;
    for (const DeliverLine& line : job_.deliver) ++uses[line.profile];
    for (const auto& [profile, count] : uses)
      if (count > 1) repeated_profiles_.insert(profile);
    product_fields_.reserve(job_.products.size());
    for (const Product& product : job_.products) product_fields_.push_back(product_fields(product));
  }

  std::vector<Wanted> run() {
    for (std::size_t i = 0; i < job_.deliver.size(); ++i) expand_line(i);
    return std::move(wanted_);
  }

 private:
  void expand_line(std::size_t line_index) {
    const DeliverLine& line = job_.deliver[line_index];
    std::vector<std::uint16_t> scenes;
    for (const std::string& name : line.scenes) {
      const auto found = scene_index_.find(name);
      if (found != scene_index_.end()) scenes.push_back(found->second);
    }
    for (std::size_t p = 0; p < job_.products.size(); ++p) {
      const FieldMap& fields = product_fields_[p];
      if (!line.only.empty() && !line.only.matches(fields)) continue;
      if (!line.except.empty() && line.except.matches(fields)) continue;
      expand_product(line_index, p, scenes);
    }
  }

  void expand_product(std::size_t line_index,
                      std::size_t product_index,
                      const std::vector<std::uint16_t>& scenes) {
    const DeliverLine& line = job_.deliver[line_index];
    const Product& product = job_.products[product_index];
    if (product.profiles && !contains(*product.profiles, line.profile)) return;
    const std::vector<std::uint16_t> views = views_of(product, line.views);
    for (std::size_t c = 0; c < product.colorways.size(); ++c) {
      if (!line.colorways.empty() && !contains(line.colorways, product.colorways[c].name)) continue;
      for (const std::uint16_t scene : scenes) {
        if (!scene_takes(job_.scenes[scene], product, product_fields_[product_index])) continue;
        for (const std::uint16_t view : views) {
          Wanted wanted;
          wanted.product = static_cast<std::uint32_t>(product_index);
          wanted.packshot = view;
          wanted.colorway = static_cast<std::uint16_t>(c);
          wanted.scene = scene;
          wanted.line = static_cast<std::uint16_t>(line_index);
          add(wanted, line.profile);
        }
      }
    }
  }

  bool is_wanted(const Wanted& wanted) const {
    const ShotFilter& filter = input_.filter;
    if (filter.shots && !filter.shots->contains(shot_name(job_, wanted))) return false;
    return filter.wants(selector_fields(job_, wanted));
  }

  void add(Wanted wanted, const std::string& profile) {
    if (!input_.filter.is_open() && !is_wanted(wanted)) return;
    if (repeated_profiles_.contains(profile) &&
        !asked_.insert({profile, wanted.product, wanted.packshot, wanted.colorway, wanted.scene})
             .second)
      return;
    int& slot = slots_[profile][std::uint64_t{wanted.product} << 16 | wanted.colorway];
    wanted.slot = static_cast<std::uint16_t>(++slot);
    wanted_.push_back(wanted);
  }

  const Input& input_;
  const Job& job_;
  std::unordered_map<std::string, std::uint16_t> scene_index_;
  std::set<std::string> repeated_profiles_;
  std::vector<FieldMap> product_fields_;
  std::set<std::tuple<std::string, std::uint32_t, std::uint16_t, std::uint16_t, std::uint16_t>>
      asked_;
  std::map<std::string, std::unordered_map<std::uint64_t, int>> slots_;
  std::vector<Wanted> wanted_;
};

const char* extension(domain::ImageFormat format) {
  switch (format) {
    case domain::ImageFormat::jpeg:
      return "jpg";
    case domain::ImageFormat::png:
      return "png";
    case domain::ImageFormat::webp:
      return "webp";
  }
  return "jpg";
}

std::string attribute(const Product& product, const char* name) {
  const auto found = product.attributes.find(name);
  return found == product.attributes.end() ? std::string() : found->second;
}

}  // namespace

std::vector<Wanted> wanted_files(const Input& input) { return Expansion(input).run(); }

FieldMap product_fields(const Product& product) {
  FieldMap fields = product.attributes;
  fields["sku"] = product.sku;
  fields["title"] = product.title;
  if (!product.category.empty()) fields["category"] = product.category;
  if (!product.group.empty()) fields["group"] = product.group;
  return fields;
}

std::string view_name(const Product& product, std::uint16_t packshot) {
  const domain::View view = product.packshots[packshot].view;
  const auto end = product.packshots.begin() + packshot;
  const auto before = std::count_if(product.packshots.begin(), end,
                                    [&](const auto& other) { return other.view == view; });
  std::string name(to_text(view));
  return before == 0 ? name : name + "-" + std::to_string(before + 1);
}

std::string shot_name(const Job& job, const Wanted& wanted) {
  const Product& product = job.products[wanted.product];
  std::string name = product.sku;
  name += '/';
  name += product.colorways[wanted.colorway].name;
  name += '/';
  name += job.scenes[wanted.scene].name;
  if (product.packshots[wanted.packshot].view != domain::View::front) {
    name += '/';
    name += view_name(product, wanted.packshot);
  }
  return name;
}

const std::string& sold_as(const Job& job, const Wanted& wanted) {
  const Product& product = job.products[wanted.product];
  const ProductColorway& colorway = product.colorways[wanted.colorway];
  return colorway.sku.empty() ? product.sku : colorway.sku;
}

std::map<std::string, std::string> selector_fields(const Job& job, const Wanted& wanted) {
  const Product& product = job.products[wanted.product];
  FieldMap fields = product_fields(product);
  fields["colorway"] = product.colorways[wanted.colorway].name;
  fields["color"] = fields["colorway"];
  fields["scene"] = job.scenes[wanted.scene].name;
  fields["view"] = view_name(product, wanted.packshot);
  fields["profile"] = job.deliver[wanted.line].profile;
  fields["shot"] = shot_name(job, wanted);
  return fields;
}

std::string file_name(const Job& job, const domain::Profile& profile, const Wanted& wanted) {
  const Product& product = job.products[wanted.product];
  const std::string& pattern = job.output.name ? *job.output.name : profile.name_pattern;
  std::string name;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t end = pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      name += pattern[i++];
      continue;
    }
    const std::string key = pattern.substr(i + 1, end - i - 1);
    i = end + 1;
    std::string value;
    if (key == "sku")
      value = sold_as(job, wanted);
    else if (key == "group")
      value = product.group.empty() ? product.sku : product.group;
    else if (key == "color")
      value = product.colorways[wanted.colorway].name;
    else if (key == "scene")
      value = job.scenes[wanted.scene].name;
    else if (key == "view")
      value = view_name(product, wanted.packshot);
    else if (key == "slot")
      value = profile.slot_name(wanted.slot);
    else if (key == "gtin")
      value = attribute(product, "gtin");
    else if (key == "ext")
      value =
          extension(profile.formats.empty() ? domain::ImageFormat::jpeg : profile.formats.front());
    else if (key == "version") {
      name += "{version}";
      continue;
    }
    name += util::file_name_safe(value);
  }
  // One folder per profile keeps channels apart without asking anything of the pattern.
  return util::file_name_safe(profile.id) + "/" + name;
}

domain::Problems check_names(const Input& input, const std::vector<Wanted>& wanted) {
  // 64-bit hashes instead of a million strings; a collision is confirmed on the names themselves.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> hashes;
  hashes.reserve(wanted.size());
  const auto name_of = [&](std::size_t i) {
    const auto profile = input.profiles.find(input.job.deliver[wanted[i].line].profile);
    return profile == input.profiles.end() ? std::string()
                                           : file_name(input.job, profile->second, wanted[i]);
  };
  for (std::size_t i = 0; i < wanted.size(); ++i)
    hashes.push_back({std::hash<std::string>{}(name_of(i)), static_cast<std::uint32_t>(i)});
  std::sort(hashes.begin(), hashes.end());
  domain::Problems problems;
  for (std::size_t i = 1; i < hashes.size(); ++i) {
    if (hashes[i].first != hashes[i - 1].first) continue;
    const Wanted& first = wanted[hashes[i - 1].second];
    const Wanted& second = wanted[hashes[i].second];
    const std::string name = name_of(hashes[i].second);
    if (name.empty() || name != name_of(hashes[i - 1].second)) continue;
    problems.push_back(problem_at(input.job, input.job.deliver[second.line].origin,
                                  domain::Problem::Level::error, "same-file-name",
                                  shot_name(input.job, first) + " and " +
                                      shot_name(input.job, second) +
                                      " would both be written to \"" + name +
                                      "\"; give output.name a placeholder that tells them apart"));
    if (problems.size() >= 20) break;
  }
  return problems;
}

}  // namespace vitrine::plan
