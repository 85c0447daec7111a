#pragma once

#include "pipeline/catalog/node.hpp"
#include "pipeline/domain/values.hpp"
#include "pipeline/domain/words.hpp"
#include "pipeline/util/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::catalog {

/// Reads the fields of one table. Each `read` leaves its target alone if the key is absent, and
/// complains if what stands there is not of that type. The keys asked for are the keys there are:
/// `refuse_other_keys`, called last, complains about the rest.
class MapReader {
 public:
  /// `what` names the table in complaints: "profile amazon-main". Complains if `table` is no map.
  MapReader(const Node& table, std::string what, Complaints& complaints);

  const Node* find(std::string_view key);  ///< nullptr if absent or empty
  const Node* need(std::string_view key);  ///< as `find`, and complains

  void read(std::string_view key, std::string& value);
  void read(std::string_view key, bool& value);
  void read(std::string_view key, char& value);  ///< one character, or the word "tab"
  void read(std::string_view key, util::Date& value);
  void read(std::string_view key, domain::PixelSize& value);  ///< 2000x2000
  void read(std::string_view key, domain::Rgb& value);        ///< "#FFFFFF"
  void read(std::string_view key, std::optional<domain::Aspect>& value);
  void read(std::string_view key, std::vector<std::string>& value);  ///< a list, or a single text
  void read(std::string_view key, int& value, int least, int most);
  void read(std::string_view key, std::vector<int>& values, int least, int most);
  void read(std::string_view key, double& value, double least, double most);
  void read_bytes(std::string_view key, std::size_t& value);  ///< 300 KB, 5 MB: decimal units
  /// An amount of money, as millionths of it.
  void read_micros(std::string_view key, std::int64_t& value);

  /// One of the words of an enumeration.
  template <class E>
  void read_word(std::string_view key, E& value) {
    if (const Node* node = find(key)) word_of(*node, key, value);
  }
  template <class E>
  void read_words(std::string_view key, std::vector<E>& values) {
    const Node* node = find(key);
    if (node == nullptr) return;
    values.clear();
    for (const Node& item : elements(*node)) {
      E value{};
      if (word_of(item, key, value)) values.push_back(value);
    }
  }
  /// "high", "medium" or "low"; how far a row is to be trusted. Required.
  void need_confidence(std::string& value);

  void refuse_other_keys();
  void error(const Node& where, std::string code, const std::string& message);

 private:
  template <class E>
  bool word_of(const Node& node, std::string_view key, E& value) {
    if (const std::optional<E> found = domain::parse<E>(node.text)) {
      value = *found;
      return true;
    }
    const auto all = domain::names<E>();
    unknown_word(node, key, {all.begin(), all.end()});
    return false;
  }
  void unknown_word(const Node& node, std::string_view key, const std::vector<std::string>& known);
  const Node* scalar(std::string_view key);
  void wrong_type(const Node& node, std::string_view key, std::string_view wanted);
  static std::vector<Node> elements(const Node& node);

  const Node& table_;
  std::string what_;
  Complaints& complaints_;
  std::vector<std::string> known_;
};

/// The whole of `text` as a number; nothing otherwise.
std::optional<double> parse_number(std::string_view text);
std::optional<int> parse_whole(std::string_view text);
std::optional<domain::PixelSize> parse_pixel_size(std::string_view text);  ///< 2000x2000

}  // namespace vitrine::catalog
