// Our requests beside those of the official client, field by field: see wire/README.md.
#include "pipeline/providers/gemini/files.hpp"
#include "pipeline/providers/gemini/preflight.hpp"
#include "tests/providers/wire.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace vitrine;
using namespace vitrine::providers;
using namespace vitrine::providers::gemini;
using domain::Operation;
using domain::SourceRole;
using test::asking;
using test::Bench;
using test::jpeg;
using test::png;

namespace {

constexpr const char* kFolder = "tests/providers/wire";
constexpr const char* kModel = "gemini-2.5-flash-image";
constexpr const char* kKey = "TEST_KEY";
const std::string kPicture = png(640, 480);

using Json = rapidjson::Document;
/// JSON pointer → the scalar there, or an empty list or object, as text.
using Flat = std::map<std::string, std::string>;

std::string text_of(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

Json parsed(const std::string& text) {
  Json json;
  json.Parse(text.data(), text.size());
  if (json.HasParseError()) throw std::runtime_error("no JSON: " + text.substr(0, 200));
  return json;
}

void flatten(const rapidjson::Value& value,
             const std::string& at,
             const std::set<std::string>& any_order,
             Flat& out) {
  if (value.IsObject() && !value.ObjectEmpty()) {
    for (const auto& member : value.GetObject())
      flatten(member.value, at + "/" + member.name.GetString(), any_order, out);
  } else if (value.IsArray() && !value.Empty()) {
    std::vector<const rapidjson::Value*> items;
    for (const auto& item : value.GetArray()) items.push_back(&item);
    if (any_order.contains(at))
      std::sort(items.begin(), items.end(),
                [](const auto* a, const auto* b) { return text_of(*a) < text_of(*b); });
    for (std::size_t i = 0; i < items.size(); ++i)
      flatten(*items[i], at + "/" + std::to_string(i), any_order, out);
  } else {
    out[at] = text_of(value);
  }
}

/// A request as a recording is written down.
std::string as_json(const net::Request& request) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  json.StartObject();
  json.Key("method");
  json.String(request.method.c_str());
  json.Key("target");
  json.String(request.url.target.c_str());
  json.Key("headers");
  json.StartObject();
  for (const auto& [name, value] : request.headers.lines()) {
    json.Key(name.c_str());
    json.String(value.c_str());
  }
  json.EndObject();
  if (!request.body.empty()) {
    json.Key("body");
    if (request.body.starts_with('{'))
      json.RawValue(request.body.data(), request.body.size(), rapidjson::kObjectType);
    else
      json.String("{bytes}");
  }
  json.EndObject();
  return buffer.GetString();
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at))
    text.replace(at, what.size(), by), at += by.size();
}

/// What is at `at` and below it.
Flat below(const Flat& flat, const std::string& at) {
  Flat part;
  for (const auto& [place, value] : flat)
    if (place == at || place.starts_with(at + "/")) part[place] = value;
  return part;
}

void check(const std::string& name, const net::Request& ours) {
  INFO(name);
  std::string file = test::read_text(std::filesystem::path(kFolder) / (name + ".json"));
  replace_all(file, "{key}", kKey);
  replace_all(file, "{picture}", test::base64(kPicture));
  const Json row = parsed(file);
  std::set<std::string> any_order;
  if (row.HasMember("any_order"))
    for (const auto& list : row["any_order"].GetObject()) {
      CHECK(list.value.GetStringLength() > 0);
      any_order.insert(list.name.GetString());
    }
  Flat expected, found;
  flatten(row["recorded"], "", any_order, expected);
  flatten(parsed(as_json(ours)), "", any_order, found);
  for (const auto& difference : row["we_differ"].GetArray()) {
    const std::string at = difference["at"].GetString();
    INFO(at);
    CHECK(difference["why"].GetStringLength() > 10);
    Flat instead;
    if (!difference["ours"].IsNull()) flatten(difference["ours"], at, any_order, instead);
    const Flat recorded = below(expected, at);
    CHECK(recorded != instead);  // else it is no difference
    for (const auto& [place, value] : recorded) expected.erase(place);
    expected.insert(instead.begin(), instead.end());
  }
  for (const auto& [place, value] : expected) {
    INFO(place << " is recorded as " << value.substr(0, 100));
    CHECK((found.contains(place) ? found.at(place) : "nothing") == value);
  }
  for (const auto& [place, value] : found) {
    INFO(place << " is ours alone: " << value.substr(0, 100));
    CHECK(expected.contains(place));
  }
}

net::Request with_key(net::Request request, const Surface& surface) {
  return with_key(std::move(request), surface, kKey).value();
}

