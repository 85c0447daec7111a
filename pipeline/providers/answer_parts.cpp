#include "pipeline/providers/answer_parts.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace vitrine::providers {
namespace {

constexpr std::string_view kFirstWords = "vitrine-parts 1 ";
constexpr std::size_t kMark = 16;

std::string boundary(std::string_view mark) { return "\n--" + std::string(mark) + "\n"; }

}  // namespace

std::string AnswerPartsWriter::head(std::string_view json) const {
  return std::string(kFirstWords) + mark_ + " " + std::to_string(json.size()) + "\n" +
         std::string(json);
}

std::string AnswerPartsWriter::before_picture() const { return boundary(mark_); }

AnswerParts parts_of(std::string_view body) {
  AnswerParts parts{{0, body.size()}, std::nullopt};
  if (!body.starts_with(kFirstWords)) return parts;
  const std::size_t line_end = body.find('\n');
  const std::size_t mark_end = kFirstWords.size() + kMark;
  if (line_end == std::string_view::npos || mark_end + 1 >= line_end) return parts;
  const std::string_view mark = body.substr(kFirstWords.size(), kMark);
  const std::string_view digits = body.substr(mark_end + 1, line_end - mark_end - 1);
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (error != std::errc{} || end != digits.data() + digits.size()) return parts;
  if (length > body.size() - line_end - 1) return parts;
  parts.json = {line_end + 1, length};
  const std::string before = boundary(mark);
  const std::size_t last = body.rfind(before);
  if (last == std::string_view::npos || last < line_end + 1 + length) return parts;
  const std::size_t begin = last + before.size();
  parts.picture = Span{begin, body.size() - begin};
  return parts;
}

std::string without_queries(std::string_view json) {
  std::string kept(json);
  for (std::size_t at = kept.find("\"http"); at != std::string::npos;
       at = kept.find("\"http", at + 1)) {
    std::size_t end = at + 1;
    while (end < kept.size() && kept[end] != '"') end += kept[end] == '\\' ? 2 : 1;
    end = std::min(end, kept.size());
    const std::size_t query = std::min(kept.find('?', at), kept.find("\\u003", at));
    if (query < end)
      std::fill(kept.begin() + static_cast<std::ptrdiff_t>(query),
                kept.begin() + static_cast<std::ptrdiff_t>(end), '*');
  }
  return kept;
}

}  // namespace vitrine::providers
