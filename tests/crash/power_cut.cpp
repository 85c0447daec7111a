#include "tests/crash/power_cut.hpp"

#include "tests/support/temp_folder.hpp"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace vitrine::test {
namespace fs = std::filesystem;

std::vector<Event> read_journal(const fs::path& file) {
  const std::string all = read_text(file);
  std::vector<Event> events;
  std::size_t at = 0;
  while (at + sizeof(ActHeader) <= all.size()) {
    ActHeader header;
    std::memcpy(&header, all.data() + at, sizeof header);
    at += sizeof header;
    if (all.size() - at < header.path_bytes + header.bytes) break;
    Event event;
    event.act = header.act;
    event.file = header.file;
    event.offset = header.offset;
    event.path = all.substr(at, header.path_bytes);
    event.bytes = all.substr(at + header.path_bytes, header.bytes);
    at += header.path_bytes + header.bytes;
    events.push_back(std::move(event));
  }
  return events;
}

void Pages::write(std::int64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    std::string& page = pages_[offset / kPage];
    page.resize(kPage, '\0');
    const auto inner = static_cast<std::size_t>(offset % kPage);
    const std::size_t count = std::min(bytes.size(), static_cast<std::size_t>(kPage) - inner);
    page.replace(inner, count, bytes.substr(0, count));
    bytes.remove_prefix(count);
    offset += static_cast<std::int64_t>(count);
    size_ = std::max(size_, offset);
  }
}

void Pages::resize(std::int64_t size) {
  if (size < size_) {
    pages_.erase(pages_.upper_bound((size - 1) / kPage), pages_.end());
    if (size == 0) pages_.clear();
    const auto last = pages_.find(size / kPage);
    const auto inner = static_cast<std::size_t>(size % kPage);
    if (last != pages_.end())
      std::fill(last->second.begin() + static_cast<long>(inner), last->second.end(), '\0');
  }
  size_ = size;
}

void Pages::save(const fs::path& path) const {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0 || ::ftruncate(fd, size_) != 0)
    throw std::runtime_error("cannot write " + path.string());
  for (const auto& [number, page] : pages_) {
    const auto count = static_cast<std::size_t>(std::min(kPage, size_ - number * kPage));
    if (::pwrite(fd, page.data(), count, number * kPage) != static_cast<ssize_t>(count))
      throw std::runtime_error("cannot write " + path.string());
  }
  ::close(fd);
}

const char* to_text(Cut cut) {
  switch (cut) {
    case Cut::nothing_unsynced:
      return "nothing unsynced";
    case Cut::names_only:
      return "names only";
    case Cut::in_order:
      return "names in order";
    case Cut::any:
      break;
  }
  return "anything";
}

Disk::Disk(fs::path root, const std::vector<std::string>& folders)
    : root_(fs::canonical(root)), folders_(folders) {
  add_node(true);
  for (const std::string& folder : folders_)
    if (fs::exists(root_ / folder)) {
      const int node = add_node(true);
      nodes_[0].entries[folder] = {{0, node}};
      load(node, root_ / folder);
    }
}

int Disk::add_node(bool is_folder) {
  nodes_.emplace_back();
  nodes_.back().is_folder = is_folder;
  return static_cast<int>(nodes_.size()) - 1;
}

void Disk::load(int folder, const fs::path& path) {
  for (const auto& entry : fs::directory_iterator(path)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with("-shm")) continue;
    const int node = add_node(entry.is_directory());
    nodes_[static_cast<std::size_t>(folder)].entries[name] = {{0, node}};
    if (entry.is_directory())
      load(node, entry.path());
    else
      nodes_[static_cast<std::size_t>(node)].durable.write(0, read_text(entry.path()));
  }
}

std::pair<int, std::string> Disk::place(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  return {find(path.substr(0, slash)), path.substr(slash + 1)};
}

int Disk::find(const std::string& path) const {
  const std::string root = root_.string();
  if (path == root) return 0;
  if (!path.starts_with(root + "/")) return -1;
  int at = 0;
  for (std::size_t begin = root.size() + 1; begin <= path.size() && at >= 0;) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const auto& entries = nodes_[static_cast<std::size_t>(at)].entries;
    const auto found = entries.find(path.substr(begin, end - begin));
    at = found == entries.end() ? -1 : found->second.back().node;
    begin = end + 1;
  }
  return at;
}

void Disk::set_entry(const std::string& path, int node) {
  const auto [folder, name] = place(path);
  if (folder < 0) return;  // beside the folders that are watched over
  auto& versions = nodes_[static_cast<std::size_t>(folder)].entries[name];
  if (versions.empty()) versions.push_back({0, -1});
  versions.push_back({moment_, node});
}

