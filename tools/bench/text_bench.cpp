// Measures the text checks on pictures it makes itself: each packshot (FILE, with FILE.alpha.png
// beside it) is laid into scenes by a random homography, in another light, blurred, with noise and
// as JPEG. Honest ones must pass; of the others one letter of a word was replaced by another of the
// same word, or a word was blurred away, or text or a faint watermark was written into the scene.
// The checks get the homography with an error of up to 2 px at the product's corners. Usage:
// text_bench [--look DIR] [--seed N] [--each N] SCENE_DIR FILE...     Prints one JSON object.
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/quality/line_view.hpp"
#include "pipeline/quality/text_checks.hpp"
#include "pipeline/quality/text_match.hpp"
#include "pipeline/util/json_writer.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace vitrine;
namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Packshot {
  std::string name;
  cv::Mat bgr, alpha;
  cv::Rect box;
  quality::ReferenceText text;
  double study_ms = 0;
};

constexpr int kSide = 1024;

/// The product's corners moved about: turned, scaled, seen a little from the side.
cv::Matx33d somewhere(cv::RNG& random, const Packshot& packshot) {
  const cv::Rect2d box = packshot.box;
  const double height = random.uniform(0.4, 0.85) * kSide;
  double scale = height / box.height;
  scale = std::min(scale, 0.85 * kSide / box.width);
  const double turn = random.uniform(-6.0, 6.0) * CV_PI / 180;
  const cv::Point2d middle(kSide * random.uniform(0.46, 0.54), kSide * random.uniform(0.47, 0.53));
  std::vector<cv::Point2f> from, to;
  for (const cv::Point2d corner :
       {box.tl(), cv::Point2d(box.br().x, box.y), box.br(), cv::Point2d(box.x, box.br().y)}) {
    const cv::Point2d d = (corner - (box.tl() + box.br()) / 2) * scale;
    from.emplace_back(corner);
    to.emplace_back(middle.x + d.x * std::cos(turn) - d.y * std::sin(turn) +
                        random.uniform(-0.03, 0.03) * box.width * scale,
                    middle.y + d.x * std::sin(turn) + d.y * std::cos(turn) +
                        random.uniform(-0.03, 0.03) * box.width * scale);
  }
  return cv::Mat(cv::getPerspectiveTransform(from, to));
}

/// What a registration would find: the truth, a little off.
cv::Matx33d found(cv::RNG& random, const cv::Matx33d& truth, const cv::Rect2d& box) {
  std::vector<cv::Point2f> from{
      box.tl(), {float(box.br().x), float(box.y)}, box.br(), {float(box.x), float(box.br().y)}},
      to;
  cv::perspectiveTransform(from, to, truth);
  for (cv::Point2f& point : to)
    point += cv::Point2f(float(random.uniform(-2.0, 2.0)), float(random.uniform(-2.0, 2.0)));
  return cv::Mat(cv::getPerspectiveTransform(from, to));
}

struct Rendering {
  cv::Mat bgr, product;
};

Rendering render(cv::RNG& random,
                 const cv::Mat& packshot,
                 const cv::Mat& alpha,
                 const cv::Matx33d& registration,
                 const cv::Mat& scene) {
  // Twice as large and reduced, as a warp alone would skip pixels.
  const cv::Matx33d twice(2, 0, 0.5, 0, 2, 0.5, 0, 0, 1);
  const cv::Size size(2 * kSide, 2 * kSide);
  cv::Mat product, mask;
  cv::warpPerspective(packshot, product, twice * registration, size, cv::INTER_CUBIC,
                      cv::BORDER_REPLICATE);
  cv::warpPerspective(alpha, mask, twice * registration, size, cv::INTER_LINEAR);
  cv::resize(product, product, {kSide, kSide}, 0, 0, cv::INTER_AREA);
  cv::resize(mask, mask, {kSide, kSide}, 0, 0, cv::INTER_AREA);
  Rendering rendering{scene.clone(), mask > 127};
  cv::Mat lit, all, cover, ground;
  product.convertTo(lit, CV_32FC3);
  // Light: a gain for each channel and a slope over the picture.
  const cv::Vec3d gain(random.uniform(0.8, 1.1), random.uniform(0.85, 1.1),
                       random.uniform(0.85, 1.15));
  const double slope_x = random.uniform(-0.25, 0.25), slope_y = random.uniform(-0.25, 0.25);
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x)
      for (int c = 0; c < 3; ++c)
        lit.at<cv::Vec3f>(y, x)[c] *= float(
            gain[c] * (1 + slope_x * (x - kSide / 2) / kSide + slope_y * (y - kSide / 2) / kSide));
  scene.convertTo(ground, CV_32FC3);
  mask.convertTo(cover, CV_32F, 1.0 / 255);
  cv::merge(std::vector<cv::Mat>{cover, cover, cover}, cover);
  all = lit.mul(cover) + ground.mul(cv::Scalar::all(1) - cover);
  cv::GaussianBlur(all, all, {}, random.uniform(0.2, 0.9));
  cv::Mat noise(all.size(), CV_32FC3);
  random.fill(noise, cv::RNG::NORMAL, 0, random.uniform(0.0, 4.0));
  all += noise;
  all.convertTo(rendering.bgr, CV_8U);
  return rendering;
}

