#include "pipeline/spec/schema.hpp"

#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/spec/formats.hpp"
#include "pipeline/spec/print.hpp"
#include "pipeline/spec/yaml_tree.hpp"
#include "tests/spec/job_folder.hpp"

#include <catch2/catch.hpp>

#include <regex>
#include <set>

using namespace vitrine;
using namespace vitrine::spec;

namespace {

/// JSON is YAML, so the schema is read with our own reader.
Node tree_of(const std::string& schema) {
  Complaints complaints;
  complaints.add_file("schema.json");
  return *read_yaml(schema, 0, complaints);
}
Node schema_tree() { return tree_of(schema_text()); }

template <class Visit>
void walk(const Node& node, const Visit& visit) {
  visit(node);
  for (const Node& item : node.items) walk(item, visit);
  for (const Node::Entry& entry : node.entries) walk(entry.value, visit);
}

std::vector<std::string> words(const Node& list) {
  std::vector<std::string> all;
  for (const Node& item : list.items) all.push_back(item.text);
  return all;
}

template <class E>
std::vector<std::string> names() {
  return {domain::names<E>().begin(), domain::names<E>().end()};
}

}  // namespace

TEST_CASE("every key of the schemas says what it is for", "[spec]") {
  const Node schema = tree_of(GENERATE(schema_text(), settings_schema_text()));
  walk(schema, [&](const Node& node) {
    const Node* properties = node.find("properties");
    if (!properties || !properties->is_map()) return;
    for (const Node::Entry& property : properties->entries) {
      if (property.value.find("type") && property.value.find("type")->is_map())
        continue;  // `properties` is itself a name here
      const Node* reference = property.value.find("$ref");
      const Node* definition =
          reference ? schema.find("definitions")->find(reference->text.substr(14)) : nullptr;
      INFO(property.key.text);
      CHECK(
          (property.value.find("description") || (definition && definition->find("description"))));
    }
  });
}

TEST_CASE("references of the schemas lead somewhere, and their keywords are ones we check",
          "[spec]") {
  const Node schema = tree_of(GENERATE(schema_text(), settings_schema_text()));
  const std::set<std::string> keywords{"$schema",       "$id",
                                       "$ref",          "title",
                                       "description",   "type",
                                       "const",         "enum",
                                       "anyOf",         "required",
                                       "properties",    "additionalProperties",
                                       "propertyNames", "items",
                                       "minItems",      "maxItems",
                                       "minProperties", "minLength",
                                       "maxLength",     "minimum",
                                       "maximum",       "exclusiveMinimum",
                                       "format",        "pattern",
                                       "default",       "examples",
                                       "definitions",   "x-not-yet"};
  const auto check_rule = [&](const Node& rule, const auto& self) -> void {
    if (!rule.is_map()) return;
    for (const Node::Entry& entry : rule.entries) {
      INFO(entry.key.text);
      CHECK(keywords.contains(entry.key.text));
      if (entry.key.text == "$ref")
        CHECK(schema.find("definitions")->find(entry.value.text.substr(14)));
      if (entry.key.text == "properties" || entry.key.text == "definitions")
        for (const Node::Entry& part : entry.value.entries) self(part.value, self);
      if (entry.key.text == "items" || entry.key.text == "additionalProperties" ||
          entry.key.text == "propertyNames")
        self(entry.value, self);
      if (entry.key.text == "anyOf")
        for (const Node& branch : entry.value.items) self(branch, self);
    }
  };
  check_rule(schema, check_rule);
}

TEST_CASE("the schema's choices are those of the program", "[spec]") {
  const Node schema = schema_tree();
  const Node& definitions = *schema.find("definitions");
  CHECK(words(*definitions.find("view")->find("enum")) == names<domain::View>());
  CHECK(words(*definitions.find("pixels")->find("enum")) == names<domain::PixelMode>());
  CHECK(words(*definitions.find("shadow")->find("enum")) == names<domain::ShadowKind>());
  CHECK(words(*definitions.find("approve")->find("enum")) == names<domain::Approval>());
  CHECK(words(*definitions.find("thinking")->find("enum")) == names<domain::ThinkingLevel>());
  CHECK(words(*definitions.find("quality")->find("enum")) == names<domain::QualityLevel>());
  CHECK(words(*definitions.find("threshold")->find("enum")) == names<domain::SafetyThreshold>());
  std::vector<std::string> harms;
  for (const Node::Entry& harm : definitions.find("safety")->find("properties")->entries)
    harms.push_back(harm.key.text);
  CHECK(harms == names<domain::HarmCategory>());
  CHECK(definitions.find("template")->find("default")->text == domain::kUsualTemplate);
  const auto of = [&](const char* definition, std::vector<std::string> path) {
    const Node* node = definitions.find(definition);
    for (const std::string& step : path) node = node->find("properties")->find(step);
    return words(*node->find("enum"));
  };
  CHECK(of("product", {"stands"}) == names<domain::Stance>());
  CHECK(of("scene", {"surface", "on"}) == names<domain::SurfaceKind>());
  CHECK(of("scene", {"light", "from"}) == names<domain::LightFrom>());
  CHECK(of("scene", {"light", "quality"}) == names<domain::LightQuality>());
}

