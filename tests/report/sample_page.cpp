#include "tests/report/sample_page.hpp"

#include "pipeline/imaging/codec.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace vitrine::test {
namespace {

using report::Group;
using report::Item;
using report::Page;

cv::Scalar color_of(int hue) {
  return cv::Scalar(40 + hue * 37 % 200, 40 + hue * 91 % 200, 40 + hue * 53 % 200);
}

report::PictureIndex add_picture(Page& page, int hue) {
  page.pictures.push_back({painted_jpeg(120, 120, hue), "image/jpeg", 120, 120});
  return page.pictures.size() - 1;
}

domain::Verdict verdict(const char* check, domain::VerdictOutcome outcome, double value) {
  domain::Verdict result;
  result.check = check;
  result.outcome = outcome;
  result.value = value;
  result.limit = 2.5;
  result.unit = "dE00";
  if (outcome != domain::VerdictOutcome::pass) result.detail = "the body is greener than asked";
  return result;
}

}  // namespace

std::string painted_jpeg(int width, int height, int hue) {
  cv::Mat picture(height, width, CV_8UC3, color_of(hue));
  cv::rectangle(picture, cv::Rect(width / 5, height / 2, width * 3 / 5, height / 8),
                cv::Scalar(30, 30, 30), cv::FILLED);
  return imaging::encode_jpeg(picture, 90, true);
}

std::string painted_cutout_png(int side, int hue) {
  imaging::Picture picture{cv::Mat(side, side, CV_8UC3, color_of(hue)),
                           cv::Mat(side, side, CV_8UC1, cv::Scalar(0))};
  cv::circle(picture.alpha, {side / 2, side / 2}, side / 3, cv::Scalar(255), cv::FILLED);
  return imaging::encode_png(picture);
}

Item sample_item(const std::string& sku,
                 const std::string& colorway,
                 const std::string& scene,
                 Group group) {
  const std::string shot = sku + "/" + colorway + "/" + scene;
  Item item;
  item.shot = shot;
  item.profile = "google-lifestyle";
  item.sku = sku;
  item.title = "Stoneware mug";
  item.colorway = colorway;
  item.scene = scene;
  item.view = "front";
  item.path = shot + ".jpg";
  item.group = group;
  item.state = "accepted";
  if (group == Group::failed) {
    item.state = "waiting";
    item.why = "the packshot's matte has no product in it";
    return item;
  }
  if (group == Group::changed) item.reason = "prompt: \"at dawn\" -> \"at first light\"";
  if (group == Group::added) item.reason = "new";
  item.asset = util::sha256(shot).hex();
  item.pixels = {2000, 2000};
  item.size = 183'700;
  item.product_pixels = "recolor";
  item.provider = item.model = "studio";
  item.attempts = 1;
  item.inputs = {{"packshot", "", util::sha256("packshot")},
                 {"zone", "body", util::sha256("zone")}};
  item.rendering = util::sha256(shot + " rendering");
  item.blob = util::sha256(shot + " file");
  item.facts = {{"surface", "table"}, {"quality used", "92"}};
  item.made = util::Timestamp{1'795'312'927'000'000};
  item.verdicts = {{verdict("sharpness", domain::VerdictOutcome::pass, 1.5), {}},
                   {verdict("color.body", domain::VerdictOutcome::pass, 0.84), {}}};
  if (group == Group::needs_person) {
    item.state = "needs_person";
    item.why = "the handle is incomplete after 3 tries";
    item.verdicts.push_back({verdict("identity", domain::VerdictOutcome::reject, 4.31), {}});
  }
  return item;
}

Page sample_page() {
  Page page;
  page.title = "spring-tableware";
  page.job_file = "jobs/spring-tableware.yaml";
  page.run = "20261122-020007";
  page.tool = "vitrine 0.1.0";
  page.job_revision = util::sha256("job").hex();
  page.started = util::Timestamp{1'795'312'807'000'000};
  page.ended = util::Timestamp{1'795'312'941'000'000};
  page.items = {sample_item("BOWL-02", "natural", "ledge", Group::failed),
                sample_item("BOWL-02", "natural", "white", Group::unchanged),
                sample_item("MUG-01", "glacier", "kitchen", Group::changed),
                sample_item("MUG-01", "glacier", "tokyo", Group::needs_person),
                sample_item("MUG-01", "natural", "white", Group::added)};
  const report::PictureIndex packshot = add_picture(page, 1);
  int hue = 2;
  for (Item& item : page.items) {
    ++page.counts[item.group];
    item.before = packshot;
    if (!item.asset.empty()) item.picture = add_picture(page, hue++);
  }
  page.items[3].verdicts.back().crop = add_picture(page, hue);
  page.totals = {.planned = 5,
                 .rendered = 2,
                 .finished = 2,
                 .reused = 1,
                 .failed = 1,
                 .needs_person = 1,
                 .accepted = 3,
                 .charged = {540'000}};
  return page;
}

}  // namespace vitrine::test
