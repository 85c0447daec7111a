#include "pipeline/spec/schema.hpp"

#include "pipeline/spec/embedded.hpp"
#include "pipeline/spec/formats.hpp"
#include "pipeline/spec/print.hpp"
#include "pipeline/util/text.hpp"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace vitrine::spec {
namespace {

using Json = rapidjson::Value;

struct Found {
  const Node* at;
  Complaint complaint;
};
using Findings = std::vector<Found>;

std::string_view view(const Json& text) { return {text.GetString(), text.GetStringLength()}; }

const Json* member(const Json& object, std::string_view name) {
  const auto found = object.FindMember(
      Json(rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size()))));
  return found == object.MemberEnd() ? nullptr : &found->value;
}

/// The schema's name of a type, in words for people.
std::string type_in_words(std::string_view type) {
  if (type == "string") return "text";
  if (type == "integer") return "a whole number";
  if (type == "number") return "a number";
  if (type == "boolean") return "true or false";
  if (type == "array") return "a list";
  return "a map";
}

bool has_type(const Node& node, std::string_view type) {
  if (type == "object") return node.is_map();
  if (type == "array") return node.is_list();
  if (node.kind != Node::Kind::scalar) return false;
  const ScalarType scalar = type_of(node);
  if (type == "string") return scalar == ScalarType::text;
  if (type == "boolean") return scalar == ScalarType::boolean;
  if (type == "integer") return integer_of(node).has_value();
  return type == "number" && number_of(node).has_value();
}

std::string_view json_type(const Json& value) {
  if (value.IsString()) return "string";
  if (value.IsBool()) return "boolean";
  return value.IsInt() ? "integer" : "number";
}

class Checker {
 public:
  explicit Checker(const rapidjson::Document& schema) : schema_(schema) {}

  Findings check(const Node& node, const Json& rule, const std::string& subject) const {
    Findings findings;
    check_value(node, resolve(rule), subject, findings);
    return findings;
  }

 private:
  const Json& resolve(const Json& rule) const {
    const Json* reference = member(rule, "$ref");
    if (!reference) return rule;
    const Json* target =
        rapidjson::Pointer(reference->GetString(), reference->GetStringLength()).Get(schema_);
    if (!target) throw std::logic_error("schema: no " + std::string(view(*reference)));
    return resolve(*target);
  }

  /// The types a value may have by this rule; none means any.
  std::vector<std::string_view> types(const Json& unresolved) const {
    const Json& rule = resolve(unresolved);
    std::vector<std::string_view> all;
    const auto add = [&](std::string_view type) {
      if (std::find(all.begin(), all.end(), type) == all.end()) all.push_back(type);
    };
    if (const Json* type = member(rule, "type")) {
      if (type->IsString()) add(view(*type));
      if (type->IsArray())
        for (const Json& one : type->GetArray()) add(view(one));
    } else if (const Json* choices = member(rule, "enum")) {
      for (const Json& choice : choices->GetArray()) add(json_type(choice));
    } else if (const Json* branches = member(rule, "anyOf")) {
      for (const Json& branch : branches->GetArray())
        for (const std::string_view branch_type : types(branch)) add(branch_type);
    }
    return all;
  }

  bool may_have_type_of(const Node& node, const Json& rule) const {
    const std::vector<std::string_view> allowed = types(rule);
    return allowed.empty() ||
           std::any_of(allowed.begin(), allowed.end(),
                       [&](std::string_view type) { return has_type(node, type); });
  }

  void check_value(const Node& node,
                   const Json& rule,
                   const std::string& subject,
                   Findings& findings) const {
    if (!may_have_type_of(node, rule)) {
      findings.push_back({&node, wrong_type(node, rule, subject)});
      return;
    }
    if (const Json* branches = member(rule, "anyOf"))
      return check_branches(node, *branches, subject, findings);
    check_choice(node, rule, subject, findings);
    if (node.is_map()) check_map(node, rule, subject, findings);
    if (node.is_list()) check_list(node, rule, subject, findings);
    if (node.kind == Node::Kind::scalar) check_scalar(node, rule, subject, findings);
  }

