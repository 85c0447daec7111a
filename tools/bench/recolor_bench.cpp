// Measures recolouring, by the room's own functions, on pictures of which the zones are known.
//
// Zones: FOLDER/<product>-<view>.<zone>.mask.png beside the picture and its .alpha.png
// (samples/products). Each zone is given black, white, red, navy and a pastel (and what --swatches
// holds), and measured on white against the target:
//   de00           of the zone's dominant colour
//   other_zones    of the other zones' pixels before and after, mean and 99 in 100
//   gradients      correlation of the lightness' slopes before and after, inside the zone
//   contrast       how much of the zone's range of lightness is left (5 to 95 in 100), against what
//                  the same reflectance would have in the target's colour
//   round_trip     black, white and black again against black: dE00 of pixels, middle and 95 in 100
// Pairs: --photos FOLDER with the same product in several colours (file names
// <product>_<view>_<colour>): one is recoloured to the other's dominant colour, with the zone found
// by colour as in a job without masks, both cut-outs are laid over each other by their boxes, and
//   against_photo  is the middle dE00 of the pixels that are in both zones
//   untouched      of the pixels outside the zone before and after
// --large N measures a drawn picture of N megapixels instead: time and peak memory.
// With --look DIR sheets of the pictures are written there; no figure shows flat plastic.
// Usage: recolor_bench [--look DIR] [--swatches DIR] [--photos DIR] FOLDER | --large N
// Prints one JSON object.
#include "pipeline/imaging/color.hpp"
#include "pipeline/imaging/flatten.hpp"
#include "pipeline/imaging/matte.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/recolor.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/imaging/zone.hpp"
#include "tools/bench/bench_files.hpp"
#include "tools/bench/recolor_large.hpp"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <utility>

namespace {

using namespace vitrine;
namespace fs = std::filesystem;

struct Target {
  const char* name;
  cv::Vec3b bgr;
};
constexpr int kTargets = 5;
const Target kColors[kTargets] = {{"black", {30, 28, 28}},
                                  {"white", {240, 243, 244}},
                                  {"red", {30, 20, 190}},
                                  {"navy", {72, 40, 28}},
                                  {"pastel", {200, 216, 168}}};

imaging::LabColor lab_at(const cv::Mat& bgr, int y, int x) {
  return imaging::to_lab(bgr.at<cv::Vec3b>(y, x));
}

/// dE00 of every third pixel of `mask`.
std::vector<double> differences(const cv::Mat& one, const cv::Mat& other, const cv::Mat& mask) {
  std::vector<double> all;
  for (int y = 0; y < one.rows; y += 2)
    for (int x = y % 4 / 2; x < one.cols; x += 2)
      if (mask.at<std::uint8_t>(y, x))
        all.push_back(one.at<cv::Vec3b>(y, x) == other.at<cv::Vec3b>(y, x)
                          ? 0
                          : imaging::delta_e_2000(lab_at(one, y, x), lab_at(other, y, x)));
  return all;
}

cv::Mat lightness_of(const cv::Mat& bgr) {
  cv::Mat lightness(bgr.size(), CV_32FC1);
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      lightness.at<float>(y, x) = imaging::lab_of(bgr.at<cv::Vec3b>(y, x)).L;
  return lightness;
}

/// Pearson's, of the slopes across and down.
double gradient_correlation(const cv::Mat& before, const cv::Mat& after, const cv::Mat& mask) {
  double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
  for (int y = 1; y + 1 < before.rows; ++y)
    for (int x = 1; x + 1 < before.cols; ++x) {
      if (!mask.at<std::uint8_t>(y, x)) continue;
      const auto add = [&](const auto& slope) {
        const double one = slope(before), other = slope(after);
        ++n, a += one, b += other, aa += one * one, bb += other * other, ab += one * other;
      };
      add([&](const cv::Mat& m) { return m.at<float>(y, x + 1) - m.at<float>(y, x - 1); });
      add([&](const cv::Mat& m) { return m.at<float>(y + 1, x) - m.at<float>(y - 1, x); });
    }
  const double spread = (aa - a * a / n) * (bb - b * b / n);
  return n == 0 || spread <= 0 ? 0 : (ab - a * b / n) / std::sqrt(spread);
}

double range_of(const cv::Mat& lightness, const cv::Mat& mask) {
  std::vector<double> values;
  for (int y = 0; y < lightness.rows; y += 2)
    for (int x = 0; x < lightness.cols; x += 2)
      if (mask.at<std::uint8_t>(y, x)) values.push_back(lightness.at<float>(y, x));
  return bench::quantile(values, 0.95) - bench::quantile(values, 0.05);
}

cv::Mat inner(const cv::Mat& mask) {
  cv::Mat hard = mask >= 250, result;
  cv::erode(hard, result, cv::Mat::ones(7, 7, CV_8UC1));
  return result;
}

imaging::LabColor middle_of(const cv::Mat& bgr, const cv::Mat& mask) {
  return imaging::dominant_color(bgr, mask).median;
}

/// Of a pattern, which has no middle colour.
imaging::LabColor mean_of(const cv::Mat& bgr, const cv::Mat& mask) {
  imaging::LabColor sum;
  double count = 0;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      if (!mask.at<std::uint8_t>(y, x)) continue;
      const imaging::LabColor one = lab_at(bgr, y, x);
      sum = {sum.lightness + one.lightness, sum.a + one.a, sum.b + one.b};
      ++count;
    }
  count = std::max(count, 1.0);
  return {sum.lightness / count, sum.a / count, sum.b / count};
}

