#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace vitrine::report {

struct Attribute {
  std::string_view name;
  std::string_view value;
};

/// Builds HTML. Everything a feed or a person wrote goes through `text` or an attribute's value and
/// is escaped there, so that a title can never become markup.
class Markup {
 public:
  Markup& open(std::string_view tag, std::initializer_list<Attribute> attributes = {});
  Markup& close(std::string_view tag);
  Markup& text(std::string_view text);
  /// Opened, filled with text and closed.
  Markup& element(std::string_view tag,
                  std::string_view text,
                  std::initializer_list<Attribute> attributes = {});
  /// As it is: only for what this program wrote itself.
  Markup& raw(std::string_view html);

  std::string take() && { return std::move(html_); }

 private:
  std::string html_;
};

/// The five characters that mean something to HTML become entities; control characters and bytes
/// that are no UTF-8 become U+FFFD.
std::string escaped(std::string_view text);

std::string base64(std::string_view bytes);
/// "data:image/png;base64,…"
std::string data_uri(std::string_view media_type, std::string_view bytes);

}  // namespace vitrine::report
