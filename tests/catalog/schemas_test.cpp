#include "pipeline/catalog/tables.hpp"
#include "pipeline/domain/problem.hpp"
#include "tests/catalog/project.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <set>

using namespace vitrine;
using namespace std::chrono_literals;
using test::built_in;
using test::kToday;

TEST_CASE("our own data has no mistake on any day", "[catalog]") {
  for (const util::Date day : {2026y / 1 / 1, kToday, 2027y / 6 / 1}) {
    const catalog::Loading loading = catalog::load({}, day);
    for (const domain::Problem& problem : loading.problems)
      UNSCOPED_INFO(problem.file << ":" << problem.line << ": " << problem.message);
    CHECK(loading.problems.empty());
    REQUIRE(loading.catalog);
  }
}

TEST_CASE("every file of schemas/ is embedded under the name of its id", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  std::set<std::string> profiles, forms;
  for (const auto& entry : std::filesystem::directory_iterator("schemas/profiles"))
    profiles.insert(entry.path().stem().string());
  for (const auto& entry : std::filesystem::directory_iterator("schemas/forms"))
    forms.insert(entry.path().stem().string());
  const std::vector<std::string> names = catalog.profile_names();
  CHECK(profiles == std::set<std::string>(names.begin(), names.end()));
  CHECK(forms.size() == catalog.forms().size());
  for (const std::string& form : forms) CHECK(catalog.forms().contains(form));
}

TEST_CASE("every model that is not shut down has a price for each of its sizes", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const std::set<std::string> unpriced{"qwen-image-3.0", "qwen-image-3.0-pro"};
  const std::set<std::string> own_machine{"studio", "local", "comfyui"};
  for (const domain::Model& model : catalog.models()) {
    if (model.sunset && model.sunset->final && model.sunset->date <= kToday) continue;
    if (unpriced.contains(model.id)) {
      CHECK(catalog.find_price(model.id) == nullptr);
      continue;
    }
    const std::vector<std::string> sizes =
        model.sizes.empty() ? std::vector<std::string>{""} : model.sizes;
    for (const std::string& size : sizes) {
      INFO(model.id << " " << size);
      const auto price = catalog.price_of(model.id, size);
      REQUIRE(price);
      CHECK(price->expected <= price->worst);
      CHECK((price->worst.micros == 0) == own_machine.contains(model.provider));
    }
  }
}

TEST_CASE("every model past its end leads to one that lives", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  for (const domain::Model& model : catalog.models()) {
    if (!model.sunset || model.sunset->date > kToday) continue;
    INFO(model.id);
    const domain::Model* successor = catalog.living_successor(model);
    REQUIRE(successor != nullptr);
    CHECK_FALSE(successor->sunset);
  }
}

TEST_CASE("a ratio's pixels are those the vendor lists, odd ones too", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const domain::Model& model = *catalog.find_model("nano-banana-2");
  CHECK(model.id == "gemini-3.1-flash-image");
  CHECK(model.pixels.at("512").at("21:9") == domain::PixelSize{792, 168});
  CHECK(model.pixels.at("2K").at("4:5") == domain::PixelSize{1856, 2304});
  CHECK(catalog.find_model("gemini-nano-banana-2.1")->pixels.count("512") == 0);
  CHECK_FALSE(catalog.find_model("nano-banana")->sends_size);
}

