#include "pipeline/spec/job_files.hpp"

#include "pipeline/spec/schema.hpp"
#include "pipeline/spec/yaml_tree.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace vitrine::spec {

namespace fs = std::filesystem;

bool JobFiles::read(const fs::path& file, const std::optional<std::string>& text) {
  job_ = read_tree(file, true, text);
  if (!job_) return false;
  read_extended(*job_, file);
  by_strength_.push_back(job_);
  return true;
}

const Node* JobFiles::read_tree(const fs::path& file,
                                bool is_job,
                                const std::optional<std::string>& given) {
  const int index = complaints_.add_file(file.string());
  paths_.add_folder(file.parent_path());
  const YamlLimits limits;
  const util::Result<std::string> text =
      given ? util::Result<std::string>(*given) : util::read_file(file, limits.bytes);
  if (!text) {
    const bool is_missing = text.error().kind == util::ErrorKind::not_found;
    const std::string most = std::to_string(limits.bytes >> 20) + " MiB";
    complaints_.add(Complaints::Level::error, index, {0, 0, 1},
                    is_missing ? Complaint{"no-file", "no such file"}
                               : Complaint{"too-large", "larger than " + most});
    return nullptr;
  }
  if (is_job) revision_ = util::sha256(*text);
  std::optional<Node> tree = read_yaml(*text, index, complaints_, limits);
  if (!tree) return nullptr;
  trees_.push_back(std::make_unique<Node>(std::move(*tree)));
  check_against_schema(*trees_.back(), is_job ? SchemaPart::job : SchemaPart::shared, complaints_);
  return trees_.back().get();
}

/// Depth first, so that a file is stronger than what it extends; in the order they are named.
void JobFiles::read_extended(const Node& root, const fs::path& file) {
  open_.push_back(file.lexically_normal());
  for (const Node* named : scalars_of(root.find("extends"))) {
    const std::optional<fs::path> path = paths_.file(named);
    if (!path) continue;
    if (std::find(open_.begin(), open_.end(), *path) != open_.end()) {
      complaints_.error(*named, {"cycle", quote(named->text) + " extends this file in turn"});
      continue;
    }
    const Node* tree = read_tree(*path, false);
    if (!tree) continue;
    read_extended(*tree, *path);
    by_strength_.push_back(tree);
  }
  open_.pop_back();
}

std::vector<const Node*> JobFiles::layers(std::string_view key) const {
  std::vector<const Node*> layers;
  for (const Node* tree : by_strength_)
    if (const Node* value = tree->find(key)) layers.push_back(value);
  return layers;
}

NamedNodes JobFiles::merged(std::string_view key) const {
  NamedNodes merged;
  for (const Node* layer : layers(key))
    for (const Node::Entry& entry : layer->entries) {
      const auto same = std::find_if(merged.begin(), merged.end(), [&](const Node::Entry* other) {
        return other->key.text == entry.key.text;
      });
      if (same == merged.end())
        merged.push_back(&entry);
      else
        *same = &entry;
    }
  return merged;
}

}  // namespace vitrine::spec