cv::Mat as_jpeg(const cv::Mat& bgr, int quality) {
  return imaging::decode(imaging::encode_jpeg(bgr, quality, true)).value().bgr;
}

/// Words whose letters can be told apart as spots of ink, and are large enough to be held against
/// a rendering of that scale.
struct Spoilt {
  cv::Mat bgr;
  std::string word;
};

/// The line's own frame at the packshot's scale, to work on and to put back.
struct Strip {
  cv::Mat bgr;
  cv::Matx33d to_packshot;
};
Strip strip_of(const cv::Mat& bgr, const quality::ReferenceLine& line) {
  const double turn = line.angle * CV_PI / 180, c = std::cos(turn), s = std::sin(turn),
               m = 0.6 * line.x_height;
  Strip strip;
  strip.to_packshot = cv::Matx33d(c, -s, line.corner.x, s, c, line.corner.y, 0, 0, 1) *
                      cv::Matx33d(1, 0, -m, 0, 1, -m, 0, 0, 1);
  const cv::Size size(int(line.size.width + 2 * m), int(line.size.height + 2 * m));
  cv::warpPerspective(bgr, strip.bgr, strip.to_packshot, size,
                      cv::INTER_CUBIC | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  return strip;
}
cv::Mat put_back(const cv::Mat& bgr, const Strip& strip, const cv::Rect& changed) {
  cv::Mat mask(strip.bgr.size(), CV_8UC1, cv::Scalar(0)), large, result = bgr.clone();
  mask(changed & cv::Rect({}, mask.size())).setTo(255);
  cv::Mat large_mask;
  cv::warpPerspective(strip.bgr, large, strip.to_packshot, bgr.size(), cv::INTER_CUBIC);
  cv::warpPerspective(mask, large_mask, strip.to_packshot, bgr.size(), cv::INTER_NEAREST);
  large.copyTo(result, large_mask);
  return result;
}

/// One letter painted over with its neighbourhood's ground and another of the word in its place.
std::optional<Spoilt> other_letter(cv::RNG& random, const Packshot& packshot, double smallest) {
  struct Choice {
    const quality::ReferenceLine* line;
    const quality::ReferenceWord* word;
  };
  std::vector<Choice> choices;
  for (const auto& line : packshot.text.lines)
    for (const auto& word : line.words)
      if (line.x_height >= smallest && quality::comparable(word.text).size() >= 3 &&
          word.text.size() == quality::comparable(word.text).size())
        choices.push_back({&line, &word});
  for (int tries = 0; tries < 20 && !choices.empty(); ++tries) {
    const Choice choice = choices[random.uniform(0, int(choices.size()))];
    const double m = 0.6 * choice.line->x_height;
    Strip strip = strip_of(packshot.bgr, *choice.line);
    const cv::Rect box = (cv::Rect(choice.word->box + cv::Point2d(m, m)) + cv::Size(2, 2)) &
                         cv::Rect({}, strip.bgr.size());
    cv::Mat grey, ink;
    cv::cvtColor(strip.bgr(box), grey, cv::COLOR_BGR2GRAY);
    cv::threshold(grey, ink, 0, 255, cv::THRESH_BINARY_INV | cv::THRESH_OTSU);
    if (cv::countNonZero(ink) > ink.rows * ink.cols / 2) ink = 255 - ink;
    std::vector<imaging::exact::Component> letters;
    for (const auto& part : imaging::exact::components(ink).all)
      if (part.box.height > box.height / 3) letters.push_back(part);
    if (letters.size() != choice.word->text.size()) continue;
    std::sort(letters.begin(), letters.end(),
              [](const auto& a, const auto& b) { return a.box.x < b.box.x; });
    const auto a = size_t(random.uniform(0, int(letters.size()))),
               b = size_t(random.uniform(0, int(letters.size())));
    if (quality::comparable(choice.word->text)[a] == quality::comparable(choice.word->text)[b])
      continue;
    // Ground: the word's own, its ink painted over by the median of what is no ink.
    const cv::Rect to = letters[a].box, from = letters[b].box;
    const cv::Mat word = strip.bgr(box).clone();
    cv::Scalar ground = cv::mean(word, ink == 0);
    cv::Mat here = strip.bgr(box);
    const cv::Rect grown =
        cv::Rect(to.x - 1, to.y - 1, to.width + 2, to.height + 2) & cv::Rect({}, word.size());
    here(grown).setTo(ground);
    const cv::Rect source = cv::Rect(from.x - 1, from.y - 1, from.width + 2, from.height + 2) &
                            cv::Rect({}, word.size());
    cv::Rect target(to.x + to.width / 2 - source.width / 2, source.y, source.width, source.height);
    target &= cv::Rect({}, word.size());
    word(cv::Rect(source.tl(), target.size())).copyTo(here(target));
    std::string now = choice.word->text;
    now[a] = now[b];
    return Spoilt{put_back(packshot.bgr, strip, box + cv::Size(2, 2)),
                  choice.word->text + ">" + now};
  }
  return std::nullopt;
}

void write(cv::RNG& random, cv::Mat& bgr, double strength) {
  static const std::vector<std::string> kTexts{
      "SALE -20%",        "New Arrival", "FREE SHIPPING", "sample preview",
      "www.shop.example", "Best Seller", "Copyright 2026"};
  const std::string text = kTexts[size_t(random.uniform(0, int(kTexts.size())))];
  const double size = random.uniform(0.8, 1.8);
  const int fonts[] = {cv::FONT_HERSHEY_SIMPLEX, cv::FONT_HERSHEY_DUPLEX, cv::FONT_HERSHEY_TRIPLEX,
                       cv::FONT_HERSHEY_COMPLEX};
  const int font = fonts[random.uniform(0, 4)], thick = size > 1.2 ? 3 : 2;
  const cv::Size extent = cv::getTextSize(text, font, size, thick, nullptr);
  cv::Mat over = bgr.clone();
  const bool top = random.uniform(0, 2) == 0;
  const cv::Point at(random.uniform(10, std::max(11, kSide - extent.width - 10)),
                     top ? extent.height + random.uniform(8, 40) : kSide - random.uniform(14, 40));
  const cv::Scalar color =
      random.uniform(0, 2) ? cv::Scalar::all(250) : cv::Scalar(20, 20, random.uniform(20, 200));
  cv::putText(over, text, at, font, size, color, thick, cv::LINE_AA);
  cv::addWeighted(over, strength, bgr, 1 - strength, 0, bgr);
}

}  // namespace

