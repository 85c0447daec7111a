#include "pipeline/cli/models_json.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

using namespace vitrine;
using namespace std::chrono_literals;

namespace {

std::string json_of(const std::string& id) {
  const catalog::Loading loading = catalog::load({}, 2026y / 11 / 26);
  util::JsonWriter json;
  cli::write_model(*loading.catalog, *loading.catalog->find_model(id), json);
  return std::move(json).take();
}

bool has(const std::string& text, const std::string& piece) {
  INFO(text);
  return text.find(piece) != std::string::npos;
}

}  // namespace

TEST_CASE("a model's JSON says what may be asked of it", "[cli]") {
  const std::string text = json_of("gpt-image-1.5");
  CHECK(has(
      text,
      R"("aspects":["1:1","2:3","3:2"],"sizes":["1K"],"pictures_in":16,"mask":true,)"
      R"("mask_way":"field","seed":false,"transparency":true,"system":false,"formats":["png","jpeg","webp"],)"
      R"("qualities":["low","medium","high"],"quality":"medium")"));
  CHECK(has(text,
            R"("sunset":"2026-12-01","sunset_kind":"final","successor":"gpt-image-2.6-flare")"));
  CHECK(has(json_of("studio"), R"("quality":null)"));
  CHECK(has(json_of("studio"), R"("sunset":null,"successor":"")"));
}

TEST_CASE("a model's JSON prices each size and quality, and leaves out what has no price",
          "[cli]") {
  const std::string priced = json_of("gpt-image-2.6-flare");
  CHECK(has(priced, R"({"size":"1K","quality":"medium","expected_usd":0.17363,)"));
  CHECK(has(priced, R"("size":"4K","quality":"high")"));
  CHECK_FALSE(has(priced, R"("quality":"max","expected_usd")"));
  CHECK(has(json_of("qwen-image-3.0"), R"("expected_usd":null)"));
  CHECK(has(json_of("qwen-image-3.0"), R"("prices":[])"));
}
