#include "tests/spec/job_folder.hpp"

#include "pipeline/util/text.hpp"

#include <stdexcept>

namespace vitrine::test {
namespace {

domain::FeedForm merchant_form() {
  domain::FeedForm form;
  form.id = "google-merchant";
  form.columns = {{"sku", {"id"}},
                  {"title", {"title"}},
                  {"category", {"product_type", "google_product_category"}},
                  {"group", {"item_group_id", "item group id"}},
                  {"color", {"color"}},
                  {"packshots", {"image_link", "image link"}},
                  {"more_packshots", {"additional_image_link"}}};
  form.view_words = {{"back", {"back", "rear"}}, {"side", {"side"}}};
  return form;
}

domain::FeedForm shopify_form() {
  domain::FeedForm form;
  form.id = "shopify";
  form.columns = {{"sku", {"Variant SKU"}},
                  {"title", {"Title"}},
                  {"category", {"Type"}},
                  {"packshots", {"Variant Image"}}};
  form.group_rows = true;
  form.group_column = "Handle";
  form.color_options = {"Color", "Colour", "Farbe"};
  form.fill_down = {"title", "category"};
  form.html = {"title"};
  form.view_words = {{"back", {"back"}}, {"side", {"side"}}};
  form.option_names = {"Option1 Name", "Option2 Name"};
  form.option_values = {"Option1 Value", "Option2 Value"};
  form.gallery = "Image Src";
  form.gallery_alt = "Image Alt Text";
  form.gallery_position = "Image Position";
  return form;
}

domain::FeedForm table_form() {
  domain::FeedForm form;
  form.id = "table";
  for (const char* ours : {"sku", "title", "category", "color", "packshots", "target", "shows",
                           "height", "pieces", "deliver", "scenes"})
    form.columns[ours] = {ours};
  form.list_separator = '|';
  return form;
}

}  // namespace

std::string png_header(int width, int height) {
  std::string bytes("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16);
  for (const int side : {width, height})
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(side >> shift));
  return bytes + std::string("\x08\x02\0\0\0", 5);
}

spec::Vocabulary test_vocabulary() {
  spec::Vocabulary vocabulary;
  vocabulary.profiles = {"amazon-main", "google-main", "google-additional", "google-lifestyle",
                         "shopify"};
  vocabulary.models = {"studio", "gemini-2.5-flash-image", "gemini-3-pro-image", "gpt-image-2"};
  vocabulary.templates = {"close-up", "product-photo"};
  for (const domain::FeedForm& form : {merchant_form(), shopify_form(), table_form()})
    vocabulary.forms[form.id] = form;
  return vocabulary;
}

JobFolder::JobFolder() {
  for (const char* picture :
       {"mug-front.png", "mug-side.png", "mug-body.mask.png", "kettle-front.png", "kettle-back.png",
        "kettle-body.mask.png", "tarp.png", "tarp-back.png", "tarp-red.png", "linen.png",
        "kitchen.png"})
    folder_.write("shop/pictures/" + std::string(picture), png_header());
  folder_.write("secret.png", png_header());
  folder_.write("shop/scenes/rooms.yaml",
                "scenes:\n"
                "  room: {backdrop: ../pictures/kitchen.png}\n"
                "  attic: {prompt: \"under old beams\"}\n"
                "defaults: {tries: 5, shadow: none}\n");
  folder_.write("shop/feeds/outdoor.csv",
                "id,title,image_link,color,product_type,lifestyle,availability\n"
                "TARP-01,Tarp,../pictures/tarp.png,green,Tents > Tarps,Lifestyle A,in_stock\n"
                "TARP-02,Tarp,../pictures/tarp.png,red,Tents > Tarps,,out_of_stock\n");
  folder_.write("shop/feeds/colors.csv",
                "article;hex;photo_colour\n"
                "TARP-02;#B3202A;green\n");
}

spec::Reading JobFolder::read(std::string_view text, const spec::ReadOptions& options) const {
  return spec::read_job(folder_.write("shop/jobs/job.yaml", text), test_vocabulary(), options);
}

spec::Reading JobFolder::read(std::string_view text) const {
  spec::ReadOptions options;
  options.project = path("shop");
  return read(text, options);
}

std::string complete_job() {
  return R"(vitrine: 1
name: outdoor-autumn
extends: [../scenes/rooms.yaml]
model: gemini-2.5-flash-image
budget: {run: 5 USD, month: 120 USD}
guard: {renders: 60, missing: 10%, set_aside: 5%}
defaults:
  tries: 3
  approve: checks
  shadow: contact
  style: "editorial"
  resolution: 512
  camera: "50 mm"
  system: "Never invent accessories."
  safety: {hate_speech: only_high, dangerous_content: off}
  template: product-photo
products:
  - from: ../feeds/outdoor.csv
    form: google-merchant
    max_age: 36 h
    join: {from: ../feeds/colors.csv, on: {id: article}}
    columns:
      scenes: lifestyle
      target: hex
      shows: photo_colour
      attributes: {stock: availability}
    values: {scenes: {"Lifestyle A": ledge}}
  - sku: KETTLE-01
    title: Enamel kettle
    category: Kitchen > Kettles
    packshots:
      - ../pictures/kettle-front.png
      - {file: ../pictures/kettle-back.png, view: back}
    shows: red
    colorways: [{name: red, sku: KETTLE-01-R}, {name: sage, sku: KETTLE-01-S}]
    zones:
      body: ../pictures/kettle-body.mask.png
      lid: {like: "#B3202A", within: [0.2, 0.0, 0.8, 0.3]}
    keep: {parts: [wooden handle], zones: [lid], text: ["FJELL"]}
    size: {height: 21 cm}
    pieces: 1
    transparent: false
    stands: stands
  - sku: MUG-01
    packshots: [../pictures/mug-front.png, ../pictures/mug-side.png]
    zones: {body: ../pictures/mug-body.mask.png}
    colorways: [natural, {name: linen, target: ../pictures/linen.png, zone: body}]
    scenes: [ledge]
colorways:
  sage: {zone: body, color: "#8FA58B"}
scenes:
  white: {packshot: white}
  ledge:
    backdrop: ../pictures/kitchen.png
    surface:
      on: table
      polygon: [[0.10, 0.78], [0.90, 0.78], [1.00, 0.97], [0.00, 0.97]]
      front_edge: 140 cm
    light: {from: left, quality: soft}
    fits: {category: ["Kitchen*", "Tents*"]}
  harbour:
    prompt: "on a wet wooden pier at first light"
    camera: "85 mm, f/2"
    aspect: "4:5"
    pixels: regenerate
    resolution: 2K
    seed: 7
    thinking: high
    safety: {harassment: none}
    template: close-up
  shelf: {extends: ledge, place: {at: [0.5, 0.8], height: 0.3}}
deliver:
  - {profile: google-main, scenes: [white], views: main}
  - {profile: google-additional, scenes: [white], views: additional, colorways: [red, sage]}
  - {profile: google-lifestyle, scenes: [ledge, harbour, shelf], except: {stock: out_of_stock}}
  - {profile: shopify, scenes: [room], only: {category: "Kitchen*"}, approve: person, pixels: original}
adjust:
  - {for: {category: "*Tarps*"}, size: {height: 120 cm}}
  - {for: {sku: KETTLE-01, scene: harbour}, note: "lid closed", take: 1}
  - {for: {sku: KETTLE-01}, camera: "35 mm", style: "muted", thinking: low, template: close-up}
  - {for: {sku: "MUG-*", view: side}, hold: "new photos on 3 December"}
output: {folder: ../out/outdoor, name: "{sku}_{slot}_{version}.{ext}"}
)";
}

std::string job_with_products(std::string_view products) {
  return "vitrine: 1\nname: test\nproducts:\n" + std::string(products) +
         "scenes:\n  white: {packshot: white}\n"
         "deliver:\n  - {profile: amazon-main, scenes: [white]}\n";
}

std::vector<std::string> lines(const domain::Problems& problems) {
  std::vector<std::string> lines;
  for (const domain::Problem& problem : problems)
    lines.push_back(std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " +
                    problem.code + " " + problem.message);
  return lines;
}

const domain::Problem* find(const domain::Problems& problems, std::string_view code) {
  for (const domain::Problem& problem : problems)
    if (problem.code == code) return &problem;
  return nullptr;
}

const domain::Product& product(const spec::Reading& reading, std::string_view sku) {
  if (reading.job)
    for (const domain::Product& candidate : reading.job->products)
      if (candidate.sku == sku) return candidate;
  throw std::runtime_error("no product " + std::string(sku) + ": " +
                           util::join(lines(reading.problems), " | "));
}

}  // namespace vitrine::test
