#pragma once

#include "pipeline/domain/product.hpp"
#include "pipeline/domain/scene.hpp"
#include "pipeline/spec/complaints.hpp"
#include "pipeline/spec/project_files.hpp"
#include "pipeline/spec/tree.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// From nodes to values. What is not as the schema wants it was already complained about, so these
/// readers take what is well-formed and pass over the rest in silence.
namespace vitrine::spec {

/// Resolves paths against the file that names them, and complains at the token.
class PathReader {
 public:
  PathReader(ProjectFiles& files, Complaints& complaints)
      : files_(files), complaints_(complaints) {}

  /// The folder of the next file of the job's list; called in the list's order.
  void add_folder(std::filesystem::path folder) { folders_.push_back(std::move(folder)); }
  const std::filesystem::path& folder_of(const Node& node) const {
    return folders_.at(static_cast<std::size_t>(node.file));
  }

  std::optional<std::filesystem::path> file(const Node* named);
  std::optional<std::filesystem::path> picture(const Node* named);
  /// A folder or file that need not exist yet.
  std::optional<std::filesystem::path> place(const Node* named);
  /// "#A8C8D8" or the file of a swatch.
  std::optional<domain::Target> target(const Node* node);

 private:
  std::optional<std::filesystem::path> take(const Node& named, FoundFile found);

  ProjectFiles& files_;
  Complaints& complaints_;
  std::vector<std::filesystem::path> folders_;
};

std::string text_or(const Node* node, std::string otherwise = {});
/// A list's scalars, or one scalar alone, as nodes, for those who refer to them.
std::vector<const Node*> scalars_of(const Node* node);
/// Models to fall back to, as named.
std::vector<domain::Fallback> fallback_of(const Node* node);
std::vector<std::string> words_of(const Node* node);

template <class E>
std::optional<E> choice_of(const Node* node) {
  const std::string* text = text_of(node);
  return text ? domain::parse<E>(*text) : std::nullopt;
}

std::optional<domain::Length> length_of(const Node* node);
std::optional<domain::Point> point_of(const Node& node);
std::optional<domain::TrueSize> size_of(const Node* node);
std::optional<domain::Place> place_of(const Node* node);
domain::Selector selector_of(const Node* node);

/// What a model is told, from the map's keys of that name; `key` gives a key's value or nullptr.
domain::Wishes wishes_of(const std::function<const Node*(std::string_view)>& key);

}  // namespace vitrine::spec
