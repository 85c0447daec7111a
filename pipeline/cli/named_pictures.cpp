#include "pipeline/cli/named_pictures.hpp"

#include "pipeline/cli/session.hpp"
#include "pipeline/domain/profile.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace vitrine::cli {
namespace {

using domain::DeliveryState;
using lineage::DeliveryRecord;

std::map<std::string, std::string> fields_of(const DeliveryRecord& delivery) {
  return {{"sku", delivery.sku},        {"colorway", delivery.colorway},
          {"color", delivery.colorway}, {"scene", delivery.scene},
          {"view", delivery.view},      {"profile", delivery.profile},
          {"shot", delivery.shot},      {"job", delivery.set}};
}

bool is_hex(const std::string& name) {
  return name.size() >= 4 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool waits(const NamedPicture& picture) {
  return std::any_of(
      picture.deliveries.begin(), picture.deliveries.end(),
      [](const DeliveryRecord& one) { return one.state == DeliveryState::needs_person; });
}

/// With all deliveries that stand on it.
NamedPicture picture_of(lineage::Lineage& lineage, lineage::AssetRecord asset) {
  NamedPicture picture;
  for (const lineage::DeliveryAt& at : lineage.deliveries_with(asset.blob))
    if (auto delivery = lineage.find_delivery(at.set, at.shot, at.profile))
      picture.deliveries.push_back(*std::move(delivery));
  picture.asset = std::move(asset);
  return picture;
}

class Finder {
 public:
  Finder(lineage::Lineage& lineage, const PictureNames& names, bool waiting_first)
      : lineage_(lineage), names_(names), waiting_first_(waiting_first) {}

  FoundPictures run() && {
    if (names_.by_selector())
      add_selected();
    else
      for (const std::string& name : names_.names) add_named(name);
    return std::move(found_);
  }

 private:
  bool is_wanted(const DeliveryRecord& delivery) const {
    return (names_.profile.empty() || delivery.profile == names_.profile) &&
           (names_.set.empty() || delivery.set == names_.set);
  }

  /// Nothing where no delivery of the wanted profile and set stands on it, but one was asked for.
  std::optional<NamedPicture> wanted_picture(lineage::AssetRecord asset) {
    NamedPicture picture = picture_of(lineage_, std::move(asset));
    std::erase_if(picture.deliveries,
                  [&](const DeliveryRecord& delivery) { return !is_wanted(delivery); });
    if (picture.deliveries.empty() && !(names_.profile.empty() && names_.set.empty()))
      return std::nullopt;
    return picture;
  }

  void add_to(std::vector<NamedPicture>& pictures, lineage::AssetRecord asset) {
    for (const NamedPicture& known : pictures)
      if (known.asset.blob == asset.blob) return;
    if (auto picture = wanted_picture(std::move(asset))) pictures.push_back(*std::move(picture));
  }

  void add_named(const std::string& name) {
    std::vector<NamedPicture> meant;
    if (is_hex(name))
      for (lineage::AssetRecord& asset : lineage_.assets_like(name))
        add_to(meant, std::move(asset));
    const bool by_digits = !meant.empty();
    if (!by_digits) add_of_shot(name, meant);
    if (meant.empty())
      if (const util::Result<std::string> bytes = util::read_file(name))
        for (lineage::AssetRecord& asset : lineage_.assets_like(util::sha256(*bytes).hex()))
          add_to(meant, std::move(asset));
    if (meant.size() > 1 && waiting_first_ && !by_digits &&
        std::any_of(meant.begin(), meant.end(), waits))
      std::erase_if(meant, [](const NamedPicture& picture) { return !waits(picture); });
    keep_largest_size(meant);
    if (meant.empty()) return complain_of_none(name);
    if (meant.size() > 1) return complain_of_several(name, meant);
    add_to(found_.pictures, std::move(meant.front().asset));
  }

  /// Where all are sizes of one picture of one set, one stands for them: a decision is about all.
  static void keep_largest_size(std::vector<NamedPicture>& meant) {
    const auto first_profile = [](const NamedPicture& one) {
      return one.deliveries.empty() ? std::string() : one.deliveries.front().profile;
    };
    if (meant.size() < 2) return;
    const std::string family = domain::family_of(first_profile(meant.front()));
    for (const NamedPicture& one : meant)
      if (one.asset.rendering != meant.front().asset.rendering || one.deliveries.empty() ||
          one.deliveries.front().set != meant.front().deliveries.front().set ||
          domain::family_of(first_profile(one)) != family)
        return;
    const auto main = std::find_if(meant.begin(), meant.end(), [&](const NamedPicture& one) {
      return first_profile(one) == family;
    });
    if (main != meant.end()) std::iter_swap(meant.begin(), main);
    meant.resize(1);
  }

  void add_of_shot(const std::string& shot, std::vector<NamedPicture>& meant) {
    for (const DeliveryRecord& delivery : lineage_.deliveries_of(names_.set, shot)) {
      if (!is_wanted(delivery)) continue;
      auto asset = lineage_.asset(delivery.asset);
      if (!asset) continue;
      // One that only keeps the picture while it waits for another is not about it.
      const auto standing = lineage_.deliveries_with(asset->blob);
      const lineage::DeliveryAt here{delivery.set, delivery.shot, delivery.profile};
      if (std::find(standing.begin(), standing.end(), here) != standing.end())
        add_to(meant, *std::move(asset));
    }
  }

  void add_selected() {
    std::vector<domain::Selector> only, except;
    for (const std::string& text : names_.only) only.push_back(parse_selector(text).value());
    for (const std::string& text : names_.except) except.push_back(parse_selector(text).value());
    lineage::for_each_delivery(lineage_, names_.set, [&](const DeliveryRecord& delivery) {
      if (delivery.state != DeliveryState::needs_person || !is_wanted(delivery)) return;
      const auto fields = fields_of(delivery);
      const auto meets = [&](const domain::Selector& one) { return one.matches(fields); };
      if (!only.empty() && std::none_of(only.begin(), only.end(), meets)) return;
      if (std::any_of(except.begin(), except.end(), meets)) return;
      std::vector<NamedPicture> meant;
      add_of_shot(delivery.shot, meant);
      for (NamedPicture& picture : meant)
        if (picture.asset.id == delivery.asset) add_to(found_.pictures, std::move(picture.asset));
    });
    if (found_.pictures.empty())
      complain("nothing-waits", "no finished picture that is meant so waits for a person");
  }

  void complain(std::string code, std::string message, std::string suggestion = {}) {
    domain::Problem problem;
    problem.code = std::move(code);
    problem.message = std::move(message);
    problem.suggestion = std::move(suggestion);
    found_.problems.push_back(std::move(problem));
  }

  void complain_of_none(const std::string& name) {
    for (const DeliveryRecord& delivery : lineage_.deliveries_of(names_.set, name))
      if (is_wanted(delivery))
        return complain(
            "no-picture",
            name + " for " + delivery.profile + " has no picture to decide about: it " +
                (delivery.state == DeliveryState::needs_person ? "needs you" : "waits") +
                (delivery.why.empty() ? "" : ", " + delivery.why));
    util::Nearest near(name);
    lineage::for_each_delivery(lineage_, names_.set, [&](const DeliveryRecord& delivery) {
      near.offer(delivery.shot);
      if (is_hex(name) && !delivery.asset.empty())
        near.offer(delivery.asset.substr(0, name.size()));
    });
    const std::optional<std::string>& meant = near.found();
    const bool known = meant && *meant == name;  // but not for that profile or job
    complain("no-such-asset",
             known ? "\"" + name + "\" is not made for " +
                         (names_.profile.empty() ? "job " + names_.set : names_.profile)
                   : "\"" + name +
                         "\" is no asset id, digest, shot or delivered file of this project" +
                         (meant ? "; did you mean \"" + *meant + "\"?" : ""),
             known ? "" : meant.value_or(""));
  }

  void complain_of_several(const std::string& name, const std::vector<NamedPicture>& meant) {
    constexpr std::size_t kMost = 8;
    std::vector<std::string> shown_ones;
    for (const NamedPicture& picture : meant) {
      if (shown_ones.size() == kMost) break;
      shown_ones.push_back(shown(picture));
    }
    complain("ambiguous", "\"" + name + "\" may be one of " + std::to_string(meant.size()) +
                              " pictures; name one by its id, or its profile with --profile: " +
                              util::join(shown_ones, "; ") + (meant.size() > kMost ? "; …" : ""));
  }

  lineage::Lineage& lineage_;
  const PictureNames& names_;
  const bool waiting_first_;
  FoundPictures found_;
};

}  // namespace

std::vector<NamedPicture> other_sizes(lineage::Lineage& lineage, const NamedPicture& picture) {
  std::vector<NamedPicture> others;
  const auto is_known = [&](const util::Digest& blob) {
    return blob == picture.asset.blob ||
           std::any_of(others.begin(), others.end(),
                       [&](const NamedPicture& other) { return other.asset.blob == blob; });
  };
  for (const DeliveryRecord& of : picture.deliveries) {
    for (const DeliveryRecord& other : lineage.deliveries_of(of.set, of.shot)) {
      if (domain::family_of(other.profile) != domain::family_of(of.profile)) continue;
      auto asset = lineage.asset(other.asset);
      if (!asset || asset->rendering != picture.asset.rendering || is_known(asset->blob)) continue;
      NamedPicture found = picture_of(lineage, *std::move(asset));
      if (!found.deliveries.empty()) others.push_back(std::move(found));
    }
  }
  return others;
}

FoundPictures find_pictures(lineage::Lineage& lineage,
                            const PictureNames& names,
                            bool waiting_first) {
  return Finder(lineage, names, waiting_first).run();
}

std::string shown(const NamedPicture& picture) {
  std::string text = picture.asset.id.substr(0, 12);
  if (picture.deliveries.empty()) return text + " (in no file now)";
  const DeliveryRecord& first = picture.deliveries.front();
  text += " " + first.shot + " for " + first.profile;
  if (picture.deliveries.size() > 1)
    text += " and " + std::to_string(picture.deliveries.size() - 1) + " more";
  return text;
}

}  // namespace vitrine::cli
