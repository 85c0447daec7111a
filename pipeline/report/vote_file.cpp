#include "pipeline/report/vote_file.hpp"

#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>

namespace vitrine::report {
namespace {

constexpr std::size_t kLongestId = 120;
constexpr int kFormat = 1;

using Json = rapidjson::Value;

/// Nothing if it is no JSON object that calls itself `format`.
std::optional<rapidjson::Document> parse(std::string_view json, const char* format) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  if (document.HasParseError() || !document.IsObject()) return std::nullopt;
  const auto found = document.FindMember(format);
  if (found == document.MemberEnd() || !found->value.IsInt() || found->value.GetInt() != kFormat)
    return std::nullopt;
  return document;
}

const Json* member(const Json& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

/// Empty if it is no text.
std::string text_at(const Json& object, const char* name) {
  const Json* value = member(object, name);
  if (value == nullptr || !value->IsString()) return {};
  return {value->GetString(), value->GetStringLength()};
}

std::string quoted(const std::string& text) { return "\"" + util::one_line(text, 60) + "\""; }

void write_side(util::JsonWriter& json,
                const char* name,
                const std::string& model,
                const util::Digest& asset) {
  json.key(name);
  json.begin_object();
  json.member("model", model);
  json.member("asset", asset.hex());
  json.end_object();
}

bool read_side(const Json& pair, const char* name, std::string& model, util::Digest& asset) {
  const Json* side = member(pair, name);
  if (side == nullptr) return false;
  model = text_at(*side, "model");
  const std::optional<util::Digest> digest = util::Digest::from_hex(text_at(*side, "asset"));
  asset = digest.value_or(util::Digest{});
  return digest && !model.empty();
}

std::optional<domain::Vote> read_pair(const Json& pair, const std::string& comparison) {
  domain::Vote vote;
  vote.comparison = comparison;
  vote.shot = text_at(pair, "shot");
  const auto operation = domain::parse<domain::Operation>(text_at(pair, "operation"));
  if (!operation || vote.shot.empty()) return std::nullopt;
  vote.operation = *operation;
  if (!read_side(pair, "left", vote.left_model, vote.left_asset)) return std::nullopt;
  if (!read_side(pair, "right", vote.right_model, vote.right_asset)) return std::nullopt;
  return vote;
}

/// What is wrong with one of the votes; nothing: it was added.
std::optional<std::string> add_vote(const Json& entry,
                                    std::set<std::string>& known,
                                    VoteFile& file) {
  const std::string pair = text_at(entry, "pair"), word = text_at(entry, "winner");
  if (pair.empty()) return "it names no pair";
  const auto winner = domain::parse<domain::Winner>(word);
  if (!winner) {
    const std::span<const std::string> words = domain::names<domain::Winner>();
    const auto near = util::nearest(word, words);
    return "the winner of pair " + quoted(pair) + " is left, right or tie, not " + quoted(word) +
           (near ? "; did you mean " + quoted(*near) + "?" : "");
  }
  if (!known.insert(pair).second) return "pair " + quoted(pair) + " was voted on before in it";
  file.votes.emplace_back(pair, *winner);
  return std::nullopt;
}

}  // namespace

bool is_comparison_id(std::string_view id) {
  const auto is_fit = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '@';
  };
  return !id.empty() && id.size() <= kLongestId && id.front() != '.' &&
         std::all_of(id.begin(), id.end(), is_fit);
}

std::string write_key(const ComparisonKey& key) {
  util::JsonWriter json;
  json.begin_object();
  json.member("vitrine_comparison", kFormat);
  json.member("comparison", key.id);
  json.member("job", key.job);
  json.key("pairs");
  json.begin_object();
  for (const auto& [id, vote] : key.pairs) {
    json.key(id);
    json.begin_object();
    json.member("shot", vote.shot);
    json.member("operation", domain::to_text(vote.operation));
    write_side(json, "left", vote.left_model, vote.left_asset);
    write_side(json, "right", vote.right_model, vote.right_asset);
    json.end_object();
  }
  json.end_object();
  json.end_object();
  return std::move(json).take();
}

util::Result<ComparisonKey> read_key(std::string_view json) {
  const auto damaged = [](const std::string& what) {
    return util::Error{util::ErrorKind::bad_spec, "it is no key of a comparison: " + what};
  };
  const auto document = parse(json, "vitrine_comparison");
  if (!document) return damaged("no JSON that says \"vitrine_comparison\":1");
  ComparisonKey key;
  key.id = text_at(*document, "comparison");
  key.job = text_at(*document, "job");
  if (!is_comparison_id(key.id)) return damaged("it has no id");
  const Json* pairs = member(*document, "pairs");
  if (pairs == nullptr || !pairs->IsObject()) return damaged("it has no pairs");
  for (const auto& entry : pairs->GetObject()) {
    const std::string id(entry.name.GetString(), entry.name.GetStringLength());
    std::optional<domain::Vote> pair = read_pair(entry.value, key.id);
    if (!pair) return damaged("pair " + quoted(id) + " does not say what it is");
    key.pairs.emplace(id, std::move(*pair));
  }
  return key;
}

VoteReading read_votes(std::string_view json) {
  VoteReading reading;
  const auto document = parse(json, "vitrine_votes");
  if (!document) {
    reading.problems.push_back(
        "it is no file of votes: a comparison's page writes one, which begins with "
        "{\"vitrine_votes\":1");
    return reading;
  }
  reading.file.comparison = text_at(*document, "comparison");
  if (!is_comparison_id(reading.file.comparison))
    reading.problems.push_back(quoted(reading.file.comparison) + " is no name of a comparison");
  const Json* votes = member(*document, "votes");
  if (votes == nullptr || !votes->IsArray()) {
    reading.problems.push_back("it has no list of votes");
    return reading;
  }
  std::set<std::string> known;
  int number = 0;
  for (const Json& entry : votes->GetArray()) {
    ++number;
    if (auto problem = add_vote(entry, known, reading.file))
      reading.problems.push_back("vote " + std::to_string(number) + ": " + *problem);
  }
  if (number == 0) reading.problems.push_back("nobody has voted in it");
  return reading;
}

Unblinded unblind(const VoteFile& file, const ComparisonKey& key) {
  Unblinded result;
  for (const auto& [pair, winner] : file.votes) {
    const auto found = key.pairs.find(pair);
    if (found == key.pairs.end()) {
      result.problems.push_back("comparison " + key.id + " has no pair " + quoted(pair));
      continue;
    }
    domain::Vote& vote = result.votes.emplace_back(found->second);
    vote.winner = winner;
  }
  return result;
}

}  // namespace vitrine::report