TEST_CASE("where the schema has a pattern for editors, the program's format agrees", "[spec]") {
  const std::vector<std::string> samples{"#A8C8D8",
                                         "#abc",
                                         "#8FA58",
                                         "A8C8D8",
                                         "white",
                                         "transparent",
                                         "wihte",
                                         "4:5",
                                         "0:5",
                                         "4/5",
                                         "10%",
                                         "10 %",
                                         "10",
                                         "36 h",
                                         "2 d",
                                         "2 w",
                                         "90min",
                                         "MUG-01",
                                         "a/b",
                                         "a*",
                                         "gr\xC3\xBCn",
                                         "../x",
                                         "spring-tableware",
                                         "two words",
                                         ""};
  int compared = 0;
  walk(schema_tree(), [&](const Node& node) {
    const Node* format = node.find("format");
    const Node* pattern = node.find("pattern");
    if (!format || !pattern || format->is_map()) return;
    const std::regex expression(pattern->text);
    for (const std::string& sample : samples) {
      INFO(format->text << ": " << sample);
      CHECK(std::regex_search(sample, expression) == !wrong_format(format->text, sample));
      ++compared;
    }
  });
  CHECK(compared > 100);
}

TEST_CASE("colours, lengths, amounts and shares say what is wrong with them", "[spec]") {
  const auto message = [](const char* format, const char* text) {
    const std::optional<Complaint> complaint = wrong_format(format, text);
    return complaint ? complaint->message : std::string();
  };
  CHECK(message("color", "#8FA58") == "\"#8FA58\" is no colour: 5 digits, 3 or 6 needed");
  CHECK(message("color", "#8FA58G") == "\"#8FA58G\" is no colour: \"G\" is no hexadecimal digit");
  CHECK(message("color", "8FA58B") ==
        "\"8FA58B\" is no colour: # is missing in front; did you mean \"#8FA58B\"?");
  CHECK(message("length", "21 cmm") ==
        "\"21 cmm\" is no length: write it as \"21 cm\", \"140 mm\" or \"12 in\"");
  CHECK(message("money", "5 EUR") == "\"5 EUR\" is no amount: write it as \"5 USD\"");
  CHECK(message("percent", "110%") == "\"110%\" is no share: write it as \"10%\"");
  CHECK(message("aspect", "4x5") == "\"4x5\" is no aspect: write it as \"4:5\"");
  CHECK(message("packshot-backdrop", "wihte") ==
        "\"wihte\" is no backdrop of a packshot; did you mean \"white\"?");
  CHECK(message("length", "21 cm").empty());
}

TEST_CASE("a variable's name is told from a key, which is not repeated", "[spec]") {
  for (const char* name :
       {"GEMINI_API_KEY", "GOOGLE_API_KEY", "COMETAPI_KEY", "KEY_2", "my_key", "SHOP2_GEMINI_KEY"})
    CHECK_FALSE(wrong_format("env-name", name));
  for (const char* key : {"AIzaSyD4mMyN0tAReaLKey123456", "sk-abcdef0123456789", "AQ.Ab8RN6I", "",
                          "0123456789abcdef0123456789abcdef", "two words", "f3c1a2b4d5e6f708"}) {
    const std::optional<Complaint> complaint = wrong_format("env-name", key);
    REQUIRE(complaint);
    CHECK((*key == 0 || complaint->message.find(key) == std::string::npos));
  }
  CHECK(parse_span("90 s") == std::chrono::seconds(90));
  CHECK(parse_span("10min") == std::chrono::seconds(600));
  CHECK(parse_span("2 h") == std::chrono::hours(2));
  for (const char* none : {"90", "s", "2 d", "-5 s", "0 s", "1e3 s"})
    CHECK(wrong_format("span", none));
}