  /// The branch that fits best is the one that was meant; only its complaints are told.
  void check_branches(const Node& node,
                      const Json& branches,
                      const std::string& subject,
                      Findings& findings) const {
    std::optional<Findings> best;
    for (const Json& branch : branches.GetArray()) {
      if (!may_have_type_of(node, branch)) continue;
      Findings found = check(node, branch, subject);
      if (!best || found.size() < best->size()) best = std::move(found);
    }
    for (Found& found : *best) findings.push_back(std::move(found));
  }

  Complaint wrong_type(const Node& node, const Json& rule, const std::string& subject) const {
    const Json* format = member(rule, "format");
    const bool is_color = format && (view(*format) == "color" || view(*format) == "target");
    if (node.is_null())
      return {"no-value",
              subject + " has no value" +
                  (is_color ? "; a colour needs quotes, because # begins a comment" : "")};
    const std::vector<std::string_view> allowed = types(rule);
    std::string wanted;
    for (const std::string_view type : allowed)
      wanted += (wanted.empty()           ? ""
                 : type == allowed.back() ? " or "
                                          : ", ") +
                type_in_words(type);
    const std::string have = node.is_map() ? "a map" : node.is_list() ? "a list" : quote(node.text);
    Complaint complaint{"wrong-type", subject + " must be " + wanted + ", not " + have};
    const bool quotes_would_do =
        node.kind == Node::Kind::scalar && !node.quoted &&
        std::find(allowed.begin(), allowed.end(), "string") != allowed.end();
    if (quotes_would_do) {
      complaint.suggestion = quote(node.text);
      complaint.message =
          subject + " must be " + wanted + ": put quotes around it, " + complaint.suggestion;
    }
    return complaint;
  }

  void check_choice(const Node& node,
                    const Json& rule,
                    const std::string& subject,
                    Findings& findings) const {
    if (const Json* only = member(rule, "const")) {
      const bool same =
          only->IsBool() ? boolean_of(node) == only->GetBool() : integer_of(node) == only->GetInt();
      const std::string wanted =
          only->IsBool() ? (only->GetBool() ? "true" : "false") : std::to_string(only->GetInt());
      if (!same)
        findings.push_back(
            {&node,
             {"unknown-value", subject + " must be " + wanted + ", not " + quote(node.text),
              wanted}});
    }
    if (const Json* choices = member(rule, "enum")) {
      std::vector<std::string> words;
      for (const Json& choice : choices->GetArray()) words.emplace_back(view(choice));
      if (std::find(words.begin(), words.end(), node.text) == words.end())
        findings.push_back(
            {&node, unknown_word("unknown-value", subject + " cannot be " + quote(node.text),
                                 node.text, words)});
    }
  }

  void check_scalar(const Node& node,
                    const Json& rule,
                    const std::string& subject,
                    Findings& findings) const {
    const auto complain = [&](const char* code, const std::string& message) {
      findings.push_back({&node, {code, subject + " " + message}});
    };
    if (const Json* format = member(rule, "format"))
      if (std::optional<Complaint> wrong = wrong_format(view(*format), node.text))
        findings.push_back({&node, std::move(*wrong)});
    if (const Json* least = member(rule, "minLength"); least && node.text.size() < least->GetUint())
      complain("no-value", "is empty");
    if (const Json* most = member(rule, "maxLength"); most && node.text.size() > most->GetUint())
      complain("too-long", "is longer than " + std::to_string(most->GetUint()) + " bytes");
    const std::optional<double> number = number_of(node);
    if (!number) return;
    const auto limit = [](const Json& value) { return util::number_text(value.GetDouble()); };
    if (const Json* least = member(rule, "minimum"); least && *number < least->GetDouble())
      complain("out-of-range", "must be at least " + limit(*least) + ", not " + node.text);
    if (const Json* above = member(rule, "exclusiveMinimum");
        above && *number <= above->GetDouble())
      complain("out-of-range", "must be more than " + limit(*above) + ", not " + node.text);
    if (const Json* most = member(rule, "maximum"); most && *number > most->GetDouble())
      complain("out-of-range", "must be at most " + limit(*most) + ", not " + node.text);
  }

