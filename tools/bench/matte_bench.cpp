// Measures the cut-out: for each picture, CPU milliseconds and how it was cut; where FILE.mask.png
// or FILE.alpha.png lies beside it (true alpha, 255 = product), or the file has an alpha of its own
// (then it is laid on white, as a packshot, and its colours are the truth as well), also
//   iou             overlap of the cuts at alpha 128
//   alpha_error     mean difference of alpha, 0..1, over the whole picture
//   edge_error      the same within 8 pixels of the true outline, where it counts
//   boundary        mean distance of the cut's outline from the true one, in pixels
//   holes_kept      share of the true cut's holes (of 0.05 % of the picture and more) that are open
//   fringe          share of the old backdrop left in the colours of the soft rim, 0..1: 0 is none;
//   fringe_before   the same of the picture as it was, with the true alpha
// and, as a floor in the same run, iou and edge_error of
//   floor           what differs from the border's middle colour by more than 20 levels
//   grabcut         OpenCV's, five rounds in the frame less a twentieth, at 400 pixels a side
//   clear_glass     what may be clear glass and was left out, as a share of it and the product
// With --look DIR the cut-outs are written there over a chequered red and green ground, since a
// figure shows neither a halo nor a lost handle.
// Usage: matte_bench [--look DIR] [--see-through] FILE...   Prints one JSON object.
#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/flatten.hpp"
#include "pipeline/imaging/matte.hpp"
#include "tools/bench/bench_files.hpp"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <utility>

namespace {

using namespace vitrine;
namespace fs = std::filesystem;

struct Agreement {
  double iou = 0, alpha_error = 0, edge_error = 0;
};

cv::Mat outline_of(const cv::Mat& mask) {
  cv::Mat edge;
  cv::morphologyEx(mask, edge, cv::MORPH_GRADIENT, cv::Mat::ones(3, 3, CV_8UC1));
  return edge;
}

Agreement compare(const cv::Mat& alpha, const cv::Mat& truth) {
  const cv::Mat ours = alpha >= 128, theirs = truth >= 128;
  cv::Mat band, difference;
  cv::dilate(outline_of(theirs), band, cv::getStructuringElement(cv::MORPH_ELLIPSE, {17, 17}));
  cv::absdiff(alpha, truth, difference);
  const double both = cv::countNonZero(ours & theirs), either = cv::countNonZero(ours | theirs);
  return {both / std::max(1.0, either), cv::mean(difference)[0] / 255,
          cv::mean(difference, band)[0] / 255};
}

/// Both ways, so that neither a part too much nor one too little is missed.
double boundary_distance(const cv::Mat& alpha, const cv::Mat& truth) {
  const cv::Mat ours = outline_of(alpha >= 128), theirs = outline_of(truth >= 128);
  if (cv::countNonZero(ours) == 0 || cv::countNonZero(theirs) == 0) return 0;
  const auto one_way = [](const cv::Mat& from, const cv::Mat& to) {
    cv::Mat distance;
    cv::distanceTransform(~to, distance, cv::DIST_L2, 5);
    return cv::mean(distance, from)[0];
  };
  return (one_way(ours, theirs) + one_way(theirs, ours)) / 2;
}

/// Nothing if the true cut has no holes.
std::optional<double> holes_kept(const cv::Mat& alpha, const cv::Mat& truth) {
  cv::Mat labels, stats, centres;
  const cv::Mat clear = truth < 128;
  const int count = cv::connectedComponentsWithStats(clear, labels, stats, centres, 4, CV_32S);
  int holes = 0, kept = 0;
  for (int i = 1; i < count; ++i) {
    const int* stat = stats.ptr<int>(i);
    const cv::Rect box(stat[0], stat[1], stat[2], stat[3]);
    const bool at_frame =
        box.x == 0 || box.y == 0 || box.br().x == truth.cols || box.br().y == truth.rows;
    if (at_frame || stat[cv::CC_STAT_AREA] < 0.0005 * static_cast<double>(truth.total())) continue;
    ++holes;
    const cv::Mat open = (labels == i) & (alpha < 128);
    kept += cv::countNonZero(open) * 2 > stat[cv::CC_STAT_AREA];
  }
  if (holes == 0) return std::nullopt;
  return static_cast<double>(kept) / holes;
}

/// How far the rim's colours lie from the product's towards the backdrop's, weighted by alpha.
double fringe(const cv::Mat& bgr,
              const cv::Mat& alpha,
              const cv::Mat& photo,
              const cv::Mat& truth) {
  const cv::Mat product = imaging::fill_unknown(photo, truth == 255);
  cv::Mat near;
  cv::dilate(truth > 0, near, cv::Mat::ones(5, 5, CV_8UC1));
  const cv::Mat backdrop = imaging::fill_unknown(photo, ~near);
  double sum = 0, weight = 0;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      const int share = truth.at<std::uint8_t>(y, x), ours = alpha.at<std::uint8_t>(y, x);
      if (share < 13 || share > 242 || ours == 0) continue;
      double along = 0, span = 0;
      for (int c = 0; c < 3; ++c) {
        const double step = backdrop.at<cv::Vec3b>(y, x)[c] - product.at<cv::Vec3b>(y, x)[c];
        along += (bgr.at<cv::Vec3b>(y, x)[c] - product.at<cv::Vec3b>(y, x)[c]) * step;
        span += step * step;
      }
      if (span < 48 * 48) continue;
      sum += ours * std::clamp(along / span, 0.0, 1.0);
      weight += ours;
    }
  return weight == 0 ? 0 : sum / weight;
}

