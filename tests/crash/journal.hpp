#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// What a program did to the files below one folder, call by call, as shim.cpp writes it down.
namespace vitrine::test {

enum class Act : std::uint32_t {
  made_file,     ///< path, file: a new one
  known_file,    ///< path, file: one that was there before, opened for the first time
  wrote,         ///< file, offset, bytes
  cut,           ///< file, offset: its new size
  made_room,     ///< file, offset: at least this size
  renamed,       ///< path, bytes: the new path
  removed,       ///< path
  made_folder,   ///< path
  synced_file,   ///< file
  synced_folder  ///< path
};

/// As it lies in the journal, before the path and the bytes.
struct ActHeader {
  Act act;
  std::uint32_t path_bytes;
  std::uint64_t file;
  std::int64_t offset;
  std::uint64_t bytes;
};

struct Event {
  Act act;
  std::string path;  ///< absolute
  std::uint64_t file = 0;
  std::int64_t offset = 0;
  std::string bytes;
};

/// Whole events only: the last one may have been cut off.
std::vector<Event> read_journal(const std::filesystem::path& file);

}  // namespace vitrine::test
