#include "pipeline/report/blind_page.hpp"

#include "pipeline/report/gallery.hpp"
#include "pipeline/report/markup.hpp"
#include "pipeline/report/page_parts.hpp"
#include "pipeline/report/vote_file.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace vitrine::report {
namespace {

constexpr int kLongest = 700;

/// Two pictures of a shot, as they stand on the page.
struct Pair {
  std::string id, shot;
  Contender left, right;
  std::size_t left_picture = 0, right_picture = 0;  ///< numbers in the page
};

/// The same for the same comparison, and nothing that a model's name or place could sway: a
/// digest of what is drawn, the comparison, the shot and the two assets.
util::Digest draw(const char* what,
                  const Comparison& comparison,
                  const ComparedShot& shot,
                  const Contender& one,
                  const Contender& other) {
  const auto [first, second] = std::minmax(one.asset, other.asset);
  std::string text = what;
  for (const std::string& part : {comparison.id, shot.shot, first.hex(), second.hex()})
    text += '\0' + part;
  return util::sha256(text);
}

Pair pair_of(const Comparison& comparison,
             const ComparedShot& shot,
             const Contender& one,
             const Contender& other) {
  Pair pair;
  pair.id = draw("pair", comparison, shot, one, other).hex().substr(0, 16);
  pair.shot = shot.shot;
  const bool turned = draw("side", comparison, shot, one, other).bytes[0] % 2 == 1;
  pair.left = pair.right = one.asset < other.asset ? one : other;
  (turned ? pair.left : pair.right) = one.asset < other.asset ? other : one;
  return pair;
}

void check(const Comparison& comparison) {
  if (!is_comparison_id(comparison.id))
    throw std::invalid_argument("\"" + comparison.id + "\" cannot name a comparison's files");
  for (const ComparedShot& shot : comparison.shots)
    if (!domain::parse<domain::Operation>(shot.operation))
      throw std::invalid_argument("no operation is called \"" + shot.operation + "\"");
}

class Draft {
 public:
  Draft(const Comparison& comparison, store::AssetStore& store)
      : comparison_(comparison), gallery_(store) {
    key_.id = comparison.id;
    key_.job = comparison.job;
    for (const ComparedShot& shot : comparison.shots)
      for (std::size_t i = 0; i < shot.contenders.size(); ++i)
        for (std::size_t j = i + 1; j < shot.contenders.size(); ++j)
          add(shot, shot.contenders[i], shot.contenders[j]);
    // By their ids, which are digests: no shot's pairs are together, and no model comes first.
    std::sort(pairs_.begin(), pairs_.end(),
              [](const Pair& a, const Pair& b) { return a.id < b.id; });
    for (Pair& pair : pairs_) {
      pair.left_picture = number_of(pair.left.blob);
      pair.right_picture = number_of(pair.right.blob);
    }
  }

  const std::vector<Pair>& pairs() const { return pairs_; }
  std::string key() const { return write_key(key_); }
  std::vector<std::string> take_left_out() { return std::move(left_out_); }
  /// In the order of their numbers.
  std::vector<Thumbnail> take_pictures() {
    std::vector<Thumbnail> gathered = std::move(gallery_).take(), ordered;
    for (const PictureIndex index : order_) ordered.push_back(std::move(gathered[index]));
    return ordered;
  }

 private:
  void add(const ComparedShot& shot, const Contender& one, const Contender& other) {
    if (one.model == other.model) return;
    const std::string both = shot.shot + ": " + one.model + " and " + other.model;
    if (one.blob == other.blob || one.asset == other.asset) {
      left_out_.push_back(both + " gave the same bytes, of which none is better");
      return;
    }
    for (const Contender* contender : {&one, &other})
      if (const auto picture = gallery_.add(contender->blob, kLongest); !picture) {
        left_out_.push_back(both + " cannot be shown: " + picture.error().message);
        return;
      }
    Pair pair = pair_of(comparison_, shot, one, other);
    domain::Vote whose;
    whose.shot = shot.shot;
    whose.operation = *domain::parse<domain::Operation>(shot.operation);
    whose.left_asset = pair.left.asset;
    whose.left_model = pair.left.model;
    whose.right_asset = pair.right.asset;
    whose.right_model = pair.right.model;
    if (key_.pairs.emplace(pair.id, std::move(whose)).second) pairs_.push_back(std::move(pair));
  }

  /// Pictures are numbered as they are first shown, whoever made them.
  std::size_t number_of(const util::Digest& blob) {
    const auto [found, is_new] = numbers_.try_emplace(blob, order_.size());
    if (is_new) order_.push_back(gallery_.add(blob, kLongest).value());
    return found->second;
  }