int Disk::entry_of(const std::string& path) const { return find(path); }

void Disk::play(const std::vector<Event>& events, std::size_t count) {
  files_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const Event& event = events[i];
    ++moment_;
    const auto file = files_.find(event.file);
    Node* node = file == files_.end() ? nullptr : &nodes_[static_cast<std::size_t>(file->second)];
    switch (event.act) {
      case Act::made_file:
        set_entry(event.path, files_[event.file] = add_node(false));
        break;
      case Act::known_file:
        files_[event.file] = find(event.path);
        if (files_[event.file] < 0) set_entry(event.path, files_[event.file] = add_node(false));
        break;
      case Act::wrote:
        if (node) node->pending.push_back({false, event.offset, event.bytes});
        break;
      case Act::cut:
      case Act::made_room:
        if (node)
          node->pending.push_back({true, event.act == Act::cut ? event.offset : -event.offset, {}});
        break;
      case Act::renamed: {
        const int moved = find(event.path);
        set_entry(event.path, -1);
        set_entry(event.bytes, moved);
        break;
      }
      case Act::removed:
        set_entry(event.path, -1);
        break;
      case Act::made_folder:
        set_entry(event.path, add_node(true));
        break;
      case Act::synced_file:
        if (node) sync_file(*node);
        break;
      case Act::synced_folder:
        if (const int folder = find(event.path); folder >= 0)
          for (auto& [name, versions] : nodes_[static_cast<std::size_t>(folder)].entries)
            versions.erase(versions.begin(), versions.end() - 1);
        break;
    }
  }
}

namespace {

void resize(Pages& pages, std::int64_t wanted) {
  pages.resize(wanted >= 0 ? wanted : std::max(pages.size(), -wanted));
}

}  // namespace

void Disk::sync_file(Node& node) {
  for (const Change& change : node.pending)
    if (change.is_size)
      resize(node.durable, change.offset);
    else
      node.durable.write(change.offset, change.bytes);
  node.pending.clear();
}

const Disk::Version& Disk::kept(const std::vector<Version>& versions,
                                Cut cut,
                                std::mt19937& random,
                                std::uint64_t until) const {
  switch (cut) {
    case Cut::nothing_unsynced:
      return versions.front();
    case Cut::names_only:
      return versions.back();
    case Cut::in_order: {
      std::size_t last = 0;
      for (std::size_t i = 1; i < versions.size(); ++i)
        if (versions[i].moment <= until) last = i;
      return versions[last];
    }
    case Cut::any:
      break;
  }
  return versions[random() % versions.size()];
}

Pages Disk::content(const Node& node, Cut cut, std::mt19937& random) const {
  Pages pages = node.durable;
  const bool drops_all = cut == Cut::nothing_unsynced || cut == Cut::names_only;
  for (const Change& change : node.pending) {
    if (drops_all) break;
    const auto luck = random() % 3;  // lost, kept, torn
    if (luck == 0) continue;
    if (change.is_size) {
      resize(pages, change.offset);
    } else if (luck == 1) {
      pages.write(change.offset, change.bytes);
    } else {
      for (std::size_t at = 0; at < change.bytes.size();) {
        const std::int64_t offset = change.offset + static_cast<std::int64_t>(at);
        const auto count =
            std::min<std::size_t>(static_cast<std::size_t>(Pages::kPage - offset % Pages::kPage),
                                  change.bytes.size() - at);
        if (random() % 2 == 0)
          pages.write(offset, std::string_view(change.bytes).substr(at, count));
        at += count;
      }
    }
  }
  return pages;
}

void Disk::leave_folder(
    int node, const fs::path& path, Cut cut, std::mt19937& random, std::uint64_t until) const {
  fs::create_directory(path);
  for (const auto& [name, versions] : nodes_[static_cast<std::size_t>(node)].entries) {
    const int child = kept(versions, cut, random, until).node;
    if (child < 0) continue;
    const Node& kept_node = nodes_[static_cast<std::size_t>(child)];
    if (kept_node.is_folder)
      leave_folder(child, path / name, cut, random, until);
    else
      content(kept_node, cut, random).save(path / name);
  }
}

void Disk::leave(Cut cut, std::uint32_t seed) const {
  std::mt19937 random(seed);
  for (const std::string& folder : folders_) fs::remove_all(root_ / folder);
  leave_folder(0, root_, cut, random, moment_ == 0 ? 0 : random() % (moment_ + 1));
}

}  // namespace vitrine::test
