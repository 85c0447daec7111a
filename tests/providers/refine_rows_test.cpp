// Every row of models.yaml that can change a picture takes what a plan sends it for that.
#include "pipeline/imaging/codec.hpp"
#include "tests/providers/api_shop.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace vitrine;
using domain::MaskWay;
using domain::Operation;
using domain::SourceRole;
using test::ApiShop;
using test::png;

namespace {

std::vector<domain::Model> refining_rows() {
  std::vector<domain::Model> rows;
  const catalog::Catalog catalog = test::built_in();
  for (const domain::Model& model : catalog.models())
    if (std::count(model.operations.begin(), model.operations.end(), Operation::refine) > 0)
      rows.push_back(model);
  return rows;
}

/// Each has a price, so that none is refused for want of one.
std::string free_book(const std::vector<domain::Model>& rows) {
  std::string book = "prices: [{book: own, from: 2026-11-20, source: test, models: {";
  for (const domain::Model& row : rows) book += row.id + ": {confidence: high, picture: 0}, ";
  return book + "}}]\n";
}

providers::Reach reach_of(const domain::Model& row) {
  providers::Reach reach;
  if (row.provider != "comfyui") return reach;
  // With a node for each picture and none for a mask, which is the narrower case.
  std::string graph = R"({"6": {"class_type": "CLIPTextEncode", "inputs": {"text": ""}},)";
  providers::GraphNodes nodes{"6", "", "", {}, "9", ""};
  for (int n = 0; n < row.max_inputs; ++n) {
    nodes.images.push_back(std::to_string(10 + n));
    graph += "\"" + nodes.images.back() +
             R"(": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},)";
  }
  graph += R"("9": {"class_type": "SaveImage", "inputs": {"images": ["6", 0]}}})";
  reach.graph = std::make_shared<const providers::ComfyGraph>(providers::ComfyGraph{graph, nodes});
  return reach;
}

/// As plan::placement_request words it: the picture, its mask, then up to three photographs, within
/// what the row says that it takes.
domain::RenderRequest refining(ApiShop& shop, const domain::Model& row, bool masked) {
  domain::RenderRequest request = shop.asking(Operation::refine, "warmer light", row.id);
  request.sources = {{SourceRole::picture, "", shop.shelf.put(png(60, 40))}};
  const cv::Mat everywhere(40, 60, CV_8UC1, cv::Scalar(255));
  if (masked)
    request.sources.push_back(
        {SourceRole::mask, "", shop.shelf.put(imaging::encode_png_grey(everywhere))});
  const int limit = masked && row.masked_inputs > 0 ? row.masked_inputs + 1 : row.max_inputs;
  const int room = std::min(limit, row.max_inputs) - static_cast<int>(request.sources.size());
  for (int n = 0; n < std::min(room, 3); ++n)
    request.sources.push_back({SourceRole::packshot, "", shop.shelf.put(png(30 + n, 30))});
  return request;
}

}  // namespace

TEST_CASE("every row that can refine takes what a plan sends it, with a mask and without",
          "[providers]") {
  const std::vector<domain::Model> rows = refining_rows();
  REQUIRE(rows.size() > 10);
  const std::string book = free_book(rows);
  for (const domain::Model& row : rows) {
    INFO(row.id);
    const auto never = [](const net::ServerRequest&) { return test::json_reply("{}"); };
    ApiShop shop(row.provider, book, never, reach_of(row));
    const auto plain = shop.prepare(refining(shop, row, false));
    CHECK((plain ? "" : plain.error().message) == std::string());
    if (row.mask == MaskWay::none || (row.mask == MaskWay::picture && row.max_inputs < 2)) continue;
    const domain::RenderRequest request = refining(shop, row, true);
    const auto masked = shop.prepare(request);
    CHECK((masked ? "" : masked.error().message) == std::string());
    if (!masked) continue;
    // What its row promises holds: the mask goes in its field.
    const bool is_apart = util::find(masked->provenance, "mask").has_value();
    CHECK(is_apart == (row.mask == MaskWay::field));
    CHECK(shop.requests.empty());
  }
}