cv::Mat by_threshold(const cv::Mat& bgr) {
  std::vector<double> border[3];
  for (int x = 0; x < bgr.cols; ++x)
    for (const int y : {0, bgr.rows - 1})
      for (int c = 0; c < 3; ++c) border[c].push_back(bgr.at<cv::Vec3b>(y, x)[c]);
  cv::Mat difference, mask;
  cv::absdiff(bgr,
              cv::Scalar(bench::quantile(border[0], 0.5), bench::quantile(border[1], 0.5),
                         bench::quantile(border[2], 0.5)),
              difference);
  cv::inRange(difference, cv::Scalar::all(0), cv::Scalar::all(20), mask);
  return ~mask;
}

/// At 400 pixels a side, where it takes a second and not a minute.
cv::Mat by_grabcut(const cv::Mat& bgr) {
  const double scale = std::min(1.0, 400.0 / std::max(bgr.cols, bgr.rows));
  cv::Mat small, mask, back, front, large;
  cv::resize(bgr, small, {}, scale, scale, cv::INTER_AREA);
  const cv::Rect inside(small.cols / 20, small.rows / 20, small.cols * 9 / 10, small.rows * 9 / 10);
  cv::setRNGSeed(1);
  cv::grabCut(small, mask, inside, back, front, 5, cv::GC_INIT_WITH_RECT);
  const cv::Mat product = (mask & 1) * 255;
  cv::resize(product, large, bgr.size(), 0, 0, cv::INTER_LINEAR);
  return large;
}

/// The cut-out over a ground that no product and no old backdrop resembles.
cv::Mat over_chequers(const imaging::Picture& cut) {
  constexpr int kField = 48;
  cv::Mat shown = cut.bgr.clone();
  for (int y = 0; y < shown.rows; ++y)
    for (int x = 0; x < shown.cols; ++x) {
      const bool odd = (x / kField + y / kField) % 2 != 0;
      const cv::Vec3b ground = odd ? cv::Vec3b(40, 40, 150) : cv::Vec3b(60, 110, 40);
      const int alpha = cut.alpha.at<std::uint8_t>(y, x);
      auto& pixel = shown.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] = static_cast<std::uint8_t>((pixel[c] * alpha + ground[c] * (255 - alpha)) / 255);
    }
  return shown;
}

struct Truth {
  cv::Mat bgr;    ///< the packshot to be cut out
  cv::Mat alpha;  ///< empty: not known
};