struct Summary {
  std::map<std::string, std::vector<double>> values;
  void add(util::JsonWriter& json, const std::string& name, double value) {
    json.member(name, value);
    values[name].push_back(value);
  }
};

/// Several pictures beside each other, cropped to the product, for looking at.
class Sheet {
 public:
  explicit Sheet(cv::Rect crop) : crop_(crop) {}
  void add(const cv::Mat& bgr) { tiles_.push_back(bgr(crop_).clone()); }
  void save(const fs::path& file) const {
    cv::Mat all;
    cv::hconcat(tiles_, all);
    bench::write_png(file, all);
  }

 private:
  cv::Rect crop_;
  std::vector<cv::Mat> tiles_;
};

struct Zone {
  std::string name;
  cv::Mat mask;
};

class Bench {
 public:
  explicit Bench(util::JsonWriter& json) : json_(json) {}
  std::optional<fs::path> look;
  std::vector<std::pair<std::string, cv::Mat>> swatches;
  Summary summary;

  void product(const fs::path& alpha_file) {
    const std::string name = alpha_file.filename().string();
    const std::string stem = name.substr(0, name.find('.'));
    fs::path file = alpha_file.parent_path() / (stem + ".jpg");
    if (!fs::exists(file)) file.replace_extension(".png");
    const auto picture = imaging::decode(bench::read_file(file));
    const auto alpha = imaging::decode_mask(bench::read_file(alpha_file));
    if (!picture || !alpha) return;
    const imaging::Picture cut = imaging::matte_from_mask(picture->bgr, *alpha).picture;
    std::vector<Zone> zones;
    for (const auto& entry : fs::directory_iterator(alpha_file.parent_path())) {
      const std::string other = entry.path().filename().string();
      if (!other.starts_with(stem + ".") || !other.ends_with(".mask.png")) continue;
      cv::Mat mask = *imaging::decode_mask(bench::read_file(entry.path()));
      cv::min(mask, cut.alpha, mask);
      zones.push_back({other.substr(stem.size() + 1, other.size() - stem.size() - 10), mask});
    }
    std::sort(zones.begin(), zones.end(), [](auto& a, auto& b) { return a.name < b.name; });
    for (const Zone& zone : zones) zone_in_all_colors(stem, cut, zone, zones);
  }