int main(int argc, char** argv) {
  imaging::exact::stay_on_calling_thread();
  fs::path look;
  int each = 20, first = 1;
  unsigned seed = 1;
  for (; first + 1 < argc && std::string(argv[first]).starts_with("--"); first += 2) {
    const std::string option = argv[first];
    if (option == "--look") look = argv[first + 1];
    if (option == "--each") each = std::atoi(argv[first + 1]);
    if (option == "--seed") seed = unsigned(std::atoi(argv[first + 1]));
  }
  auto reader = quality::make_tesseract_reader().value();
  std::vector<cv::Mat> scenes;
  for (const auto& entry : fs::directory_iterator(argv[first]))
    if (entry.path().extension() == ".jpg") {
      cv::Mat scene = imaging::decode(read_file(entry.path())).value().bgr;
      const int side = std::min(scene.cols, scene.rows);
      cv::resize(scene(cv::Rect((scene.cols - side) / 2, (scene.rows - side) / 2, side, side)),
                 scene, {kSide, kSide}, 0, 0, cv::INTER_AREA);
      scenes.push_back(scene);
    }
  std::vector<Packshot> packshots;
  for (int i = first + 1; i < argc; ++i) {
    Packshot packshot{
        fs::path(argv[i]).stem(), imaging::decode(read_file(argv[i])).value().bgr, {}, {}, {}};
    cv::cvtColor(
        imaging::decode(read_file(fs::path(argv[i]).replace_extension(".alpha.png"))).value().bgr,
        packshot.alpha, cv::COLOR_BGR2GRAY);
    packshot.box = imaging::bounding_box(packshot.alpha > 127);
    const double begin = cpu_ms();
    packshot.text = quality::read_reference(*reader, packshot.bgr, {packshot.box});
    packshot.study_ms = cpu_ms() - begin;
    packshots.push_back(std::move(packshot));
  }

  std::map<std::string, std::map<std::string, int>> counts;
  std::vector<double> label_ms, added_ms;
  const std::vector<std::string> none;
  for (const Packshot& packshot : packshots)
    for (const std::string kind : {"honest", "letter", "overlay", "watermark"})
      for (int take = 0; take < each; ++take) {
        cv::RNG random(std::hash<std::string>{}(packshot.name + kind) + seed * 1000 +
                       unsigned(take));
        const cv::Matx33d truth = somewhere(random, packshot);
        cv::Mat bgr = packshot.bgr;
        std::string note;
        if (kind == "letter") {
          const double scale =
              std::sqrt(std::abs(truth(0, 0) * truth(1, 1) - truth(0, 1) * truth(1, 0)));
          const auto spoilt = other_letter(random, packshot, 8.5 / std::max(0.1, scale));
          if (!spoilt) continue;
          bgr = spoilt->bgr;
          note = spoilt->word;
        }
        Rendering rendering = render(random, bgr, packshot.alpha, truth,
                                     scenes[size_t(random.uniform(0, int(scenes.size())))]);
        if (kind == "overlay") write(random, rendering.bgr, 1);
        if (kind == "watermark") write(random, rendering.bgr, random.uniform(0.2, 0.5));
        rendering.bgr = as_jpeg(rendering.bgr, random.uniform(75, 95));
        double begin = cpu_ms();
        auto findings = quality::check_text(*reader, {rendering.bgr, packshot.bgr, packshot.text,
                                                      none, found(random, truth, packshot.box),
                                                      imaging::bounding_box(rendering.product)});
        label_ms.push_back(cpu_ms() - begin);
        begin = cpu_ms();
        findings.push_back(
            quality::check_added_text(*reader, {rendering.bgr, rendering.product, {}}));
        added_ms.push_back(cpu_ms() - begin);
        for (const auto& finding : findings) {
          const std::string outcome(domain::to_text(finding.verdict.outcome));
          ++counts[kind][finding.verdict.check + " " + outcome];
          const bool label = finding.verdict.check == "text.label";
          const bool expected = label ? kind == "letter" : kind == "overlay" || kind == "watermark";
          const bool bad = finding.verdict.outcome == domain::VerdictOutcome::warn ||
                           finding.verdict.outcome == domain::VerdictOutcome::reject;
          if (!look.empty() && bad != expected) {
            std::fprintf(stderr, "%s %s %d %s: %s %s | %s\n", packshot.name.c_str(), kind.c_str(),
                         take, note.c_str(), finding.verdict.check.c_str(), outcome.c_str(),
                         finding.verdict.detail.c_str());
            const std::string name = packshot.name + "-" + kind + "-" + std::to_string(take) + "-" +
                                     finding.verdict.check;
            std::ofstream(look / (name + ".png"), std::ios::binary)
                << (bad ? finding.evidence_png : imaging::encode_png({rendering.bgr, {}}));
          }
        }
      }
  const auto median = [](std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v.empty() ? 0 : v[v.size() / 2];
  };
  const auto p95 = [](std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v.empty() ? 0 : v[v.size() * 95 / 100];
  };
  for (const auto& [kind, each_count] : counts) {
    std::printf("%s:", kind.c_str());
    for (const auto& [what, count] : each_count) std::printf("  %s %d", what.c_str(), count);
    std::printf("\n");
  }
  std::printf("label ms median %.0f p95 %.0f   added ms median %.0f p95 %.0f\n", median(label_ms),
              p95(label_ms), median(added_ms), p95(added_ms));
  for (const auto& p : packshots)
    std::printf("%s study %.0f ms, %zu lines\n", p.name.c_str(), p.study_ms, p.text.lines.size());
}
