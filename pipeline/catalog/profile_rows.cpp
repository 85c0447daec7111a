#include "pipeline/catalog/map_reader.hpp"
#include "pipeline/catalog/row_readers.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitrine::catalog {
namespace {

constexpr int kMostPixels = 20'000;
constexpr std::string_view kRegenerated = "regenerated_product";

const std::vector<std::string>& forbid_words() {
  static const std::vector<std::string> kWords{"text_overlay",
                                               "watermark",
                                               "border",
                                               "badge",
                                               "logo_overlay",
                                               "props",
                                               "mannequin",
                                               "collage",
                                               "placeholder",
                                               "packaging",
                                               "upscaled",
                                               "monochrome",
                                               std::string(kRegenerated)};
  return kWords;
}

const std::vector<std::string>& name_keys() {
  static const std::vector<std::string> kKeys{"sku",  "group",  "color", "scene",   "view",
                                              "slot", "market", "gtin",  "version", "ext"};
  return kKeys;
}

void check_forbid(const Node* node, const std::string& what, Complaints& complaints) {
  if (node == nullptr) return;
  for (const Node& word : node->items)
    if (std::find(forbid_words().begin(), forbid_words().end(), word.text) == forbid_words().end())
      complaints.unknown(word, "unknown-word",
                         "forbid of " + what + ": there is no \"" + word.text + "\"",
                         forbid_words());
}

void check_name_pattern(const Node* node, const std::string& what, Complaints& complaints) {
  if (node == nullptr) return;
  const std::string& pattern = node->text;
  for (std::size_t open = pattern.find('{'); open != std::string::npos;
       open = pattern.find('{', open + 1)) {
    const std::size_t close = std::min(pattern.find('}', open), pattern.size());
    Node key = *node;
    key.text = pattern.substr(open + 1, close - open - 1);
    if (std::find(name_keys().begin(), name_keys().end(), key.text) == name_keys().end())
      complaints.unknown(key, "unknown-word",
                         "name_pattern of " + what + ": there is no {" + key.text + "}",
                         name_keys());
  }
  if (!pattern.ends_with(".{ext}"))
    complaints.error(*node, "bad-pattern", "name_pattern of " + what + " must end in .{ext}");
}

std::map<std::string, domain::Severity> read_severities(const Node* node,
                                                        const std::string& what,
                                                        Complaints& complaints) {
  std::map<std::string, domain::Severity> severities;
  if (node == nullptr) return severities;
  MapReader reader(*node, "severity of " + what, complaints);
  for (const Node& check : node->keys) {
    domain::Severity severity = domain::Severity::reject;
    reader.read_word(check.text, severity);
    severities[check.text] = severity;
  }
  return severities;
}

void read_picture_rules(MapReader& reader, domain::Profile& profile) {
  reader.need("target_px");
  reader.read("target_px", profile.target_px);
  reader.read("min_px", profile.min_px, 0, kMostPixels);
  reader.read_word("min_px_rule", profile.min_px_rule);
  reader.read("max_px", profile.max_px, 0, kMostPixels);
  reader.read("max_megapixels", profile.max_megapixels, 0, 1000);
  reader.read("aspect", profile.aspect);
  reader.read("aspect_tolerance", profile.aspect_tolerance, 0, 0.5);
  reader.need("formats");
  reader.read_words("formats", profile.formats);
  reader.read("jpeg_quality", profile.jpeg_quality, 50, 100);
  reader.read("jpeg_quality_min", profile.jpeg_quality_min, 50, 100);
  reader.read("avif_quality", profile.avif_quality, 20, 100);
  reader.read("avif_quality_min", profile.avif_quality_min, 20, 100);
  reader.read_word("chroma", profile.chroma);
  reader.read("sharpen", profile.sharpen, 0, 100);
  reader.read("widths", profile.widths, 16, kMostPixels);
  reader.read_words("width_formats", profile.width_formats);
  reader.read_bytes("max_bytes", profile.max_bytes);
  reader.read_bytes("min_bytes", profile.min_bytes);
  reader.read("alpha_allowed", profile.alpha_allowed);
}

void read_content_rules(MapReader& reader,
                        const std::string& what,
                        domain::Profile& profile,
                        Complaints& complaints) {
  reader.read_word("background", profile.background);
  reader.read("background_rgb", profile.background_rgb);
  reader.read("fill_min", profile.fill_min, 0, 1);
  reader.read("fill_max", profile.fill_max, 0, 1);
  reader.read("fill_target", profile.fill_target, 0, 1);
  reader.read("shadow_allowed", profile.shadow_allowed);
  reader.read("forbid", profile.forbid);
  check_forbid(reader.find("forbid"), what, complaints);
  profile.regenerate_forbidden =
      std::find(profile.forbid.begin(), profile.forbid.end(), kRegenerated) != profile.forbid.end();
  reader.read("need_source_type", profile.need_source_type);
  reader.read_words("repairs", profile.repairs);
  profile.severity = read_severities(reader.find("severity"), what, complaints);
}

/// Rules that no picture could meet at once.
std::vector<std::string> contradictions(const domain::Profile& profile) {
  std::vector<std::string> found;
  const auto [width, height] = profile.target_px;
  const int longest = std::max(width, height), shortest = std::min(width, height);
  const bool by_longest = profile.min_px_rule == domain::SideRule::longest_side;
  if ((by_longest ? longest : shortest) < profile.min_px)
    found.push_back("target_px is below min_px");
  if (profile.max_px > 0 && longest > profile.max_px) found.push_back("target_px is above max_px");
  if (profile.max_megapixels > 0 && 1e-6 * width * height > profile.max_megapixels)
    found.push_back("target_px is above max_megapixels");
  if (profile.aspect && height > 0) {
    const double ratio = static_cast<double>(width) / height;
    if (std::abs(ratio / profile.aspect->ratio() - 1) > profile.aspect_tolerance)
      found.push_back("target_px is not of the aspect");
  }
  if (profile.jpeg_quality < profile.jpeg_quality_min)
    found.push_back("jpeg_quality is below jpeg_quality_min");
  if (profile.avif_quality < profile.avif_quality_min)
    found.push_back("avif_quality is below avif_quality_min");
  if (profile.max_bytes > 0 && profile.min_bytes >= profile.max_bytes)
    found.push_back("min_bytes is not below max_bytes");
  if (profile.fill_min > profile.fill_max) found.push_back("fill_min is above fill_max");
  if (profile.fill_target > 0 &&
      (profile.fill_target < profile.fill_min || profile.fill_target > profile.fill_max))
    found.push_back("fill_target is outside fill_min to fill_max");
  if (profile.count_max != 1 && profile.name_pattern.find("{slot}") != std::string::npos &&
      profile.slot_code.find('#') == std::string::npos)
    found.push_back(
        "several pictures would share one {slot}: slot_code needs a # for the position");
  return found;
}

domain::Profile read_profile(const Node& row, Complaints& complaints) {
  domain::Profile profile;
  const std::string what = "profile " + row.text_of("id");
  MapReader reader(row, what, complaints);
  reader.read("id", profile.id);
  reader.need("version");
  reader.read("version", profile.version, 1, 1'000'000);
  reader.need("channel");
  reader.read("channel", profile.channel);
  reader.read_word("slot", profile.slot);
  reader.need_confidence(profile.confidence);
  reader.need("source");
  reader.read("source", profile.source);
  util::Date checked_on{};
  if (reader.need("checked_on") != nullptr) reader.read("checked_on", checked_on);
  if (checked_on.ok()) profile.checked_on = util::to_text(checked_on);
  reader.read("notes", profile.notes);
  read_picture_rules(reader, profile);
  read_content_rules(reader, what, profile, complaints);
  reader.need("name_pattern");
  reader.read("name_pattern", profile.name_pattern);
  check_name_pattern(reader.find("name_pattern"), what, complaints);
  profile.slot_code = domain::to_text(profile.slot);
  reader.read("slot_code", profile.slot_code);
  reader.read("count_max", profile.count_max, 0, 1'000);
  reader.refuse_other_keys();
  if (profile.formats.empty())
    complaints.error(row, "missing-key", what + " must accept one format at least");
  return profile;
}

struct DatedRules {
  util::Date from;
  const Node* fields;
};

/// The blocks of `from:`, first day first.
std::vector<DatedRules> dated_rules(const Node& row, Complaints& complaints) {
  std::vector<DatedRules> blocks;
  const Node* from = row.find("from");
  if (from == nullptr) return blocks;
  MapReader reader(*from, "from of profile " + row.text_of("id"), complaints);
  for (std::size_t i = 0; i < from->keys.size(); ++i) {
    if (const std::optional<util::Date> day = util::parse_date(from->keys[i].text))
      blocks.push_back({*day, &from->items[i]});
    else
      reader.error(from->keys[i], "wrong-type",
                   "\"" + from->keys[i].text + "\" is not a day such as 2027-01-31");
  }
  std::sort(blocks.begin(), blocks.end(),
            [](const DatedRules& a, const DatedRules& b) { return a.from < b.from; });
  return blocks;
}

std::string shown(const Node* node) {
  if (node == nullptr || node->kind == Node::Kind::empty) return "none";
  if (node->kind == Node::Kind::scalar) return node->text;
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < node->items.size(); ++i)
    pieces.push_back((node->keys.empty() ? "" : node->keys[i].text + " ") + shown(&node->items[i]));
  return util::join(pieces, ", ");
}

/// "min_px 100 -> 500", without what only tells where the rule was read.
std::string change_text(const Node& before, const Node& fields) {
  static const std::vector<std::string> kAbout{"version", "source", "checked_on", "confidence",
                                               "notes"};
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < fields.keys.size(); ++i) {
    const std::string& key = fields.keys[i].text;
    const bool says_nothing_new =
        before.find(key) != nullptr && *before.find(key) == fields.items[i];
    if (says_nothing_new || std::find(kAbout.begin(), kAbout.end(), key) != kAbout.end()) continue;
    pieces.push_back(key + " " + shown(before.find(key)) + " -> " + shown(&fields.items[i]));
  }
  return util::join(pieces, "; ");
}

