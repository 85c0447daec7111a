#include "pipeline/plan/shots.hpp"

#include "pipeline/plan/name_pattern.hpp"
#include "pipeline/plan/problems.hpp"
#include "pipeline/plan/spread_order.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

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
  const auto is_called = [&](const std::string& name) { return scene.is_called(name); };
  if (product.scenes && std::none_of(product.scenes->begin(), product.scenes->end(), is_called))
    return false;
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
    std::size_t colorways = 0;
    for (const Product& product : job_.products) {
      first_colorway_.push_back(colorways);
      colorways += product.colorways.size();
    }
    for (const DeliverLine& line : job_.deliver) {
      ProfileUse& use = profiles_[line.profile];
      ++use.lines;
      use.slots.resize(colorways);
    }
    product_fields_.resize(job_.products.size());
    if (selects_products())
      std::transform(job_.products.begin(), job_.products.end(), product_fields_.begin(),
                     product_fields);
  }

  std::vector<Wanted> run() {
    for (std::size_t i = 0; i < job_.deliver.size(); ++i) expand_line(i);
    return std::move(wanted_);
  }

 private:
  /// What a profile has been asked for so far.
  struct ProfileUse {
    int lines = 0;
    std::vector<std::uint16_t> slots;  ///< taken, by product and colorway
    /// Product, packshot, colorway, scene; kept only where several lines might repeat each other.
    std::set<std::tuple<std::uint32_t, std::uint16_t, std::uint16_t, std::uint16_t>> asked;
  };

  /// Whether any selector asks for a product's fields; empty ones need none.
  bool selects_products() const {
    return std::any_of(job_.scenes.begin(), job_.scenes.end(),
                       [](const Scene& scene) { return !scene.fits.empty(); }) ||
           std::any_of(job_.deliver.begin(), job_.deliver.end(), [](const DeliverLine& line) {
             return !line.only.empty() || !line.except.empty();
           });
  }

  void expand_line(std::size_t line_index) {
    const DeliverLine& line = job_.deliver[line_index];
    ProfileUse& use = profiles_[line.profile];
    std::vector<std::uint16_t> scenes;
    for (const std::string& name : line.scenes) {
      const auto found = scene_index_.find(name);
      if (found != scene_index_.end()) scenes.push_back(found->second);
    }
    for (std::size_t p = 0; p < job_.products.size(); ++p) {
      const FieldMap& fields = product_fields_[p];
      if (!line.only.empty() && !line.only.matches(fields)) continue;
      if (!line.except.empty() && line.except.matches(fields)) continue;
      expand_product(line_index, p, scenes, use);
    }
  }

  void expand_product(std::size_t line_index,
                      std::size_t product_index,
                      const std::vector<std::uint16_t>& scenes,
                      ProfileUse& use) {
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
          add(wanted, use);
        }
      }
    }
  }

  bool is_wanted(const Wanted& wanted) const {
    const ShotFilter& filter = input_.filter;
    if (filter.shots && !filter.shots->contains(shot_name(job_, wanted))) return false;
    return filter.wants(selector_fields(job_, wanted));
  }

  void add(Wanted wanted, ProfileUse& use) {
    if (!input_.filter.is_open() && !is_wanted(wanted)) return;
    if (use.lines > 1 &&
        !use.asked.insert({wanted.product, wanted.packshot, wanted.colorway, wanted.scene}).second)
      return;
    wanted.slot = ++use.slots[first_colorway_[wanted.product] + wanted.colorway];
    wanted_.push_back(wanted);
  }

  const Input& input_;
  const Job& job_;
  std::unordered_map<std::string, std::uint16_t> scene_index_;
  std::vector<std::size_t> first_colorway_;  ///< of each product, among all colorways
  std::map<std::string, ProfileUse> profiles_;
  std::vector<FieldMap> product_fields_;  ///< empty maps where no selector asks for them
  std::vector<Wanted> wanted_;
};

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
  std::string name;
  append_shot_name(name, job, wanted);
  return name;
}

void append_shot_name(std::string& name, const Job& job, const Wanted& wanted) {
  const Product& product = job.products[wanted.product];
  name += product.sku;
  name += '/';
  name += product.colorways[wanted.colorway].name;
  name += '/';
  name += job.scenes[wanted.scene].name;
  if (product.packshots[wanted.packshot].view != domain::View::front) {
    name += '/';
    name += view_name(product, wanted.packshot);
  }
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
  std::string name;
  NamePattern(job, profile).append(name, wanted);
  return name;
}

domain::Problems check_names(const Input& input, const std::vector<Wanted>& wanted) {
  std::vector<std::optional<NamePattern>> patterns;  // by deliver line
  for (const DeliverLine& line : input.job.deliver) {
    const auto profile = input.profiles.find(line.profile);
    patterns.emplace_back();
    if (profile != input.profiles.end()) patterns.back().emplace(input.job, profile->second);
  }
  const auto put_name_of = [&](std::size_t i, std::string& name) {
    name.clear();
    if (const auto& pattern = patterns[wanted[i].line]) pattern->append(name, wanted[i]);
  };
  // 64-bit hashes instead of a million strings; a collision is confirmed on the names themselves.
  std::vector<std::uint64_t> hashes(wanted.size());
  std::string name, other;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    put_name_of(i, name);
    hashes[i] = std::hash<std::string>{}(name);
  }
  const std::vector<std::uint32_t> order = spread_order(
      hashes.size(), [&](std::uint32_t i) { return hashes[i]; },
      [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(hashes[a], a) < std::pair(hashes[b], b);
      });
  domain::Problems problems;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (hashes[order[i]] != hashes[order[i - 1]]) continue;
    const Wanted& first = wanted[order[i - 1]];
    const Wanted& second = wanted[order[i]];
    put_name_of(order[i], name);
    put_name_of(order[i - 1], other);
    if (name.empty() || name != other) continue;
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