Truth truth_of(const fs::path& file, const imaging::Picture& picture) {
  Truth truth{imaging::on_white(picture), {}};
  for (const char* ending : {".mask.png", ".alpha.png"}) {
    const fs::path mask = fs::path(file).replace_extension(ending);
    if (!fs::exists(mask)) continue;
    if (const auto drawn = imaging::decode_mask(bench::read_file(mask));
        drawn && drawn->size() == truth.bgr.size())
      truth.alpha = *drawn;
  }
  if (truth.alpha.empty() && picture.has_alpha()) truth.alpha = picture.alpha;
  return truth;
}

using Values = std::map<std::string, std::vector<double>>;

void write_figures(util::JsonWriter& json,
                   const imaging::Picture& cut,
                   const Truth& truth,
                   Values& values) {
  const auto add = [&](const std::string& name, double value) {
    json.member(name, value);
    values[name].push_back(value);
  };
  const Agreement ours = compare(cut.alpha, truth.alpha);
  add("iou", ours.iou);
  add("alpha_error", ours.alpha_error);
  add("edge_error", ours.edge_error);
  add("boundary", boundary_distance(cut.alpha, truth.alpha));
  if (const auto kept = holes_kept(cut.alpha, truth.alpha)) add("holes_kept", *kept);
  add("fringe", fringe(cut.bgr, cut.alpha, truth.bgr, truth.alpha));
  add("fringe_before", fringe(truth.bgr, truth.alpha, truth.bgr, truth.alpha));
  const Agreement floor = compare(by_threshold(truth.bgr), truth.alpha);
  add("floor_iou", floor.iou);
  add("floor_edge_error", floor.edge_error);
  const Agreement grabcut = compare(by_grabcut(truth.bgr), truth.alpha);
  add("grabcut_iou", grabcut.iou);
  add("grabcut_edge_error", grabcut.edge_error);
}

}  // namespace

int main(int argc, char** argv) {
  std::optional<fs::path> look;
  imaging::MatteOptions options;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--look" && i + 1 < argc)
      look = argv[++i];
    else if (word == "--see-through")
      options.see_through = true;
    else
      files.emplace_back(word);
  }
  util::JsonWriter json;
  json.begin_object();
  json.member("measures", "cut-out");
  json.key("pictures");
  json.begin_array();
  bool ok = !files.empty();
  Values values, trusted;  // the second: of those that no person is asked about
  for (const fs::path& file : files) {
    json.begin_object();
    json.member("file", file.filename().string());
    const auto picture = imaging::decode(bench::read_file(file));
    const Truth truth = picture ? truth_of(file, *picture) : Truth{};
    const double begun = bench::cpu_ms();
    const auto cut = picture ? imaging::product_matte(truth.bgr, options)
                             : util::Result<imaging::CutOut>(picture.error());
    json.member("cpu_ms", bench::cpu_ms() - begun);
    if (!cut) {
      json.member("error", cut.error().message);
      json.end_object();
      ok = false;
      continue;
    }
    json.member("method", imaging::to_text(cut->method));
    json.member("outline_on_edges", cut->outline_on_edges);
    json.member("clear_glass", cut->clear_glass);
    if (!truth.alpha.empty()) {
      write_figures(json, cut->picture, truth, values);
      if (cut->method == imaging::CutMethod::plain_backdrop)
        trusted["trusted_iou"].push_back(values["iou"].back());
    }
    json.end_object();
    if (look)
      bench::write_png(*look / (file.stem().string() + ".png"), over_chequers(cut->picture));
  }
  json.end_array();
  json.key("summary");
  json.begin_object();
  values.merge(trusted);
  for (const auto& [name, all] : values)
    bench::write_summary(json, name, all,
                         name.find("iou") == std::string::npos && name != "holes_kept");
  json.end_object();
  json.member("ok", ok);
  json.end_object();
  std::printf("%s\n", std::move(json).take().c_str());
  return ok ? 0 : 1;
}
