#pragma once

#include "tests/crash/journal.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::test {

/// A file's bytes in pages, so that room without content costs nothing.
class Pages {
 public:
  static constexpr std::int64_t kPage = 4096;

  void write(std::int64_t offset, std::string_view bytes);
  void resize(std::int64_t size);
  std::int64_t size() const { return size_; }
  void save(const std::filesystem::path& path) const;

 private:
  std::map<std::int64_t, std::string> pages_;  ///< by number, each kPage long
  std::int64_t size_ = 0;
};

/// What a power cut may leave of what was not synced. Names are directory entries.
enum class Cut {
  nothing_unsynced,  ///< only what was promised
  names_only,        ///< every name, but no byte that was not synced
  in_order,  ///< names up to some moment, as a journalling file system keeps them; any bytes
  any        ///< each name and each page, or not
};
constexpr Cut kCuts[] = {Cut::nothing_unsynced, Cut::names_only, Cut::in_order, Cut::any};
const char* to_text(Cut cut);

/// A disk as a journal tells it: what lies there now, and what of it would survive. Stricter than
/// any real one: syncing a file does not keep its name, and nothing reaches it by itself.
class Disk {
 public:
  /// Everything that lies below these folders is durable.
  Disk(std::filesystem::path root, const std::vector<std::string>& folders);

  void play(const std::vector<Event>& events) { play(events, events.size()); }
  void play(const std::vector<Event>& events, std::size_t count);
  /// The files that a cut now may leave, in place of what lies in the folders.
  void leave(Cut cut, std::uint32_t seed) const;

 private:
  struct Change {
    bool is_size = false;
    std::int64_t offset = 0;
    std::string bytes;
  };
  struct Version {
    std::uint64_t moment;
    int node;  ///< -1: no such name
  };
  struct Node {
    bool is_folder = false;
    Pages durable;
    std::vector<Change> pending;
    std::map<std::string, std::vector<Version>> entries;  ///< the first of each is durable
  };

  int add_node(bool is_folder);
  void load(int folder, const std::filesystem::path& path);
  int find(const std::string& path) const;  ///< as it is now; -1
  std::pair<int, std::string> place(const std::string& path) const;
  void set_entry(const std::string& path, int node);
  int entry_of(const std::string& path) const;
  void sync_file(Node& node);
  const Version& kept(const std::vector<Version>& versions,
                      Cut cut,
                      std::mt19937& random,
                      std::uint64_t until) const;
  Pages content(const Node& node, Cut cut, std::mt19937& random) const;
  void leave_folder(int node,
                    const std::filesystem::path& path,
                    Cut cut,
                    std::mt19937& random,
                    std::uint64_t until) const;

  std::filesystem::path root_;
  std::vector<std::string> folders_;
  std::vector<Node> nodes_;
  std::map<std::uint64_t, int> files_;  ///< of the journal being played
  std::uint64_t moment_ = 0;
};

}  // namespace vitrine::test
