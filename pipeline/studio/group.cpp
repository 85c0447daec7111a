#include "pipeline/studio/group.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/composite.hpp"
#include "pipeline/imaging/curves.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace vitrine::studio {
namespace {

using domain::RenderRequest;
using imaging::Picture;
using imaging::Placed;
using util::Error;
using util::ErrorKind;
using util::Result;

constexpr double kCovered = 0.10;   // of the narrower of two neighbours
constexpr int kLongestSide = 3000;  // of the group's picture
constexpr int kMargin = 8;          // around it, for soft edges
constexpr int kOcclusion = 80;      // of 255: how dark a thing grows right behind another

int rounded(double value) { return static_cast<int>(std::floor(value + 0.5)); }

/// The request of one member as it would be alone.
RenderRequest alone(const RenderRequest& request, std::size_t index) {
  const std::string number = std::to_string(index + 1) + "/";
  RenderRequest member = request;
  member.members.clear();
  member.sources.clear();
  member.zones.clear();
  member.transparent = request.members[index].transparent;
  for (const domain::Source& source : request.sources)
    if (source.name.starts_with(number))
      member.sources.push_back({source.role, source.name.substr(number.size()), source.digest});
  for (domain::ZoneChange change : request.zones) {
    if (!change.zone.starts_with(number)) continue;
    change.zone.erase(0, number.size());
    member.zones.push_back(std::move(change));
  }
  return member;
}

Result<ProductAlone> member_picture(const RenderRequest& request,
                                    const Sources& sources,
                                    std::size_t index) {
  const RenderRequest member = alone(request, index);
  const Sources own = sources.for_request(member);
  Result<ProductAlone> product =
      member.zones.empty() ? cut_out(member, own) : cut_out_recolored(member, own);
  const std::string which = "member " + std::to_string(index + 1) + ": ";
  if (!product) return Error{product.error().kind, which + product.error().message};
  if (imaging::product_box(product->picture.alpha).empty())
    return Error{ErrorKind::bad_image, which + "its cut-out shows nothing"};
  return product;
}

/// Pixels of the group for one of each member's own: the one of the coarsest photograph stays as it
/// is, so that nothing is enlarged.
Result<std::vector<double>> scales_of(const RenderRequest& request,
                                      const std::vector<ProductAlone>& products) {
  std::vector<double> scales(products.size(), 1);
  const auto known = [](const domain::GroupMember& member) {
    return member.height && member.height->millimetres > 0;
  };
  if (std::none_of(request.members.begin(), request.members.end(), known)) return scales;
  double per_millimetre = 0;
  for (std::size_t i = 0; i < products.size(); ++i) {
    if (!known(request.members[i]))
      return Error{ErrorKind::bad_spec, "member " + std::to_string(i + 1) +
                                            " has no height, so its true scale is not known"};
    const double height = imaging::product_box(products[i].picture.alpha).height;
    const double own = height / request.members[i].height->millimetres;
    per_millimetre = i == 0 ? own : std::min(per_millimetre, own);
    scales[i] = 1 / own;
  }
  for (double& scale : scales) scale *= per_millimetre;
  return scales;
}

/// What stands in front keeps light from what it covers.
void take_light(Picture& group, const Placed& nearer) {
  const int reach = std::max(2, std::max(nearer.picture.width(), nearer.picture.height()) / 40);
  cv::Mat darkness(group.bgr.size(), CV_8UC1, cv::Scalar(0));
  const cv::Rect seen = nearer.area() & cv::Rect({0, 0}, darkness.size());
  nearer.picture.alpha(seen - nearer.origin).copyTo(darkness(seen));
  darkness = imaging::soft_blur(darkness, reach);
  for (int y = 0; y < group.bgr.rows; ++y)
    for (int x = 0; x < group.bgr.cols; ++x) {
      const int dark = imaging::divide_255(darkness.at<std::uint8_t>(y, x) * kOcclusion);
      if (dark == 0 || group.alpha.at<std::uint8_t>(y, x) == 0) continue;
      for (int c = 0; c < 3; ++c) {
        auto& level = group.bgr.at<cv::Vec3b>(y, x)[c];
        level = static_cast<std::uint8_t>(imaging::divide_255(level * (255 - dark)));
      }
    }
}

/// Both may be soft at their edges: colour by how much of each is seen.
void put_before(Picture& group, const Placed& nearer) {
  const cv::Rect seen = nearer.area() & cv::Rect({0, 0}, group.bgr.size());
  for (int y = seen.y; y < seen.y + seen.height; ++y)
    for (int x = seen.x; x < seen.x + seen.width; ++x) {
      const cv::Point at = cv::Point(x, y) - nearer.origin;
      const int over = nearer.picture.alpha.at<std::uint8_t>(at);
      if (over == 0) continue;
      auto& alpha = group.alpha.at<std::uint8_t>(y, x);
      const int under = imaging::divide_255(alpha * (255 - over)), both = over + under;
      for (int c = 0; c < 3; ++c) {
        auto& level = group.bgr.at<cv::Vec3b>(y, x)[c];
        level = static_cast<std::uint8_t>(
            (nearer.picture.bgr.at<cv::Vec3b>(at)[c] * over + level * under + both / 2) / both);
      }
      alpha = static_cast<std::uint8_t>(both);
    }
}

}  // namespace