  void check_list(const Node& node,
                  const Json& rule,
                  const std::string& subject,
                  Findings& findings) const {
    const std::size_t count = node.items.size();
    const auto complain = [&](const std::string& wanted) {
      findings.push_back(
          {&node,
           {"wrong-count", subject + " needs " + wanted + ", not " + std::to_string(count)}});
    };
    const Json* least = member(rule, "minItems");
    const Json* most = member(rule, "maxItems");
    if (least && most && *least == *most && count != least->GetUint())
      complain(std::to_string(least->GetUint()) + " values");
    else if (least && count < least->GetUint())
      complain("at least " + std::to_string(least->GetUint()));
    else if (most && count > most->GetUint())
      complain("at most " + std::to_string(most->GetUint()));
    if (const Json* items = member(rule, "items"))
      for (const Node& item : node.items)
        check_value(item, resolve(*items), "an item of " + subject, findings);
  }

  void check_map(const Node& node,
                 const Json& rule,
                 const std::string& subject,
                 Findings& findings) const {
    const Json* properties = member(rule, "properties");
    const Json* further = member(rule, "additionalProperties");
    const Json* names = member(rule, "propertyNames");
    std::vector<std::string> meant;  // what misspelt keys probably were
    for (const Node::Entry& entry : node.entries) {
      const Json* property = properties ? member(*properties, entry.key.text) : nullptr;
      if (names) check_scalar(entry.key, *names, "the name", findings);
      if (property)
        check_property(entry, *property, findings);
      else if (further && further->IsObject())
        check_value(entry.value, resolve(*further), quote(entry.key.text), findings);
      else if (further)
        meant.push_back(unknown_key(node, entry.key, *properties, findings));
    }
    if (const Json* least = member(rule, "minProperties");
        least && node.entries.size() < least->GetUint())
      findings.push_back({&node, {"no-value", subject + " is empty"}});
    if (const Json* required = member(rule, "required"))
      for (const Json& key : required->GetArray())
        if (!node.find(view(key)) &&
            std::find(meant.begin(), meant.end(), view(key)) == meant.end())
          findings.push_back(
              {&node, {"missing-key", quote(view(key)) + " is missing in " + subject}});
  }

  void check_property(const Node::Entry& entry, const Json& property, Findings& findings) const {
    if (member(property, "x-not-yet"))
      findings.push_back(
          {&entry.key, {"not-available", quote(entry.key.text) + " is not available yet"}});
    else
      check_value(entry.value, resolve(property), quote(entry.key.text), findings);
  }

  /// Returns the key that was probably meant: one that the map does not have already.
  static std::string unknown_key(const Node& map,
                                 const Node& key,
                                 const Json& properties,
                                 Findings& findings) {
    std::vector<std::string> known;
    for (const auto& property : properties.GetObject())
      if (!map.find(view(property.name))) known.emplace_back(view(property.name));
    findings.push_back(
        {&key, unknown_word("unknown-key", "unknown key " + quote(key.text), key.text, known)});
    return findings.back().complaint.suggestion;
  }

  const rapidjson::Document& schema_;
};

std::string_view job_schema() { return embedded::files()[0].text; }
std::string_view settings_schema() { return embedded::files()[1].text; }

rapidjson::Document parsed(std::string_view schema) {
  rapidjson::Document document;
  document.Parse(schema.data(), schema.size());
  if (document.HasParseError()) throw std::logic_error("schema: not JSON");
  return document;
}

const rapidjson::Document& parsed_schema(SchemaPart part) {
  static const rapidjson::Document job = parsed(job_schema());
  static const rapidjson::Document settings = parsed(settings_schema());
  return part == SchemaPart::settings ? settings : job;
}

}  // namespace

void check_against_schema(Node& root, SchemaPart part, Complaints& complaints) {
  const rapidjson::Document& schema = parsed_schema(part);
  const Json& rule = part == SchemaPart::shared ? schema["definitions"]["shared"] : schema;
  for (Found& found : Checker(schema).check(root, rule, "the file")) {
    const std::string meant =
        found.complaint.code == "unknown-key" ? found.complaint.suggestion : std::string();
    complaints.error(*found.at, std::move(found.complaint));
    if (meant.empty()) continue;
    for (Node::Entry& entry : root.entries)
      if (&entry.key == found.at) entry.key.text = meant;
  }
}

std::string schema_text() { return std::string(job_schema()); }
std::string settings_schema_text() { return std::string(settings_schema()); }

}  // namespace vitrine::spec
