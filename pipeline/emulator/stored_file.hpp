#pragma once

#include "pipeline/util/clock.hpp"

#include <map>
#include <memory>
#include <string>

namespace vitrine::emulator {

/// A file of the Files API; never changed once it is there.
struct StoredFile {
  std::string id;  ///< without "files/"
  std::string display_name, mime_type;
  std::string bytes;
  std::string sha256_hex;
  util::Timestamp created, expires;
  util::Timestamp active_from;  ///< PROCESSING until then
  bool generated = false;       ///< results of a batch: these may be downloaded
};

/// By id; shared whole with work on other threads.
using FileShelf = std::map<std::string, std::shared_ptr<const StoredFile>, std::less<>>;

}  // namespace vitrine::emulator