std::vector<GroupPlace> group_places(const std::vector<cv::Size>& items) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return items[a].height > items[b].height; });
  std::vector<GroupPlace> places;
  if (order.empty()) return places;
  const bool alone = order.size() == 1;
  // 0 where the nearest stands, 1 where the farthest does.
  const auto distance = [&](std::size_t k) {
    const std::size_t nearer = order.size() - 1 - k;
    return alone ? 0.0 : static_cast<double>(nearer) / static_cast<double>(order.size() - 1);
  };
  const auto seen = [&](std::size_t k) {
    const double far = 1 / domain::kGroupFarthest - 1, scale = 1 / (1 + far * distance(k));
    const cv::Size own = items[order[k]];
    return cv::Size(std::max(1, rounded(own.width * scale)),
                    std::max(1, rounded(own.height * scale)));
  };
  const int depth = rounded(domain::kGroupDepth * items[order.front()].height);
  const int ground = seen(0).height + (alone ? 0 : depth);
  int left = 0, right = 0, left_width = 0, right_width = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const cv::Size size = seen(k);
    const int back = static_cast<int>(depth * distance(k));
    int x = 0;
    if (k == 0) {
      right = size.width;
      left_width = right_width = size.width;
    } else if (k % 2 == 1) {
      x = right - rounded(kCovered * std::min(size.width, right_width));
      right = x + size.width;
      right_width = size.width;
    } else {
      x = left + rounded(kCovered * std::min(size.width, left_width)) - size.width;
      left = x;
      left_width = size.width;
    }
    places.push_back({order[k], {x, ground - back - size.height, size.width, size.height}});
  }
  for (GroupPlace& place : places) place.box.x -= left;
  return places;
}

Result<ProductAlone> arrange_group(const RenderRequest& request, const Sources& sources) {
  std::vector<ProductAlone> products;
  for (std::size_t i = 0; i < request.members.size(); ++i) {
    Result<ProductAlone> product = member_picture(request, sources, i);
    if (!product) return product;
    products.push_back(std::move(*product));
  }
  Result<std::vector<double>> scales = scales_of(request, products);
  if (!scales) return scales.error();
  std::vector<std::size_t> members;  // of each article
  for (std::size_t i = 0; i < products.size(); ++i)
    members.insert(members.end(), static_cast<std::size_t>(request.members[i].count), i);
  const auto places_at = [&](double reduced) {
    std::vector<cv::Size> sizes;
    for (const std::size_t member : members) {
      const cv::Size own = imaging::product_box(products[member].picture.alpha).size();
      const double scale = (*scales)[member] * reduced;
      sizes.push_back(
          {std::max(1, rounded(own.width * scale)), std::max(1, rounded(own.height * scale))});
    }
    return group_places(sizes);
  };
  const auto frame_of = [](const std::vector<GroupPlace>& places) {
    cv::Rect all = places.front().box;
    for (const GroupPlace& place : places) all |= place.box;
    return all;
  };
  std::vector<GroupPlace> places = places_at(1);
  cv::Rect frame = frame_of(places);
  const int longest = std::max(frame.width, frame.height);
  if (longest > kLongestSide) {
    places = places_at(static_cast<double>(kLongestSide) / longest);
    frame = frame_of(places);
  }
  const cv::Size size(frame.width + 2 * kMargin, frame.height + 2 * kMargin);
  ProductAlone group;
  group.picture = {cv::Mat(size, CV_8UC3, cv::Scalar(0, 0, 0)),
                   cv::Mat(size, CV_8UC1, cv::Scalar(0))};
  for (const GroupPlace& place : places) {
    const Placed item =
        imaging::placed(products[members[place.item]].picture,
                        place.box + cv::Point(kMargin - frame.x, kMargin - frame.y));
    take_light(group.picture, item);
    put_before(group.picture, item);
  }
  group.facts.push_back({"arranged", std::to_string(members.size()) + " articles, tallest behind"});
  for (std::size_t i = 0; i < products.size(); ++i)
    for (const util::Field& fact : products[i].facts)
      group.facts.push_back(fact.name == "outline"
                                ? fact
                                : util::Field{std::to_string(i + 1) + "/" + fact.name, fact.value});
  return group;
}

}  // namespace vitrine::studio
