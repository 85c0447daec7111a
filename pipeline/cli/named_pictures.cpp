#include "pipeline/cli/named_pictures.hpp"

#include "pipeline/cli/session.hpp"
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
  std::optional<NamedPicture> picture_of(lineage::AssetRecord asset) {
    NamedPicture picture;
    for (const lineage::DeliveryAt& at : lineage_.deliveries_with(asset.blob)) {
      auto delivery = lineage_.find_delivery(at.set, at.shot, at.profile);
      if (delivery && is_wanted(*delivery)) picture.deliveries.push_back(*std::move(delivery));
    }
    if (picture.deliveries.empty() && !(names_.profile.empty() && names_.set.empty()))
      return std::nullopt;
    picture.asset = std::move(asset);
    return picture;
  }

  void add_to(std::vector<NamedPicture>& pictures, lineage::AssetRecord asset) {
    for (const NamedPicture& known : pictures)
      if (known.asset.blob == asset.blob) return;
    if (auto picture = picture_of(std::move(asset))) pictures.push_back(*std::move(picture));
  }

  const std::vector<DeliveryRecord>& deliveries() {
    if (!deliveries_) deliveries_ = lineage_.deliveries(names_.set);
    return *deliveries_;
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
    if (meant.empty()) return complain_of_none(name);
    if (meant.size() > 1) return complain_of_several(name, meant);
    add_to(found_.pictures, std::move(meant.front().asset));
  }

  void add_of_shot(const std::string& shot, std::vector<NamedPicture>& meant) {
    for (const DeliveryRecord& delivery : deliveries()) {
      if (delivery.shot != shot || !is_wanted(delivery)) continue;
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
    for (const DeliveryRecord& delivery : deliveries()) {
      if (delivery.state != DeliveryState::needs_person || !is_wanted(delivery)) continue;
      const auto fields = fields_of(delivery);
      const auto meets = [&](const domain::Selector& one) { return one.matches(fields); };
      if (!only.empty() && std::none_of(only.begin(), only.end(), meets)) continue;
      if (std::any_of(except.begin(), except.end(), meets)) continue;
      std::vector<NamedPicture> meant;
      add_of_shot(delivery.shot, meant);
      for (NamedPicture& picture : meant)
        if (picture.asset.id == delivery.asset) add_to(found_.pictures, std::move(picture.asset));
    }
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
    std::vector<std::string> near;
    for (const DeliveryRecord& delivery : deliveries()) {
      if (delivery.shot == name && is_wanted(delivery))
        return complain(
            "no-picture",
            name + " for " + delivery.profile + " has no picture to decide about: it " +
                (delivery.state == DeliveryState::needs_person ? "needs you" : "waits") +
                (delivery.why.empty() ? "" : ", " + delivery.why));
      near.push_back(delivery.shot);
      if (is_hex(name) && !delivery.asset.empty())
        near.push_back(delivery.asset.substr(0, name.size()));
    }
    const auto meant = util::nearest(name, near);
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
  std::optional<std::vector<DeliveryRecord>> deliveries_;
  FoundPictures found_;
};

}  // namespace

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
