#include "pipeline/report/html.hpp"

#include "pipeline/report/card.hpp"
#include "pipeline/report/markup.hpp"
#include "pipeline/report/page_parts.hpp"
#include "pipeline/report/wording.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <vector>

namespace vitrine::report {
namespace {

bool is_urgent(const Item& item) {
  return item.group == Group::needs_person || item.group == Group::failed;
}

/// Packshots as backgrounds of classes, so that each is in the file once.
void append_packshots(Markup& markup, const Page& page) {
  std::set<PictureIndex> packshots;
  for (const Item& item : page.items)
    if (item.before) packshots.insert(*item.before);
  for (const PictureIndex index : packshots) {
    const Thumbnail& picture = page.pictures[index];
    markup.raw("." + picture_class(index) + "{background-image:url(")
        .raw(data_uri(picture.media_type, picture.bytes))
        .raw(")}\n");
  }
}

void append_head(Markup& markup, const Page& page) {
  const std::string_view script = embedded_file("page.js");
  markup.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  markup.open("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy_for(script)}})
      .raw("\n");
  markup.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  markup.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
  markup.raw("<link rel=\"icon\" href=\"data:,\">\n");
  markup.element("title", headline(page) + ": " + counts_line(page.counts)).raw("\n");
  markup.raw("<style>\n").raw(embedded_file("palette.css")).raw(embedded_file("page.css"));
  append_packshots(markup, page);
  markup.raw("</style>\n</head>\n<body>\n");
}

void append_figure(Markup& markup, const std::string& value, const char* name) {
  markup.open("div").element("dt", name).element("dd", value).close("div");
}

void append_header(Markup& markup, const Page& page) {
  markup.open("header");
  markup.element("p", page.run.empty() ? "Catalog report" : "Catalog report, run " + page.run,
                 {{"class", "eyebrow"}});
  markup.element("h1", headline(page));
  markup.element("p", counts_line(page.counts) + "; " + spent_line(page) + ".",
                 {{"class", "lede"}});
  if (page.rehearsal)
    markup.element(
        "p",
        "A rehearsal: an emulator on this machine answered instead of the model. Nothing "
        "was bought, and no picture here is for sale.",
        {{"class", "rehearsal"}});
  for (const FellBack& fell_back : page.fallbacks)
    markup.element("p", fell_back_text(fell_back) + ".", {{"class", "instead"}});
  if (!page.stopped.empty())
    markup.element("p", "The run stopped early: " + page.stopped + ".", {{"class", "stopped"}});
  if (page.started && !page.ended)
    markup.element("p", "This run has not ended, or was killed.", {{"class", "stopped"}});
  const Totals& totals = page.totals;
  markup.open("dl", {{"class", "figures"}});
  append_figure(markup, std::to_string(totals.planned), "planned");
  append_figure(markup, std::to_string(totals.rendered), "rendered");
  append_figure(markup, std::to_string(totals.finished), "finished");
  append_figure(markup, std::to_string(totals.reused), "reused");
  append_figure(markup, std::to_string(totals.accepted), "accepted now");
  append_figure(markup, amount_text(totals.charged, page.currency),
                page.rehearsal ? "by the prices" : "spent");
  if (page.started && page.ended)
    append_figure(markup, duration_text(*page.started, *page.ended), "took");
  markup.close("dl").close("header");
}

/// Radio buttons before what they filter: style alone does the rest, and script only adds search.
void append_filters(Markup& markup, const Page& page) {
  const auto radio = [&](const std::string& id, bool checked) {
    markup.raw("<input type=\"radio\" name=\"group\" class=\"pick\" id=\"f-" + id + "\" value=\"" +
               id + "\"" + (checked ? " checked" : "") + ">");
  };
  radio("all", true);
  for (const Group group : kGroups) radio(slug(group), false);
  markup.raw("\n<nav aria-label=\"Filter\"><div class=\"groups\">");
  const auto label = [&](const std::string& id, const char* name, int count) {
    markup.open("label", {{"for", "f-" + id}})
        .text(name)
        .text(" ")
        .element("b", std::to_string(count))
        .close("label");
  };
  label("all", "all", page.counts.total());
  for (const Group group : kGroups)
    if (page.counts[group] > 0) label(slug(group), word(group), page.counts[group]);
  markup.raw(
      "</div><div class=\"search\"><input type=\"search\" id=\"search\" "
      "placeholder=\"SKU, scene, profile, digest\" aria-label=\"Search\">"
      "<output id=\"found\" for=\"search\"></output></div></nav>\n");
}

using Shelf = std::span<const Item* const>;

std::string groups_of(Shelf shelf) {
  std::string names;
  for (const Group group : kGroups)
    if (std::any_of(shelf.begin(), shelf.end(), [&](auto item) { return item->group == group; }))
      names += (names.empty() ? "" : " ") + std::string(slug(group));
  return names;
}

void append_urgent(Markup& markup, const Page& page, std::vector<const Item*> urgent) {
  if (urgent.empty()) return;
  std::stable_sort(urgent.begin(), urgent.end(),
                   [](auto a, auto b) { return a->group < b->group; });
  markup.open("section", {{"class", "urgent"}, {"data-groups", groups_of(urgent)}});
  markup.element("h2", "For you");
  for (const Item* item : urgent) append_card(markup, page, *item, CardWidth::wide);
  markup.close("section").raw("\n");
}

void append_product(Markup& markup, const Page& page, Shelf shelf) {
  const Item& first = *shelf.front();
  markup.open("section", {{"class", "product"}, {"data-groups", groups_of(shelf)}});
  markup.open("h2").element("span", first.sku, {{"class", "sku"}});
  if (!first.title.empty()) markup.text(" ").element("span", first.title);
  markup.close("h2").open("div", {{"class", "grid"}});
  for (const Item* item : shelf) append_card(markup, page, *item, CardWidth::grid);
  markup.close("div").close("section").raw("\n");
}

/// What needs somebody first, then product by product.
void append_sections(Markup& markup, const Page& page) {
  std::vector<const Item*> urgent, calm;
  for (const Item& item : page.items) (is_urgent(item) ? urgent : calm).push_back(&item);
  append_urgent(markup, page, std::move(urgent));
  for (auto first = calm.begin(); first != calm.end();) {
    const auto last =
        std::find_if(first, calm.end(), [&](auto item) { return item->sku != (*first)->sku; });
    append_product(markup, page, {first, last});
    first = last;
  }
}

std::vector<Group> groups_in(const std::vector<ProductSummary>& summaries) {
  std::vector<Group> groups;
  for (const Group group : kGroups)
    if (std::any_of(summaries.begin(), summaries.end(),
                    [&](const ProductSummary& summary) { return summary.counts[group] > 0; }))
      groups.push_back(group);
  return groups;
}

void append_summaries(Markup& markup, const Page& page) {
  if (page.summarised.empty()) return;
  const std::vector<Group> groups = groups_in(page.summarised);
  markup.raw("<section class=\"rest\"><h2>Counted only</h2>");
  markup.element("p",
                 "More pictures than one page should hold; each is in the record: vitrine "
                 "assets, vitrine show.",
                 {{"class", "hint"}});
  markup.raw("<div class=\"scroll\"><table><thead><tr><th>product");
  for (const Group group : groups) markup.element("th", word(group), {{"class", "number"}});
  markup.raw("</thead><tbody>");
  for (const ProductSummary& summary : page.summarised) {
    markup.open("tr").element("th", summary.sku, {{"scope", "row"}});
    for (const Group group : groups) {
      const int count = summary.counts[group];
      markup.element("td", count == 0 ? "" : std::to_string(count), {{"class", "number"}});
    }
    markup.close("tr");
  }
  markup.raw("</tbody></table></div></section>\n");
}

void append_footer(Markup& markup, const Page& page) {
  markup.open("footer").open("dl", {{"class", "facts"}});
  const auto row = [&](const char* name, const std::string& value) {
    if (!value.empty()) markup.element("dt", name).element("dd", value);
  };
  row("job", page.job_file);
  row("job revision", page.job_revision);
  if (page.started) row("started", time_text(*page.started));
  if (page.ended) row("ended", time_text(*page.ended));
  row("made by", page.tool);
  markup.close("dl").close("footer").raw("\n");
}

}  // namespace

void write_html(const Page& page, const HtmlSink& sink) {
  Markup markup(sink);
  append_head(markup, page);
  append_header(markup, page);
  append_filters(markup, page);
  markup.open("main").raw("\n");
  append_sections(markup, page);
  append_summaries(markup, page);
  if (page.counts.total() == 0)
    markup.element("p", "Nothing has been rendered for this job yet.", {{"class", "hint"}});
  markup.element("p", "Nothing here matches.", {{"id", "nothing"}, {"hidden", "hidden"}});
  markup.close("main").raw("\n");
  append_footer(markup, page);
  markup.raw("<script>").raw(embedded_file("page.js")).raw("</script>\n</body>\n</html>\n");
  markup.finish();
}

}  // namespace vitrine::report
