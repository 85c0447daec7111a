#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/plan/input.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/util/clock.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::cli {

/// The folder a job belongs to, and its store.
struct Project {
  std::filesystem::path root;  ///< absolute

  std::filesystem::path store = {};  ///< where it is not the project's own: a rehearsal's

  std::filesystem::path store_folder() const { return store.empty() ? root / ".vitrine" : store; }
  std::optional<std::filesystem::path> settings() const;  ///< vitrine.yaml, if there is one
};

/// The nearest folder at or above `start` that holds vitrine.yaml, .vitrine/ or .git; else `start`
/// itself, or its folder if it is a file.
Project find_project(const std::filesystem::path& start);

/// Digests of all files, hashed only where size, time or inode are not as remembered. A file that
/// changed within two seconds of being hashed is hashed again: its time may not have moved.
/// What was hashed anew is remembered if `writer` is given.
plan::InputDigests digest_inputs(const Project& project,
                                 const std::vector<std::filesystem::path>& files,
                                 lineage::Lineage* reader,
                                 lineage::Lineage* writer,
                                 util::Timestamp now);

/// `path` relative to the project where it lies inside, so that a moved project stays known; else
/// absolute.
std::string path_in(const Project& project, const std::filesystem::path& path);

/// `path` as people know it: relative to the working folder where that is shorter.
std::string shown_path(const std::filesystem::path& path);

}  // namespace vitrine::cli
