#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace vitrine::report {

struct Attribute {
  std::string_view name;
  std::string_view value;
};

/// Takes what was built, piece by piece, each to be used before it returns.
using HtmlSink = std::function<void(std::string_view piece)>;

/// Builds HTML and hands it on in pieces, so that a page with its pictures never stands in memory
/// whole. Everything a feed or a person wrote goes through `text` or an attribute's value and
/// is escaped there, so that a title can never become markup.
class Markup {
 public:
  explicit Markup(HtmlSink sink) : sink_(std::move(sink)) {}

  Markup& open(std::string_view tag, std::initializer_list<Attribute> attributes = {});
  Markup& close(std::string_view tag);
  Markup& text(std::string_view text);
  /// Opened, filled with text and closed.
  Markup& element(std::string_view tag,
                  std::string_view text,
                  std::initializer_list<Attribute> attributes = {});
  /// As it is: only for what this program wrote itself.
  Markup& raw(std::string_view html);

  /// The rest; to be called once at the end.
  void finish();

 private:
  void hand_on_if_due();

  HtmlSink sink_;
  std::string html_;  ///< not handed on yet
};

/// The five characters that mean something to HTML become entities; control characters and bytes
/// that are no UTF-8 become U+FFFD.
std::string escaped(std::string_view text);

std::string base64(std::string_view bytes);
/// "data:image/png;base64,…"
std::string data_uri(std::string_view media_type, std::string_view bytes);

}  // namespace vitrine::report
