#pragma once

#include "pipeline/spec/read_values.hpp"
#include "pipeline/spec/scenes.hpp"
#include "pipeline/util/digest.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::spec {

/// The trees of a job and of the files it extends, each held against the schema.
class JobFiles {
 public:
  JobFiles(PathReader& paths, Complaints& complaints) : paths_(paths), complaints_(complaints) {}

  /// Reads the job, then what it extends, and what those extend. False if the job itself is no
  /// tree; complaints say why. `text`: of the job, in place of what its file holds.
  bool read(const std::filesystem::path& file, const std::optional<std::string>& text = {});

  const Node& job() const { return *job_; }
  const util::Digest& revision() const { return revision_; }
  /// What stands under `key` in each file, the weakest first and the job's own last.
  std::vector<const Node*> layers(std::string_view key) const;
  /// The entries of those maps by name; a later file's entry takes the place of an earlier one's.
  NamedNodes merged(std::string_view key) const;

 private:
  const Node* read_tree(const std::filesystem::path& file,
                        bool is_job,
                        const std::optional<std::string>& given = {});
  void read_extended(const Node& root, const std::filesystem::path& file);

  PathReader& paths_;
  Complaints& complaints_;
  std::vector<std::unique_ptr<Node>> trees_;  ///< others point into them
  std::vector<const Node*> by_strength_;      ///< weakest first
  std::vector<std::filesystem::path> open_;   ///< the files that lead to the one being read
  const Node* job_ = nullptr;
  util::Digest revision_;
};

}  // namespace vitrine::spec