TEST_CASE("pictures asked for by their sides keep the vendors' rules", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  struct Rule {
    const char* model;
    int longest;
    std::int64_t least, most;
  };
  for (const Rule& rule : {Rule{"gpt-image-2.6-flare", 3840, 655'360, 8'294'400},
                           Rule{"flux-2-pro", 3456, 64 * 64, 4'000'000},
                           Rule{"qwen-image-edit-plus", 2048, 512 * 512, 2048 * 2048},
                           Rule{"qwen-image-2.0", 3456, 512 * 512, 2048 * 2048}}) {
    const domain::Model& model = *catalog.find_model(rule.model);
    REQUIRE(model.pixels.size() == model.sizes.size());
    for (const auto& [size, shapes] : model.pixels)
      for (const auto& [aspect, pixels] : shapes) {
        INFO(rule.model << " " << size << " " << aspect);
        const std::int64_t area = std::int64_t{pixels.width} * pixels.height;
        CHECK(pixels.width % 16 == 0);
        CHECK(pixels.height % 16 == 0);
        CHECK(std::max(pixels.width, pixels.height) <= rule.longest);
        CHECK(std::max(pixels.width, pixels.height) <= 3 * std::min(pixels.width, pixels.height));
        CHECK(area >= rule.least);
        CHECK(area <= rule.most);
        const double named = domain::parse_aspect(aspect)->ratio();
        CHECK(std::fabs(pixels.width / (named * pixels.height) - 1) < 0.01);
      }
  }
  CHECK(catalog.find_model("gpt-image-1.5")->pixels.at("1K").at("2:3") ==
        domain::PixelSize{1024, 1536});
}

TEST_CASE("what one picture costs is what the vendors' own examples say", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const auto usd = [&](const char* model, std::string_view quality) {
    const catalog::ModelPrice& price = *catalog.find_price(model);
    const auto* size = price.find_size("1K", quality);
    REQUIRE(size != nullptr);
    return std::round(catalog::charge_of(price, "1K", {.picture = size->tokens}, quality)->units() *
                      1000) /
           1000;
  };
  CHECK(usd("gpt-image-2", "low") == 0.006);
  CHECK(usd("gpt-image-2", "medium") == 0.053);
  CHECK(usd("gpt-image-2.5-flare", "high") == 0.211);
  CHECK(usd("gpt-image-1.5", "medium") == 0.034);
  CHECK(usd("gpt-image-1.5", "high") == 0.133);
  CHECK(usd("gpt-image-1-mini", "low") == 0.005);
  CHECK(usd("gpt-image-1-mini", "high") == 0.036);
  const auto edit = [&](const char* model) {
    constexpr std::int64_t kMega = 1024 * 1024;
    return catalog::charge_of(*catalog.find_price(model), "1K",
                              {.pixels = kMega, .input_pixels = kMega})
        ->micros;
  };
  CHECK(edit("flux-2-klein-4b") == 15'000);
  CHECK(edit("flux-2-klein-9b") == 17'000);
  CHECK(edit("flux-2-pro") == 45'000);
  CHECK(edit("flux-2-flex") == 100'000);
  CHECK(edit("flux-2-max") == 100'000);
  CHECK(edit("flux-kontext-max") == 80'000);
  CHECK(edit("qwen-image-edit-plus") == 30'000);
}

TEST_CASE("the feed forms say how a shop's rows belong together", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const domain::FeedForm& shopify = catalog.forms().at("shopify");
  CHECK(shopify.group_rows);
  CHECK(shopify.group_column == "Handle");
  CHECK(shopify.columns.at("packshots") == std::vector<std::string>{"Variant Image"});
  CHECK(shopify.option_names.size() == 3);
  CHECK(catalog.forms().at("google-merchant").list_separator == ',');
  CHECK(catalog.forms().at("table").list_separator == '|');
}

TEST_CASE("the README's tables hold a line for every model and profile", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const std::string models = catalog::models_table_markdown(catalog);
  CHECK(std::count(models.begin(), models.end(), '\n') ==
        static_cast<long>(catalog.models().size()) + 2);
  CHECK(models.find("| `gemini-nano-banana-2.1` | Nano Banana 2.1, `nano-banana-2.1` | all | 14 | "
                    "seed, thinking | 1K 0.0421, 2K") != std::string::npos);
  CHECK(models.find(
            "| `gpt-image-2` | GPT Image 2, `gpt-image-2-2026-04-21` | all | 16 | mask, quality "
            "low to high | 1K 0.0676; low 0.0206, high 0.2256; 2K 0.2266 (assumed); 4K") !=
        std::string::npos);
  CHECK(models.find("| `qwen-image-3.0` | Qwen-Image 3.0 | all | 3 | seed | unknown |") !=
        std::string::npos);
  CHECK(models.find("| `studio` ") != std::string::npos);

  const std::string profiles = catalog::profiles_table_markdown(catalog);
  CHECK(profiles.find("| `amazon-main` | main | 2000 x 2000 jpeg | exact white | 85–95 % | 10 MB | "
                      "medium | 2026-11-22 |") != std::string::npos);
  CHECK(profiles.find("\n- From 2027-01-31, `google-main`: min_px 100 -> 500.\n") !=
        std::string::npos);
}
