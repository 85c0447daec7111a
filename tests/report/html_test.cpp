#include "pipeline/report/html.hpp"

#include "pipeline/report/contact_sheet.hpp"
#include "pipeline/report/markup.hpp"
#include "tests/report/sample_page.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <string_view>

using namespace vitrine;
using Catch::Contains;
using report::Group;
using test::sample_page;

namespace {

std::string html_of(const report::Page& page) {
  std::string whole;
  report::write_html(page, [&](std::string_view piece) { whole += piece; });
  return whole;
}

int times(std::string_view text, std::string_view part) {
  int count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size())
    ++count;
  return count;
}

/// The markup between the end of the head and the script: what a feed's words end up in.
std::string body_of(const std::string& html) {
  const std::size_t from = html.find("<body>"), to = html.find("<script>");
  return html.substr(from, to - from);
}

}  // namespace

TEST_CASE("a hostile title stays text wherever it is shown", "[report]") {
  const std::string hostile = "\"><script>alert('x')</script><img src=x onerror=y>&amp;";
  report::Page page = sample_page();
  page.title = page.job_file = page.stopped = hostile;
  for (report::Item& item : page.items) {
    item.title = item.colorway = item.scene = item.profile = hostile;
    item.shot = item.path = item.reason = item.why = item.model = hostile;
    item.facts = {{hostile, hostile}};
    for (report::CheckedItem& checked : item.verdicts)
      checked.verdict.check = checked.verdict.detail = checked.verdict.unit = hostile;
  }
  page.summarised = {{hostile, page.counts}};

  const std::string html = html_of(page);

  CHECK(times(html, "<script>") == 1);
  CHECK(times(html, "</script>") == 1);
  CHECK(times(html, "</title>") == 1);
  CHECK(times(html, "src=x") == times(html, "&lt;img src=x"));
  CHECK_THAT(html, Contains("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)"));
  CHECK(times(body_of(html), "&amp;amp;") > 10);
}

TEST_CASE("control characters and broken UTF-8 become replacement characters", "[report]") {
  CHECK(report::escaped("a\x01z") == "a\xEF\xBF\xBDz");
  CHECK(report::escaped("a\xFFz") == "a\xEF\xBF\xBDz");
  CHECK(report::escaped("caf\xC3\xA9\nnoir") == "caf\xC3\xA9\nnoir");
}

TEST_CASE("base64 pads what does not fill three bytes", "[report]") {
  CHECK(report::base64("") == "");
  CHECK(report::base64("f") == "Zg==");
  CHECK(report::base64("fo") == "Zm8=");
  CHECK(report::base64("foo") == "Zm9v");
  CHECK(report::base64(std::string_view("\xFB\xFF\x00", 3)) == "+/8A");
}

TEST_CASE("the page asks nothing of any network", "[report]") {
  const std::string html = html_of(sample_page());
  CHECK(times(html, "http:") == 0);
  CHECK(times(html, "https:") == 0);
  CHECK(times(html, "src=\"data:") == times(html, "src=\""));
  CHECK(times(html, "url(data:") == times(html, "url("));
  CHECK(times(html, "@import") == 0);
  CHECK_THAT(html, Contains("default-src &#39;none&#39;"));
}

TEST_CASE("every delivery is one card of its group, with the urgent ones first", "[report]") {
  const std::string html = html_of(sample_page());
  CHECK(times(html, "<article") == 5);
  for (const Group group :
       {Group::added, Group::changed, Group::unchanged, Group::failed, Group::needs_person})
    CHECK(times(html, "data-group=\"" + std::string(report::slug(group)) + "\"") == 1);
  const std::size_t needs = html.find("<article class=\"card wide\" data-group=\"needs-you\"");
  const std::size_t failed = html.find("<article class=\"card wide\" data-group=\"failed\"");
  const std::size_t calm = html.find("<article class=\"card\"");
  CHECK(needs < failed);
  CHECK(failed < calm);
  CHECK(calm != std::string::npos);
}

TEST_CASE("the header counts what the cards show and says what was spent", "[report]") {
  const std::string html = html_of(sample_page());
  CHECK_THAT(html,
             Contains("1 new, 1 changed, 1 unchanged, 1 needs you, 1 failed; 0.54 USD spent"));
  CHECK_THAT(html, Contains("2 min 14 s"));
  CHECK_THAT(html, Contains("all <b>5</b>"));
}

TEST_CASE("a card says why, by whom, from what and how to make it again", "[report]") {
  const report::Page page = sample_page();
  const std::string html = html_of(page);
  const report::Item& changed = page.items[2];
  CHECK_THAT(html, Contains("prompt: &quot;at dawn&quot; -&gt; &quot;at first light&quot;"));
  CHECK_THAT(html, Contains("studio (embedded renderer, deterministic)"));
  CHECK_THAT(html, Contains("recolor (the photograph&#39;s own, recoloured by zone)"));
  CHECK_THAT(html, Contains("0.00 USD"));
  CHECK_THAT(html, Contains("vitrine reproduce " + changed.asset.substr(0, 12)));
  const std::size_t input = html.find(changed.inputs[0].digest.hex());
  const std::size_t rendering = html.find(changed.rendering.hex());
  const std::size_t file = html.find(changed.blob.hex());
  CHECK(input < rendering);
  CHECK(rendering < file);
  CHECK(file != std::string::npos);
}

