#include "pipeline/report/wording.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace vitrine::report {
namespace {

std::string count_text(int count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// Whole numbers whole, others with what two decimals (or, near zero, four) can show.
std::string measured(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e9) return util::fixed_text(number, 0);
  std::string text = util::fixed_text(number, std::abs(number) < 0.1 ? 4 : 2);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

int count_of(const Item& item, domain::VerdictOutcome outcome) {
  return static_cast<int>(std::count_if(
      item.verdicts.begin(), item.verdicts.end(),
      [&](const CheckedItem& checked) { return checked.verdict.outcome == outcome; }));
}

}  // namespace

std::string counts_line(const GroupCounts& counts) {
  std::string line = std::to_string(counts[Group::added]) + " new, " +
                     std::to_string(counts[Group::changed]) + " changed, " +
                     std::to_string(counts[Group::unchanged]) + " unchanged";
  if (const int held = counts[Group::held]) line += ", " + std::to_string(held) + " held";
  if (const int waiting = counts[Group::needs_person])
    line += ", " + count_text(waiting, "needs you", "need you");
  if (const int failed = counts[Group::failed]) line += ", " + std::to_string(failed) + " failed";
  return line;
}

std::string spent_line(const Page& page) {
  const Totals& totals = page.totals;
  if (page.rehearsal)
    return "nothing bought, " + amount_text(totals.charged, page.currency) + " by the prices";
  std::string line = totals.charged.micros == 0
                         ? "nothing spent"
                         : amount_text(totals.charged, page.currency) + " spent";
  if (totals.unknown.micros != 0)
    line += ", up to " + amount_text(totals.unknown, page.currency) + " may yet be billed";
  return line;
}

std::string headline(const Page& page) {
  return page.rehearsal ? "Rehearsal: " + page.title : page.title;
}

std::string time_text(util::Timestamp time) {
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const util::Date date = util::date_of(time);
  const std::string full = util::to_text(time);  // 2026-11-22T02:00:07Z
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         kMonths[static_cast<unsigned>(date.month()) - 1] + " " +
         std::to_string(static_cast<int>(date.year())) + ", " + full.substr(11, 5) + " UTC";
}

std::string duration_text(util::Timestamp from, util::Timestamp to) {
  const std::int64_t seconds = std::max<std::int64_t>(0, to.micros - from.micros) / 1'000'000;
  const auto part = [](std::int64_t count, const char* unit) {
    return std::to_string(count) + " " + unit;
  };
  if (seconds < 60) return part(seconds, "s");
  if (seconds < 3600) return part(seconds / 60, "min ") + part(seconds % 60, "s");
  return part(seconds / 3600, "h ") + part(seconds / 60 % 60, "min");
}

std::string size_text(std::int64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  if (bytes < 1'000'000) return std::to_string((bytes + 500) / 1000) + " kB";
  return util::fixed_text(static_cast<double>(bytes) / 1e6, 1) + " MB";
}

std::string amount_text(util::Money money, const std::string& currency) {
  return util::to_text(money) + " " + currency;
}

std::string renderer_text(const Item& item) {
  if (item.provider == "studio") return "studio (embedded renderer, deterministic)";
  if (item.provider.empty()) return "";
  std::string text = item.model + " (image model, asked through " + item.provider + ")";
  if (!item.instead_of.empty())
    text += " instead of " + item.instead_of + ": " + util::one_line(item.instead_why, 200);
  return text;
}

std::string fell_back_text(const FellBack& fell_back) {
  return std::to_string(fell_back.pictures) +
         (fell_back.pictures == 1 ? " picture by " : " pictures by ") + fell_back.taken +
         " instead of " + fell_back.asked + ": " + util::one_line(fell_back.why, 200);
}

std::string product_pixels_text(const Item& item) {
  if (item.product_pixels == "original") return "original (the photograph's own)";
  if (item.product_pixels == "recolor") return "recolor (the photograph's own, recoloured by zone)";
  if (item.product_pixels == "regenerate") return "regenerate (redrawn by the model)";
  return item.product_pixels;
}

Measure measure_of(const domain::Verdict& verdict) {
  if (verdict.outcome == domain::VerdictOutcome::not_measured) return {};
  const std::string unit = verdict.unit.empty() ? "" : " " + verdict.unit;
  Measure measure{measured(verdict.value) + unit, measured(verdict.limit) + unit};
  // A hair past the limit must not look like the limit.
  if (measure.value == measure.limit && verdict.value != verdict.limit)
    measure = {util::fixed_text(verdict.value, 5) + unit,
               util::fixed_text(verdict.limit, 5) + unit};
  return measure;
}

std::string verdicts_line(const Item& item) {
  const int all = static_cast<int>(item.verdicts.size());
  if (all == 0) return "not checked";
  const std::string of_all = " of " + count_text(all, "check", "checks") + " ";
  if (const int failed = count_of(item, domain::VerdictOutcome::reject))
    return std::to_string(failed) + of_all + "failed";
  if (const int warned = count_of(item, domain::VerdictOutcome::warn))
    return std::to_string(warned) + of_all + (warned == 1 ? "warns" : "warn");
  if (const int unmeasured = count_of(item, domain::VerdictOutcome::not_measured))
    return std::to_string(all - unmeasured) + of_all + "passed, " + std::to_string(unmeasured) +
           " not measured";
  return count_text(all, "check", "checks") + " passed";
}

std::string short_id(const std::string& hex) { return hex.substr(0, 12); }

std::string shell_word(const std::string& argument) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/_.-+:@,=").find(c) != std::string_view::npos;
  };
  if (!argument.empty() && std::all_of(argument.begin(), argument.end(), is_plain)) return argument;
  std::string quoted = "'";
  for (const char c : argument) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string look_text(const Item& item) {
  std::string text = item.colorway + " / " + item.scene;
  if (!item.view.empty() && item.view != "front") text += " / " + item.view;
  return text;
}

}  // namespace vitrine::report