  void pair(const fs::path& from, const fs::path& to) {
    const std::optional<imaging::Picture> source = cut_out(from), real = cut_out(to);
    if (!source || !real) return;
    const imaging::DominantZone zone = imaging::dominant_zone(*source);
    const imaging::DominantZone real_zone = imaging::dominant_zone(*real);
    const cv::Vec3b target = imaging::bgr_of(imaging::zone_color(real->bgr, real_zone.weights));
    cv::Mat weights;
    cv::min(zone.weights, cv::Mat(source->alpha > 0), weights);
    const cv::Mat made = imaging::recolored(source->bgr, weights, target);
    json_.begin_object();
    json_.member("from", from.filename().string());
    json_.member("to", to.filename().string());
    summary.add(json_, "photo_de00",
                imaging::delta_e_2000(middle_of(made, inner(weights)), imaging::to_lab(target)));
    summary.add(
        json_, "photo_gradients",
        gradient_correlation(lightness_of(source->bgr), lightness_of(made), inner(weights)));
    cv::Mat outside;
    cv::bitwise_and(source->alpha >= 250, weights == 0, outside);
    summary.add(json_, "untouched", bench::quantile(differences(source->bgr, made, outside), 1));
    // Both products at the size of the real one's box.
    const cv::Rect box = imaging::bounding_box(source->alpha >= 128);
    const cv::Rect real_box = imaging::bounding_box(real->alpha >= 128);
    const auto fitted = [&](const cv::Mat& picture) {
      return imaging::resample(picture, cv::Rect2d(box), real_box.size(), imaging::Outside::edge);
    };
    const cv::Mat fitted_made = fitted(made), there = real->bgr(real_box).clone();
    const cv::Mat both = inner(fitted(weights)) & inner(real_zone.weights(real_box).clone());
    const std::vector<double> apart = differences(fitted_made, there, both);
    summary.add(json_, "against_photo", bench::quantile(apart, 0.5));
    json_.member("against_photo_95", bench::quantile(apart, 0.95));
    json_.member("photos_apart",
                 bench::quantile(differences(fitted(source->bgr), there, both), 0.5));
    json_.end_object();
    if (!look) return;
    Sheet sheet({0, 0, real_box.width, real_box.height});
    sheet.add(fitted(imaging::on_white(*source)));
    sheet.add(fitted(imaging::on_white({made, source->alpha})));
    sheet.add(imaging::on_white(*real)(real_box));
    sheet.save(*look / ("pair_" + from.stem().string() + "_to_" + to.stem().string() + ".png"));
  }

 private:
  static std::optional<imaging::Picture> cut_out(const fs::path& file) {
    const auto picture = imaging::decode(bench::read_file(file));
    if (!picture) return std::nullopt;
    const fs::path mask = fs::path(file).replace_extension(".mask.png");
    if (fs::exists(mask))
      return imaging::matte_from_mask(imaging::on_white(*picture),
                                      *imaging::decode_mask(bench::read_file(mask)))
          .picture;
    const auto cut = imaging::product_matte(imaging::on_white(*picture));
    if (!cut) return std::nullopt;
    return cut->picture;
  }

  void zone_in_all_colors(const std::string& stem,
                          const imaging::Picture& cut,
                          const Zone& zone,
                          const std::vector<Zone>& zones) {
    const cv::Mat inside = inner(zone.mask);
    if (cv::countNonZero(inside) < 400) return;
    const cv::Mat lightness = lightness_of(cut.bgr);
    const double range = range_of(lightness, inside);
    const imaging::LabColor own = middle_of(cut.bgr, inside);
    Sheet sheet(imaging::bounding_box(cut.alpha));
    sheet.add(imaging::on_white(cut));
    cv::Mat black, white;
    for (const Target& target : kColors) {
      const double begun = bench::cpu_ms();
      const cv::Mat made = imaging::recolored(cut.bgr, zone.mask, target.bgr);
      const double spent = bench::cpu_ms() - begun;
      const imaging::LabColor wanted = imaging::to_lab(target.bgr);
      json_.begin_object();
      json_.member("picture", stem + "." + zone.name);
      json_.member("to", target.name);
      json_.member("cpu_ms", spent);
      summary.add(
          json_, "de00",
          imaging::delta_e_2000(middle_of(imaging::on_white({made, cut.alpha}), inside), wanted));
      const cv::Mat after = lightness_of(made);
      summary.add(json_, "gradients", gradient_correlation(lightness, after, inside));
      // Light on a surface of another reflectance: lightness plus 16 is scaled.
      const double due = range * (wanted.lightness + 16) / (own.lightness + 16);
      summary.add(json_, "contrast", range_of(after, inside) / std::max(due, 1e-3));
      std::vector<double> others;
      for (const Zone& other : zones) {
        if (other.name == zone.name) continue;
        const std::vector<double> some = differences(cut.bgr, made, inner(other.mask));
        others.insert(others.end(), some.begin(), some.end());
      }
      if (!others.empty()) summary.add(json_, "other_zones", bench::quantile(others, 0.99));
      json_.end_object();
      sheet.add(imaging::on_white({made, cut.alpha}));
      if (target.name == std::string("black")) black = made;
    }
    white = imaging::recolored(black, zone.mask, kColors[1].bgr);
    const cv::Mat again = imaging::recolored(white, zone.mask, kColors[0].bgr);
    json_.begin_object();
    json_.member("picture", stem + "." + zone.name);
    json_.member("to", "black, white, black");
    const std::vector<double> apart = differences(black, again, inside);
    summary.add(json_, "round_trip", bench::quantile(apart, 0.5));
    json_.member("round_trip_95", bench::quantile(apart, 0.95));
    summary.add(json_, "white_from_black_gradients",
                gradient_correlation(lightness, lightness_of(white), inside));
    summary.add(json_, "round_trip_gradients",
                gradient_correlation(lightness_of(black), lightness_of(again), inside));
    json_.end_object();
    sheet.add(imaging::on_white({white, cut.alpha}));
    sheet.add(imaging::on_white({again, cut.alpha}));
    const cv::Rect box = imaging::bounding_box(zone.mask);
    for (const auto& [name, swatch] : swatches) {
      const cv::Mat made = imaging::covered(
          cut.bgr, zone.mask, swatch, static_cast<int>(std::max(box.width, box.height) / 2.5));
      json_.begin_object();
      json_.member("picture", stem + "." + zone.name);
      json_.member("to", name);
      const cv::Mat whole(swatch.size(), CV_8UC1, cv::Scalar(255));
      summary.add(json_, "swatch_de00",
                  imaging::delta_e_2000(mean_of(made, inside), mean_of(swatch, whole)));
      json_.end_object();
      sheet.add(imaging::on_white({made, cut.alpha}));
    }
    if (look) sheet.save(*look / (stem + "." + zone.name + ".png"));
  }