  const Comparison& comparison_;
  Gallery gallery_;
  ComparisonKey key_;
  std::vector<Pair> pairs_;
  std::vector<PictureIndex> order_;
  std::map<util::Digest, std::size_t> numbers_;
  std::vector<std::string> left_out_;
};

void append_head(Markup& markup, const std::string& job) {
  markup.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  markup.open("meta", {{"http-equiv", "Content-Security-Policy"},
                       {"content", policy_for(embedded_file("blind_page.js"))}});
  markup.raw("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  markup.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
  markup.raw("<link rel=\"icon\" href=\"data:,\">\n");
  markup.element("title", job + ": which picture is better?").raw("\n<style>\n");
  markup.raw(embedded_file("palette.css")).raw(embedded_file("blind_page.css"));
  markup.raw("</style>\n</head>\n");
}

void append_choice(Markup& markup, const char* side, const char* key) {
  const std::string label = "The " + std::string(side) + " picture is better, key " + key;
  markup.open(
      "button",
      {{"type", "button"}, {"class", "picture"}, {"data-winner", side}, {"aria-label", label}});
  markup.open("span", {{"class", "frame"}})
      .open("img", {{"id", side}, {"alt", "the " + std::string(side) + " picture"}})
      .close("span");
  markup.open("span", {{"class", "choice"}})
      .element("kbd", key)
      .text(" the " + std::string(side) + " one")
      .close("span");
  markup.close("button").raw("\n");
}

void append_voting(Markup& markup, const std::string& job) {
  markup.raw("<header>");
  markup.element("p", "Blind comparison, " + job, {{"class", "eyebrow"}});
  markup.raw("<h1>Which would you put in the shop?</h1>");
  markup.raw("<p id=\"progress\" aria-live=\"polite\"></p></header>\n");
  markup.raw("<progress id=\"bar\" max=\"1\" value=\"0\" aria-hidden=\"true\"></progress>\n");
  markup.raw("<noscript><p class=\"note\">Voting here needs JavaScript.</p></noscript>\n");
  markup.raw("<section id=\"vote\" hidden>\n<div class=\"two\">\n");
  append_choice(markup, "left", "1");
  append_choice(markup, "right", "2");
  markup.raw(
      "</div>\n<div class=\"row\"><button type=\"button\" id=\"back\"><kbd>\xE2\x8C\xAB</kbd> "
      "back</button>"
      "<button type=\"button\" data-winner=\"tie\" class=\"tie\"><kbd>0</kbd> no difference"
      "</button><button type=\"button\" id=\"stop\">finish here</button></div>\n</section>\n");
}

void append_end(Markup& markup) {
  markup.raw(
      "<section id=\"end\" hidden>\n<h2 id=\"thanks\"></h2>\n"
      "<p>Save the votes and send them to whoever gave you this page; nothing has left it. They "
      "are recorded with <code>vitrine vote votes.json</code>.</p>\n"
      "<p class=\"row\"><a id=\"save\" class=\"tie\" download=\"votes.json\">Save votes.json</a>"
      "<button type=\"button\" id=\"resume\">back to the pairs</button></p>\n"
      "<label for=\"text\">Or copy them:</label>\n"
      "<textarea id=\"text\" readonly rows=\"10\" spellcheck=\"false\"></textarea>\n"
      "</section>\n");
}

void append_data(Markup& markup, const Draft& draft, const std::vector<Thumbnail>& pictures) {
  markup.raw("<ol id=\"pairs\" hidden>\n");
  for (const Pair& pair : draft.pairs())
    markup
        .open("li", {{"data-pair", pair.id},
                     {"data-left", std::to_string(pair.left_picture)},
                     {"data-right", std::to_string(pair.right_picture)}})
        .text(pair.shot)
        .close("li")
        .raw("\n");
  markup.raw("</ol>\n<div id=\"pictures\" hidden>\n");
  for (const Thumbnail& picture : pictures)
    markup.raw("<img alt=\"\" src=\"")
        .raw(data_uri(picture.media_type, picture.bytes))
        .raw("\">\n");
  markup.raw("</div>\n");
}

}  // namespace

BlindPage blind_page(const Comparison& comparison, store::AssetStore& store) {
  check(comparison);
  Draft draft(comparison, store);
  BlindPage page;
  page.pairs = static_cast<int>(draft.pairs().size());
  page.key_json = draft.key();
  page.left_out = draft.take_left_out();
  Markup markup([&page](std::string_view piece) { page.html += piece; });
  append_head(markup, comparison.job);
  markup.open("body", {{"data-comparison", comparison.id}}).raw("\n<main>\n");
  append_voting(markup, comparison.job);
  append_end(markup);
  markup.raw("</main>\n");
  append_data(markup, draft, draft.take_pictures());
  markup.raw("<script>").raw(embedded_file("blind_page.js")).raw("</script>\n</body>\n</html>\n");
  markup.finish();
  return page;
}

}  // namespace vitrine::report
