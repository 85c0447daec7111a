#include "pipeline/spec/feed_products.hpp"

#include "pipeline/spec/formats.hpp"
#include "pipeline/spec/views.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace vitrine::spec {
namespace {

namespace fs = std::filesystem;

bool same_color(const std::string& a, const std::string& b) {
  return util::to_lower(a) == util::to_lower(b);
}

/// "Navy/White": a slash would part the shot's name, a star is a pattern.
std::string color_name(std::string text) {
  for (char& c : text)
    if (c == '/' || c == '*') c = '-';
  return text;
}

/// A name for a colour that the feed gives none: that of its target.
std::string name_of_target(const std::string& target) {
  if (target.starts_with('#')) return target.substr(1);
  return color_name(fs::path(target).stem().string());
}

std::optional<bool> parse_yes(const std::string& text) {
  const std::string word = util::to_lower(text);
  if (word == "true" || word == "yes" || word == "1") return true;
  if (word == "false" || word == "no" || word == "0") return false;
  return std::nullopt;
}

}  // namespace

RowReading FeedProductReader::read(const FeedRow& row) const {
  RowReading reading;
  reading.product.sku = row.cell("sku");
  if (!row.wrong.empty()) {
    reading.problems.push_back({"", {"bad-row", row.wrong}});
    return reading;
  }
  reading.product.origin = {file_, row.place.line, 1};
  read_words(row, reading);
  read_facts(row, reading);
  read_colorway(row, reading);
  read_photos(row, reading);
  read_scenes(row, reading);
  read_profiles(row, reading);
  return reading;
}

void FeedProductReader::read_words(const FeedRow& row, RowReading& reading) const {
  domain::Product& product = reading.product;
  if (product.sku.empty())
    reading.problems.push_back({columns_.heading("sku"), {"no-sku", "the number is empty"}});
  else if (std::optional<Complaint> wrong = wrong_format("shot-part", product.sku))
    reading.problems.push_back({columns_.heading("sku"), std::move(*wrong)});
  product.title = row.cell("title");
  product.category = row.cell("category");
  product.group = row.cell("group");
  product.attributes = row.attributes;
  if (!row.cell("color").empty()) product.attributes.emplace("color", row.cell("color"));
  product.keep.parts = pieces(row, "keep");
  for (const std::string_view text : util::split(row.cell("text"), '|'))
    if (!util::trim(text).empty()) product.keep.text.emplace_back(util::trim(text));
}

void FeedProductReader::read_facts(const FeedRow& row, RowReading& reading) const {
  domain::Product& product = reading.product;
  const auto read = [&](const char* ours, const auto& parse, const char* wanted, auto& into) {
    const std::string& text = row.cell(ours);
    if (text.empty()) return;
    const auto value = parse(text);
    if (value)
      into = *value;
    else
      reading.problems.push_back(
          {columns_.heading(ours), {"bad-cell", quote(text) + " is not " + wanted}});
  };
  const auto length = [](const std::string& text) { return domain::parse_length(text); };
  read("height", length, "a length as \"21 cm\"", product.size.height);
  read("width", length, "a length as \"21 cm\"", product.size.width);
  read("transparent", parse_yes, "true or false", product.transparent);
  const auto stance = [](const std::string& text) { return domain::parse<domain::Stance>(text); };
  read("stands", stance, "stands, lies or hangs", product.stance);
  const auto count = [](const std::string& text) -> std::optional<int> {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = error == std::errc{} && end == text.data() + text.size();
    return good && value >= 1 && value <= 100 ? std::optional(value) : std::nullopt;
  };
  read("pieces", count, "a number from 1 to 100", product.pieces);
}

std::optional<domain::Target> FeedProductReader::read_target(const std::string& text,
                                                             RowReading& reading) const {
  const std::string heading = columns_.heading("target");
  if (std::optional<Complaint> wrong = wrong_format("target", text)) {
    reading.problems.push_back({heading, std::move(*wrong)});
    return std::nullopt;
  }
  if (const std::optional<domain::Rgb> color = domain::parse_color(text)) return *color;
  FoundFile swatch = world_.files.picture(columns_.folder("target"), text);
  if (!swatch.complaint) return std::move(swatch.path);
  reading.problems.push_back({heading, std::move(*swatch.complaint)});
  return std::nullopt;
}