  util::JsonWriter& json_;
};

/// Files of one product and view that differ by their colour.
std::vector<std::vector<fs::path>> colour_sets(const fs::path& folder) {
  std::map<std::string, std::vector<fs::path>> sets;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const std::size_t colour = name.rfind('_');
    if (colour == std::string::npos || name.find(".mask.") != std::string::npos ||
        name.find(".trimap.") != std::string::npos)
      continue;
    if (name.ends_with(".jpg") || name.ends_with(".png"))
      sets[name.substr(0, colour)].push_back(entry.path());
  }
  std::vector<std::vector<fs::path>> result;
  for (auto& [name, files] : sets) {
    std::sort(files.begin(), files.end());
    if (files.size() > 1 && !name.starts_with("scene")) result.push_back(files);
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  util::JsonWriter json;
  Bench bench(json);
  std::optional<fs::path> photos, folder;
  double large = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--look" && i + 1 < argc) {
      bench.look = argv[++i];
    } else if (word == "--large" && i + 1 < argc) {
      large = std::atof(argv[++i]);
    } else if (word == "--photos" && i + 1 < argc) {
      photos = argv[++i];
    } else if (word == "--swatches" && i + 1 < argc) {
      std::vector<fs::path> files;
      for (const auto& entry : fs::directory_iterator(argv[++i])) files.push_back(entry.path());
      std::sort(files.begin(), files.end());
      for (const fs::path& file : files)
        if (const auto swatch = imaging::decode(vitrine::bench::read_file(file)))
          bench.swatches.emplace_back(file.stem().string(), swatch->bgr);
    } else {
      folder = word;
    }
  }
  json.begin_object();
  json.member("measures", "recolouring");
  json.key("cases");
  json.begin_array();
  std::vector<fs::path> alphas;
  if (folder)
    for (const auto& entry : fs::directory_iterator(*folder))
      if (entry.path().filename().string().ends_with(".alpha.png")) alphas.push_back(entry.path());
  std::sort(alphas.begin(), alphas.end());
  for (const fs::path& alpha : alphas) bench.product(alpha);
  if (photos)
    for (const std::vector<fs::path>& files : colour_sets(*photos))
      for (const fs::path& from : files)
        for (const fs::path& to : files)
          if (from != to) bench.pair(from, to);
  json.end_array();
  json.key("summary");
  json.begin_object();
  for (const auto& [name, values] : bench.summary.values) {
    const bool large_is_good = name.find("gradients") != std::string::npos || name == "contrast";
    vitrine::bench::write_summary(json, name, values, !large_is_good);
  }
  json.end_object();
  if (large > 0) vitrine::bench::recolor_large(json, large);
  const bool is_measured = large > 0 || !bench.summary.values.empty();
  json.member("ok", is_measured);
  json.end_object();
  std::printf("%s\n", std::move(json).take().c_str());
  return is_measured ? 0 : 1;
}