/// A rendering as it would be sent.
net::Request rendering(Bench& bench,
                       domain::RenderRequest request,
                       const PrepareOptions& options = {}) {
  request.surface = bench.surface.name;
  return with_key(bench.prepare(request, options).value().request, bench.surface);
}

domain::RenderRequest lamp() { return asking(Operation::generate, "a lamp", kModel); }

domain::RenderRequest edit_of(Bench& bench, const char* prompt, const std::string& picture) {
  domain::RenderRequest request = asking(Operation::edit, prompt, kModel);
  request.sources = {{SourceRole::picture, "", bench.shelf.put(picture)}};
  return request;
}

using Cases = std::map<std::string, std::function<net::Request()>>;

void add_plain(Cases& cases) {
  cases["text-to-image"] = [] {
    Bench bench;
    return rendering(bench, asking(Operation::generate, "a red mug on white", kModel));
  };
  cases["edit-one-picture"] = [] {
    Bench bench;
    return rendering(bench, edit_of(bench, "put it on a marble table", kPicture));
  };
  cases["ratio-and-size"] = [] {
    Bench bench;
    auto request = asking(Operation::generate, "a lamp", "gemini-3-pro-image-preview");
    request.aspect = domain::Aspect{16, 9};
    request.size_class = "2K";
    return rendering(bench, request);
  };
  cases["seed"] = [] {
    Bench bench;
    auto request = lamp();
    request.seed = 42;
    return rendering(bench, request);
  };
  cases["safety-settings"] = [] {
    using domain::HarmCategory;
    Bench bench;
    auto request = lamp();
    for (const HarmCategory category : {HarmCategory::hate_speech, HarmCategory::dangerous_content,
                                        HarmCategory::sexually_explicit, HarmCategory::harassment})
      request.safety.push_back({category, domain::SafetyThreshold::only_high});
    return rendering(bench, request);
  };
  cases["edit-uploaded-picture"] = [] {
    Bench bench;
    const auto request = edit_of(bench, "white background", jpeg(60, 40));
    Material material = load_material(request, bench.shelf.reader()).value();
    material.pictures[0].file_uri =
        "https://generativelanguage.googleapis.com/v1beta/files/abc-123";
    return with_key(
        prepare(request, bench.surface, bench.catalog, bench.bare, material).value().request,
        bench.surface);
  };
  cases["server-timeout"] = [] {
    Bench bench;
    PrepareOptions options;
    options.server_timeout = std::chrono::milliseconds(12'500);
    return rendering(bench, lamp(), options);
  };
}

void add_elsewhere(Cases& cases) {
  cases["gateway-with-bearer"] = [] {
    Bench bench;
    bench.surface = cometapi_surface({}, Auth::bearer).value();
    return rendering(bench, lamp());
  };
  cases["base-url-with-path"] = [] {
    Bench bench;
    bench.surface = gemini_surface("http://127.0.0.1:9000/gw/").value();
    return rendering(bench, asking(Operation::generate, "x", kModel));
  };
  cases["vertex-with-token"] = [] {
    Bench bench;
    bench.surface = vertex_surface("my-project", "us-central1").value();
    auto request = edit_of(bench, "white background", kPicture);
    request.aspect = domain::Aspect{1, 1};
    return rendering(bench, request);
  };
  cases["vertex-with-key"] = [] {
    Bench bench;
    bench.surface = vertex_express_surface().value();
    return rendering(bench, lamp());
  };
}

void add_others(Cases& cases) {
  const Surface google = gemini_surface().value();
  cases["model-get"] = [google] { return with_key(model_get(google, kModel).value(), google); };
  cases["upload-start"] = [google] {
    return with_key(upload_start(google, "mug", "image/png", 5746).value(), google);
  };
  cases["upload-piece"] = [google] {
    const net::Url url = net::parse_url(
                             "https://generativelanguage.googleapis.com/upload/v1/files?upload_id="
                             "up000001&upload_protocol=resumable")
                             .value();
    return with_key(upload_piece(url, png(64, 64), 0), google);
  };
  cases["file-get"] = [google] {
    return with_key(file_get(google, "files/f000002").value(), google);
  };
  cases["file-delete"] = [google] {
    return with_key(file_delete(google, "files/f000002").value(), google);
  };
}

Cases all_cases() {
  Cases cases;
  add_plain(cases);
  add_elsewhere(cases);
  add_others(cases);
  return cases;
}

}  // namespace

TEST_CASE("our requests are the official client's but for what is listed and explained",
          "[providers]") {
  for (const auto& [name, request] : all_cases()) check(name, request());
}

TEST_CASE("every recording is compared", "[providers]") {
  std::set<std::string> files, cases;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder))
    if (entry.path().extension() == ".json") files.insert(entry.path().stem().string());
  for (const auto& [name, request] : all_cases()) cases.insert(name);
  CHECK(files == cases);
}