/// Reads a profile's row as it stands on each of its days, so that a mistake in a coming rule is
/// found today, and keeps today's.
class ProfileHistory {
 public:
  ProfileHistory(const Node& row, Catalog::Contents& contents, Complaints& complaints)
      : row_(row), state_(row), contents_(contents), complaints_(complaints) {}

  void read() {
    state_ = without(std::move(state_), "from");
    domain::Profile profile = checked();
    int version = profile.version;
    for (const DatedRules& block : dated_rules(row_, complaints_)) {
      const std::string change = change_text(state_, *block.fields);
      state_ = overlaid(std::move(state_), *block.fields);
      const domain::Profile next = checked();
      if (next.version <= version)
        complaints_.error(*block.fields, "version-not-raised",
                          "the rules of profile " + profile.id + " from " +
                              util::to_text(block.from) +
                              " must raise its version: old verdicts are told apart by it");
      version = next.version;
      const bool in_force = block.from <= contents_.day;
      if (!in_force) contents_.coming_rules.push_back({profile.id, block.from, change});
      add_note((in_force ? "since " : "from ") + util::to_text(block.from) + ": " + change);
      if (in_force) profile = next;
    }
    if (!notes_.empty()) profile.notes += (profile.notes.empty() ? "" : " ") + notes_;
    contents_.profiles[row_.text_of("id")] = std::move(profile);
  }

 private:
  domain::Profile checked() {
    const std::size_t problems_before = complaints_.problems().size();
    domain::Profile profile = read_profile(state_, complaints_);
    readable_ = readable_ && complaints_.problems().size() == problems_before;
    // The default of a field that was not readable would only contradict the rest.
    if (readable_)
      for (const std::string& contradiction : contradictions(profile))
        complaints_.error(state_, "contradiction", "profile " + profile.id + ": " + contradiction);
    return profile;
  }
  void add_note(const std::string& note) { notes_ += (notes_.empty() ? "" : "; ") + note; }

  const Node& row_;
  Node state_;
  Catalog::Contents& contents_;
  Complaints& complaints_;
  std::string notes_;
  bool readable_ = true;  ///< so far, on every day read
};

}  // namespace

void read_profiles(const Rows& rows, Catalog::Contents& contents, Complaints& complaints) {
  for (const Node& row : rows.profiles.rows()) ProfileHistory(row, contents, complaints).read();
}

}  // namespace vitrine::catalog
