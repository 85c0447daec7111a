#include "pipeline/finish/mending.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/mend.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::finish {
namespace {

using domain::Repair;
using domain::RepairKind;
using util::Error;
using util::ErrorKind;
using util::Result;

/// Of a picture with transparency its alpha; of any other its grey.
cv::Mat as_mask(const imaging::Picture& picture, std::string_view bytes) {
  if (picture.has_alpha()) return picture.alpha;
  const Result<cv::Mat> mask = imaging::decode_mask(bytes);
  return mask ? *mask : cv::Mat();
}

imaging::Lab shift_of(const Repair& repair) {
  const auto part = [&](std::size_t i) { return static_cast<float>(repair.shift[i]) / 100.0f; };
  return {part(0), part(1), part(2)};
}

/// How far a line around a product reaches, in a picture of this size.
int halo_reach(const cv::Mat& bgr) { return std::max(4, std::max(bgr.cols, bgr.rows) / 300); }

Result<cv::Mat> mended_by(const Repair& repair, const cv::Mat& bgr, const PictureReader& read) {
  const Result<std::string> bytes = read(repair.source);
  if (!bytes) return bytes.error();
  const Result<imaging::Picture> source = imaging::decode(*bytes);
  if (!source) return source.error();
  const imaging::Mesh mesh = mesh_of(repair.place);
  const cv::Rect whole(0, 0, source->width(), source->height());
  if (!imaging::is_sound(mesh) || (mesh.area & whole) != mesh.area)
    return Error{ErrorKind::bad_image, "the repair " + std::string(to_text(repair.kind)) +
                                           " was made for a picture of another size"};
  if (repair.kind == RepairKind::restore_label)
    return imaging::with_label_restored(bgr, *source, mesh);
  const cv::Mat mask = as_mask(*source, *bytes);
  if (mask.size() != source->bgr.size())
    return Error{ErrorKind::bad_image, "the mask of a repair cannot be read"};
  return repair.kind == RepairKind::match_color
             ? imaging::with_color_shifted(bgr, mask, mesh, shift_of(repair))
             : imaging::with_halo_cleaned(bgr, mask, mesh, halo_reach(bgr));
}

}  // namespace

bool has(const std::vector<Repair>& repairs, RepairKind kind) {
  return std::any_of(repairs.begin(), repairs.end(),
                     [kind](const Repair& repair) { return repair.kind == kind; });
}

domain::MeshPlace place_of(const imaging::Mesh& mesh) {
  domain::MeshPlace place{
      mesh.area.x,       mesh.area.y, mesh.area.width, mesh.area.height, mesh.cells.width,
      mesh.cells.height, {}};
  for (const cv::Point& point : mesh.points) place.points.emplace_back(point.x, point.y);
  return place;
}

imaging::Mesh mesh_of(const domain::MeshPlace& place) {
  imaging::Mesh mesh{
      {place.x, place.y, place.width, place.height}, {place.columns, place.rows}, {}};
  for (const auto& [x, y] : place.points) mesh.points.emplace_back(x, y);
  return mesh;
}

Result<imaging::Picture> mended(imaging::Picture rendering,
                                const std::vector<Repair>& repairs,
                                const PictureReader& read) {
  for (const Repair& repair : repairs) {
    if (repair.kind == RepairKind::pad || repair.kind == RepairKind::white_snap) continue;
    Result<cv::Mat> bgr = mended_by(repair, rendering.bgr, read);
    if (!bgr) return bgr.error();
    rendering.bgr = *std::move(bgr);
  }
  return rendering;
}

}  // namespace vitrine::finish
