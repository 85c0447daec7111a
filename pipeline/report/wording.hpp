#pragma once

#include "pipeline/report/page.hpp"

#include <string>

/// The sentences of the page and the contact sheet.
namespace vitrine::report {

/// "7 new, 9 changed, 32 unchanged, 1 needs you, 2 failed": new, changed and unchanged always,
/// the others where there are any.
std::string counts_line(const GroupCounts& counts);
/// "0.54 USD spent" or "nothing spent", with what may yet be billed.
std::string spent_line(const Page& page);
/// The page's title, which says of a rehearsal that it is one.
std::string headline(const Page& page);

std::string time_text(util::Timestamp time);                          ///< "22 Nov 2026, 02:00 UTC"
std::string duration_text(util::Timestamp from, util::Timestamp to);  ///< "2 min 14 s"
std::string size_text(std::int64_t bytes);                            ///< "184 kB"
std::string amount_text(util::Money money, const std::string& currency);  ///< "0.067 USD"

/// Who made the rendering's pixels: "studio (embedded renderer, deterministic)".
std::string renderer_text(const Item& item);
/// "12 pictures by gpt-image-2 instead of gemini-2.5-flash-image: the day's requests are used up".
std::string fell_back_text(const FellBack& fell_back);
/// What became of the product's own pixels, in words.
std::string product_pixels_text(const Item& item);

/// A verdict's number and its limit, each with its unit; both empty if nothing was measured.
struct Measure {
  std::string value;  ///< "2.44 dE00"
  std::string limit;  ///< "2.5 dE00"
};
Measure measure_of(const domain::Verdict& verdict);
/// "9 checks passed", "1 of 9 checks warns", "2 of 9 checks failed".
std::string verdicts_line(const Item& item);

std::string short_id(const std::string& hex);         ///< the first 12 digits: enough for a command
std::string shell_word(const std::string& argument);  ///< quoted where a shell would read more
/// "glacier / kitchen", with the view unless it is the front.
std::string look_text(const Item& item);

}  // namespace vitrine::report