TEST_CASE("a failed check is shown with its number, its limit and the spot", "[report]") {
  const std::string html = html_of(sample_page());
  CHECK_THAT(html, Contains("Failed: identity"));
  CHECK_THAT(html, Contains("4.31 dE00, limit 2.5 dE00"));
  CHECK(times(html, "class=\"crop\"") == 1);
  CHECK_THAT(html, Contains("1 of 3 checks failed"));
}

TEST_CASE("a packshot that many cards share is in the file once", "[report]") {
  const std::string html = html_of(sample_page());
  CHECK(times(html, "background-image:url(data:") == 1);
  CHECK(times(html, "class=\"before p0\"") == 5);
}

TEST_CASE("a page without pictures still tells everything else", "[report]") {
  report::Page page = sample_page();
  page.pictures.clear();
  for (report::Item& item : page.items) {
    item.picture = item.before = std::nullopt;
    for (report::CheckedItem& checked : item.verdicts) checked.crop.reset();
  }
  const std::string html = html_of(page);
  CHECK(times(html, "<figure") == 0);
  CHECK(times(html, "<article") == 5);
}

TEST_CASE("what is only counted gets a row for each product and a column for each group it has",
          "[report]") {
  report::Page page = sample_page();
  report::GroupCounts counts;
  counts[Group::unchanged] = 312;
  page.summarised = {{"CHAIR-01", counts}, {"CHAIR-02", counts}};
  const std::string html = html_of(page);
  const std::string rest = html.substr(html.find("Counted only"));
  CHECK(times(rest, "312") == 2);
  CHECK_THAT(rest, Contains("unchanged</th>"));
  CHECK(times(rest.substr(0, rest.find("</table>")), "changed</th>") == 1);
}

TEST_CASE("a job that never ran gives a page that says so", "[report]") {
  report::Page page;
  page.title = "spring-tableware";
  const std::string html = html_of(page);
  CHECK_THAT(html, Contains("Nothing has been rendered for this job yet."));
  CHECK_THAT(html, Contains("nothing spent"));
}

TEST_CASE("a run without an end is named as such", "[report]") {
  report::Page page = sample_page();
  page.ended.reset();
  CHECK_THAT(html_of(page), Contains("This run has not ended, or was killed."));
}

TEST_CASE("a shot's name is quoted in a command where a shell would read more", "[report]") {
  report::Page page = sample_page();
  page.items[3].shot = "MUG 01/it's/tokyo";
  CHECK_THAT(html_of(page),
             Contains("vitrine redo &#39;MUG 01/it&#39;\\&#39;&#39;s/tokyo&#39; --note"));
}

TEST_CASE("a card offers what can be decided about its picture, and says what was", "[report]") {
  report::Page page = sample_page();
  report::Item& item = page.items[3];
  const std::string id = item.asset.substr(0, 12);
  CHECK_THAT(html_of(page), !Contains("vitrine approve"));  // it only keeps an older picture
  item.can_be_decided = true;
  CHECK_THAT(html_of(page), Contains("vitrine approve " + id) && Contains("vitrine reject " + id));
  item.state = "rejected";
  item.why = "rejected by anna on 2026-11-22: the handle is gone";
  CHECK_THAT(html_of(page), Contains("vitrine approve " + id) && !Contains("vitrine reject") &&
                                Contains("vitrine redo ") && Contains(item.why));
}

TEST_CASE("a long page comes in pieces, none much longer than a picture", "[report]") {
  report::Page page = sample_page();
  const report::Item shown = page.items[3];
  for (int i = 0; i < 200; ++i) page.items.push_back(shown);
  std::size_t longest_picture = 0, longest_piece = 0, total = 0;
  for (const report::Thumbnail& picture : page.pictures)
    longest_picture = std::max(longest_picture, picture.bytes.size() * 4 / 3 + 100);
  report::write_html(page, [&](std::string_view piece) {
    longest_piece = std::max(longest_piece, piece.size());
    total += piece.size();
  });
  CHECK(total > 10 * longest_piece);
  CHECK(longest_piece < (64 << 10) + longest_picture + 1000);
}

TEST_CASE("equal pages give equal bytes", "[report]") {
  CHECK(html_of(sample_page()) == html_of(sample_page()));
}

TEST_CASE("the page of a rehearsal says in title, heading and a line of its own that it is one",
          "[report]") {
  report::Page page = sample_page();
  CHECK(times(html_of(page), "ehearsal:") == 0);
  page.rehearsal = true;
  const std::string html = html_of(page);
  CHECK_THAT(html, Contains("<title>Rehearsal: "));
  CHECK_THAT(html, Contains("<h1>Rehearsal: "));
  CHECK_THAT(html, Contains("no picture here is for sale"));
  CHECK_THAT(html, Contains("nothing bought"));
  CHECK(report::contact_sheet(page) != report::contact_sheet(sample_page()));
}
