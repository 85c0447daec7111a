#include "pipeline/catalog/map_reader.hpp"
#include "pipeline/catalog/row_readers.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace vitrine::catalog {
namespace {

/// What may stand in braces in the words of a group.
std::vector<std::string> placeholders_of(const std::string& group) {
  if (group == "change") return {"zone", "color", "swatch", "mask"};
  if (group == "camera") return {"lens", "aperture"};
  return {};
}

/// A misspelt placeholder would silently drop its line from every prompt.
void check_placeholders(const Node& where,
                        std::string_view text,
                        const std::vector<std::string>& known,
                        const std::string& what,
                        Complaints& complaints) {
  if (std::count(text.begin(), text.end(), '{') != std::count(text.begin(), text.end(), '}'))
    complaints.error(where, "bad-pattern", what + ": a brace has no partner");
  for (const std::string_view name : domain::placeholders_in(text)) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    Node word = where;
    word.text = name;
    complaints.unknown(word, "unknown-word", what + ": there is no {" + word.text + "}", known);
  }
}

std::vector<domain::PromptLine> read_lines(const Node* node,
                                           const std::string& what,
                                           Complaints& complaints) {
  std::vector<domain::PromptLine> lines;
  if (node == nullptr) return lines;
  if (node->kind != Node::Kind::list) {
    complaints.error(*node, "wrong-type", "lines of " + what + " must be a list");
    return lines;
  }
  for (const Node& item : node->items) {
    domain::PromptLine line;
    MapReader reader(item, "a line of " + what, complaints);
    reader.read_words("for", line.operations);
    const Node* text = reader.need("text");
    reader.read("text", line.text);
    reader.refuse_other_keys();
    if (text != nullptr)
      check_placeholders(*text, line.text, domain::prompt_placeholders(), what, complaints);
    lines.push_back(std::move(line));
  }
  return lines;
}

/// `words: {light_from: {left: from the left}}` as "light_from.left".
std::map<std::string, std::string> read_word_groups(MapReader& prompt,
                                                    const std::string& what,
                                                    Complaints& complaints) {
  std::map<std::string, std::string> words;
  const Node* groups = prompt.find("words");
  if (groups == nullptr) return words;
  for (std::size_t i = 0; i < groups->keys.size(); ++i) {
    const std::string& group = groups->keys[i].text;
    MapReader reader(groups->items[i], group + " of " + what, complaints);
    for (const std::string& key : domain::prompt_word_keys()) {
      if (!key.starts_with(group + ".")) continue;
      const std::string name = key.substr(group.size() + 1);
      const Node* text = reader.find(name);
      if (text == nullptr) continue;
      reader.read(name, words[key]);
      check_placeholders(*text, words[key], placeholders_of(group), what, complaints);
    }
    reader.refuse_other_keys();
  }
  return words;
}

domain::PromptTemplate read_prompt(const Node& row, Complaints& complaints) {
  domain::PromptTemplate prompt;
  const std::string what = "prompt " + row.text_of("id");
  MapReader reader(row, what, complaints);
  reader.read("id", prompt.id);
  reader.need("version");
  reader.read("version", prompt.version, 1, 1'000'000);
  prompt.lines = read_lines(reader.need("lines"), what, complaints);
  prompt.words = read_word_groups(reader, what, complaints);
  reader.refuse_other_keys();
  return prompt;
}

}  // namespace

void read_prompts(const Rows& rows, Catalog::Contents& contents, Complaints& complaints) {
  for (const Node& row : rows.prompts.rows()) {
    domain::PromptTemplate prompt = read_prompt(row, complaints);
    contents.prompts[prompt.id] = std::move(prompt);
  }
}

}  // namespace vitrine::catalog