void FeedProductReader::read_colorway(const FeedRow& row, RowReading& reading) const {
  domain::Product& product = reading.product;
  const std::string color = color_name(row.cell("color"));
  const std::string& target = row.cell("target");
  const std::string shows =
      color_name(row.cell("shows").empty() ? row.photo_color : row.cell("shows"));
  domain::ProductColorway colorway;
  colorway.origin = product.origin;
  colorway.name = !color.empty() ? color : !target.empty() ? name_of_target(target) : "natural";
  if (!row.cell("zone").empty()) colorway.zone = row.cell("zone");
  const bool shows_another = !shows.empty() && !color.empty() && !same_color(shows, color);
  if (!target.empty() && (shows.empty() || color.empty() || shows_another)) {
    colorway.target = read_target(target, reading);
    if (!shows.empty()) product.shows = shows;
  } else if (shows_another || (row.photos.empty() && row.source)) {
    // The photograph is another colour's and the row brings no target: the job's list may.
    const bool is_common = !color.empty() && world_.colorways.has(color);
    if (is_common)
      world_.colorways.refer(color);
    else if (shows_another)
      reading.problems.push_back(
          {columns_.heading("shows"),
           {"no-target", "the photo shows " + quote(shows) + ", not " + quote(color) +
                             ", and there is no target for it"}});
    else
      reading.problems.push_back(
          {columns_.heading("packshots"),
           {"no-photo", "it has no picture of its own and no target to make it from another"}});
    if (!shows.empty()) product.shows = shows;
  } else {
    colorway.as_photographed = true;
    const std::string& shown = color.empty() ? shows : color;
    if (!shown.empty()) product.shows = colorway.name = shown;
  }
  product.colorways.push_back(std::move(colorway));
}

void FeedProductReader::read_photos(const FeedRow& row, RowReading& reading) const {
  domain::Product& product = reading.product;
  std::vector<FeedPhoto> photos = row.photos;
  if (photos.empty() && row.source) {
    photos.push_back(*row.source);
    if (!product.shows && !row.source_color.empty()) product.shows = color_name(row.source_color);
  }
  if (photos.empty())
    reading.problems.push_back({columns_.heading("packshots"), {"no-photo", "it has no picture"}});
  for (const FeedPhoto& photo : photos) {
    FoundFile found = world_.files.picture(columns_.folder(photo.ours), photo.file);
    if (found.complaint) {
      reading.problems.push_back({columns_.heading(photo.ours), std::move(*found.complaint)});
      continue;
    }
    const std::string says = photo.alt + " " + found.path.stem().string();
    domain::Packshot packshot;
    packshot.view = implied_view(product.packshots, says, form_.view_words);
    packshot.file = std::move(found.path);
    packshot.origin = product.origin;
    product.packshots.push_back(std::move(packshot));
  }
}

std::vector<std::string> FeedProductReader::pieces(const FeedRow& row, const char* ours) const {
  std::vector<std::string> all;
  std::string text = row.cell(ours);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '|' || c == ';'; }, ',');
  for (const std::string_view piece : util::split(text, ','))
    if (!util::trim(piece).empty())
      all.push_back(columns_.translated(ours, std::string(util::trim(piece))));
  return all;
}

void FeedProductReader::read_scenes(const FeedRow& row, RowReading& reading) const {
  if (!columns_.has("scenes")) return;
  reading.product.scenes.emplace();
  for (const std::string& scene : pieces(row, "scenes")) {
    if (world_.scenes.has(scene))
      reading.product.scenes->push_back(scene);
    else
      reading.problems.push_back(
          {columns_.heading("scenes"), unknown_word("no-such-scene", "no scene " + quote(scene),
                                                    scene, world_.scenes.names())});
  }
}

/// A channel's name means all its profiles: "google" is google-main, google-lifestyle, …
void FeedProductReader::read_profiles(const FeedRow& row, RowReading& reading) const {
  if (!columns_.has("deliver")) return;
  std::vector<std::string>& wanted = reading.product.profiles.emplace();
  for (const std::string& word : pieces(row, "deliver")) {
    const std::size_t before = wanted.size();
    for (const std::string& profile : world_.profiles)
      if (profile == word || profile.starts_with(word + "-")) wanted.push_back(profile);
    if (wanted.size() == before)
      reading.problems.push_back(
          {columns_.heading("deliver"),
           unknown_word("no-such-profile", "no profile " + quote(word), word, world_.profiles),
           false});
  }
}

void take_shown_colors_from_owners(std::vector<domain::Product>& products) {
  std::map<fs::path, std::string> shown;
  for (const domain::Product& product : products)
    if (product.colorways.front().as_photographed && product.shows)
      shown.emplace(product.packshots.front().file, *product.shows);
  for (domain::Product& product : products) {
    if (product.shows) continue;
    const auto owner = shown.find(product.packshots.front().file);
    if (owner != shown.end()) product.shows = owner->second;
  }
}

}  // namespace vitrine::spec
