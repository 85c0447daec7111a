#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator {

/// A piece of a YAML file and where it stands, from 1.
struct YamlNode {
  enum class Kind { empty, scalar, list, map };
  Kind kind = Kind::empty;
  std::string text;
  int line = 1, column = 1;
  std::vector<YamlNode> keys;   ///< of a map, beside `items`
  std::vector<YamlNode> items;  ///< of a list or a map

  const YamlNode* find(std::string_view key) const;
};

struct Mistake {
  int line = 1, column = 1;
  std::string message;
};
/// "scenario.yaml:4:12: …"
std::string to_text(const Mistake& mistake, std::string_view file);

/// The tree of one document; mistakes are added: broken syntax, a key twice in one map, aliases
/// that grow beyond any sensible scenario.
YamlNode parse_yaml(std::string_view text, std::vector<Mistake>& mistakes);

/// Reads the keys of one map; whatever was not asked for is a mistake.
class YamlMap {
 public:
  YamlMap(const YamlNode& node, std::string what, std::vector<Mistake>& mistakes);

  const YamlNode* find(std::string_view key);  ///< nullptr if absent or empty
  void wrong(const YamlNode& where, const std::string& message);
  void unknown_word(const YamlNode& where,
                    std::string_view key,
                    const std::vector<std::string>& known);
  /// Texts of a list, or the one text.
  std::vector<YamlNode> words(std::string_view key);
  /// Leaves `value` alone if the key is absent or what stands there is no such number.
  void read(std::string_view key, double& value, double least, double most);
  void read(std::string_view key, std::uint64_t& value);
  void read(std::string_view key, std::string& value);
  void read(std::string_view key, bool& value);  ///< true or false
  /// 200ms, 1.5s, 2m, 48h, or a bare number of seconds; in milliseconds.
  void read_span(std::string_view key, std::int64_t& milliseconds);
  bool span_of(const YamlNode& node, std::string_view key, std::int64_t& milliseconds);
  void refuse_other_keys();

 private:
  const YamlNode& node_;
  std::string what_;
  std::vector<Mistake>& mistakes_;
  std::vector<std::string> known_;
};

}  // namespace vitrine::emulator
