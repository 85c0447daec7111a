#include "pipeline/report/card.hpp"

#include "pipeline/report/wording.hpp"

namespace vitrine::report {
namespace {

using domain::VerdictOutcome;

void append_slider(Markup& markup, const Item& item) {
  const std::string label = "Before and after of " + item.shot;
  markup.open("div", {{"class", "slide"}})
      .element("span", "before", {{"aria-hidden", "true"}})
      .open("input", {{"type", "range"},
                      {"min", "0"},
                      {"max", "100"},
                      {"value", "100"},
                      {"aria-label", label}})
      .element("span", "after", {{"aria-hidden", "true"}})
      .close("div");
}

/// The delivered picture with the packshot over it; the slider moves where one ends.
void append_picture(Markup& markup, const Page& page, const Item& item) {
  if (!item.picture && !item.before) return;
  markup.open("figure").open("div", {{"class", item.picture ? "compare" : "compare only-before"}});
  if (item.picture) {
    const Thumbnail& picture = page.pictures[*item.picture];
    markup.open("img", {{"src", data_uri(picture.media_type, picture.bytes)},
                        {"alt", item.shot + ", as delivered for " + item.profile},
                        {"width", std::to_string(picture.width)},
                        {"height", std::to_string(picture.height)},
                        {"loading", "lazy"},
                        {"decoding", "async"}});
  }
  if (item.before) {
    const std::string classes = "before " + picture_class(*item.before);
    const std::string label = "packshot of " + item.sku;
    markup.element("span", "", {{"class", classes}, {"role", "img"}, {"aria-label", label}});
  }
  markup.close("div");
  if (item.picture && item.before) append_slider(markup, item);
  if (!item.picture)
    markup.element("figcaption", "the packshot; nothing was delivered");
  else if (item.state == "waiting")
    markup.element("figcaption", "what was delivered before; it stays until then");
  markup.close("figure");
}

void append_crop(Markup& markup, const Page& page, const CheckedItem& checked) {
  if (!checked.crop) return;
  const Thumbnail& crop = page.pictures[*checked.crop];
  markup.open("img", {{"class", "crop"},
                      {"src", data_uri(crop.media_type, crop.bytes)},
                      {"alt", "the spot that " + checked.verdict.check + " found"},
                      {"width", std::to_string(crop.width)},
                      {"height", std::to_string(crop.height)},
                      {"loading", "lazy"}});
}

/// What a check could not let pass, on the card itself.
void append_alerts(Markup& markup, const Page& page, const Item& item) {
  const VerdictOutcome worst = worst_of(item);
  if (worst != VerdictOutcome::warn && worst != VerdictOutcome::reject) return;
  markup.open("ul", {{"class", "alerts"}});
  for (const CheckedItem& checked : item.verdicts) {
    const domain::Verdict& verdict = checked.verdict;
    if (verdict.outcome != VerdictOutcome::warn && verdict.outcome != VerdictOutcome::reject)
      continue;
    const bool rejects = verdict.outcome == VerdictOutcome::reject;
    const Measure measure = measure_of(verdict);
    markup.open("li", {{"class", rejects ? "reject" : "warn"}});
    append_crop(markup, page, checked);
    markup.open("div")
        .element("strong", (rejects ? "Failed: " : "Warning: ") + verdict.check)
        .text(" ")
        .element("span", measure.value + ", limit " + measure.limit, {{"class", "measure"}});
    if (!verdict.detail.empty()) markup.element("p", verdict.detail);
    markup.close("div").close("li");
  }
  markup.close("ul");
}

void append_row(Markup& markup, std::string_view name, const std::string& value) {
  if (!value.empty()) markup.element("dt", name).element("dd", value);
}

void append_facts(Markup& markup, const Page& page, const Item& item) {
  markup.open("dl", {{"class", "facts"}});
  append_row(markup, "renderer", renderer_text(item));
  append_row(markup, "pixels", product_pixels_text(item));
  if (!item.provider.empty()) {
    const std::string calls =
        item.attempts > 1 ? " for " + std::to_string(item.attempts) + " calls" : "";
    append_row(markup, "cost", amount_text(item.price, page.currency) + calls);
  }
  markup.close("dl");
}

void append_checks(Markup& markup, const Item& item) {
  if (item.verdicts.empty()) return;
  markup.open("div", {{"class", "scroll"}})
      .raw(
          "<table><thead><tr><th>check<th>answer"
          "<th class=\"number\">measured<th class=\"number\">limit<th>note</thead><tbody>");
  for (const CheckedItem& checked : item.verdicts) {
    const domain::Verdict& verdict = checked.verdict;
    const Measure measure = measure_of(verdict);
    const std::string answer(domain::to_text(verdict.outcome));
    markup.open("tr", {{"class", answer}})
        .element("th", verdict.check, {{"scope", "row"}})
        .element("td", answer == "not_measured" ? "not measured" : answer)
        .element("td", measure.value, {{"class", "number"}})
        .element("td", measure.limit, {{"class", "number"}})
        .element("td", verdict.detail)
        .close("tr");
  }
  markup.raw("</tbody></table>").close("div");
}

void append_link(Markup& markup, const std::string& what, const std::string& digest) {
  markup.open("li").element("span", what).text(" ").element("code", digest).close("li");
}

/// Inputs, rendering, file: the digests by which each is stored.
void append_chain(Markup& markup, const Item& item) {
  markup.open("ol", {{"class", "chain"}});
  for (const Input& input : item.inputs)
    append_link(markup, input.role + (input.name.empty() ? "" : " " + input.name),
                input.digest.hex());
  if (!item.rendering.is_zero()) append_link(markup, "rendering", item.rendering.hex());
  append_link(markup, "delivered file", item.blob.hex());
  append_link(markup, "asset", item.asset);
  markup.close("ol");
}

void append_record(Markup& markup, const Item& item) {
  markup.open("dl", {{"class", "facts record"}});
  append_row(markup, "file", item.path);
  if (item.pixels.width > 0)
    append_row(markup, "size",
               std::to_string(item.pixels.width) + " × " + std::to_string(item.pixels.height) +
                   " px, " + size_text(item.size));
  if (item.made) append_row(markup, "made", time_text(*item.made));
  for (const auto& [name, value] : item.facts) append_row(markup, name, value);
  markup.close("dl");
}

void append_lineage(Markup& markup, const Item& item) {
  if (item.asset.empty()) return;
  markup.open("details")
      .open("summary")
      .text(verdicts_line(item))
      .element("span", "details", {{"class", "more"}})
      .close("summary")
      .open("div", {{"class", "lineage"}});
  append_checks(markup, item);
  append_chain(markup, item);
  append_record(markup, item);
  markup.element("p", "Make it again, byte for byte:", {{"class", "hint"}})
      .element("code", "vitrine reproduce " + short_id(item.asset), {{"class", "command"}})
      .close("div")
      .close("details");
}

/// What a person can do about it, as commands.
void append_next(Markup& markup, const Item& item) {
  const std::string shot = shell_word(item.shot);
  const auto command = [&](const std::string& text) {
    markup.element("code", "vitrine " + text, {{"class", "command"}});
  };
  if (item.group == Group::needs_person) {
    if (item.can_be_decided) command("approve " + short_id(item.asset));
    if (item.can_be_decided && item.state != "rejected")
      command("reject " + short_id(item.asset) + " --note \"...\"");
    command("redo " + shot + " --note \"...\"");
  } else if (item.group == Group::failed) {
    markup.element("code", "vitrine explain " + shot, {{"class", "command"}});
  }
}

void append_heading(Markup& markup, const Item& item, CardWidth width) {
  markup.open("p", {{"class", "tags"}})
      .element("span", word(item.group), {{"class", "tag"}})
      .element("span", item.profile, {{"class", "profile"}})
      .close("p");
  markup.open("h3");
  if (width == CardWidth::wide) {
    markup.element("span", item.sku, {{"class", "sku"}}).text(" ");
    if (!item.title.empty()) markup.element("span", item.title).text(" ");
  }
  markup.element("span", look_text(item), {{"class", "look"}}).close("h3");
}

}  // namespace

std::string picture_class(PictureIndex picture) { return "p" + std::to_string(picture); }

void append_card(Markup& markup, const Page& page, const Item& item, CardWidth width) {
  const std::string classes = width == CardWidth::wide ? "card wide" : "card";
  markup.open("article", {{"class", classes}, {"data-group", slug(item.group)}});
  append_picture(markup, page, item);
  markup.open("div", {{"class", "body"}});
  append_heading(markup, item, width);
  if (!item.why.empty()) markup.element("p", item.why, {{"class", "why"}});
  if (!item.redo.empty()) markup.element("p", item.redo, {{"class", "why"}});
  if (item.reason != word(item.group) && !item.reason.empty())
    markup.element("p", item.reason, {{"class", "reason"}});
  append_alerts(markup, page, item);
  append_next(markup, item);
  append_facts(markup, page, item);
  append_lineage(markup, item);
  markup.close("div").close("article");
}

}  // namespace vitrine::report
