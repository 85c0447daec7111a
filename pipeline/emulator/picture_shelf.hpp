#pragma once

#include "pipeline/net/server.hpp"
#include "pipeline/util/clock.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace vitrine::emulator {

/// Pictures behind signed addresses that end after a while: how vendors answer who do not send
/// pictures themselves.
class PictureShelf {
 public:
  /// `folder` is the part of the path before the file: "/bfl-delivery/".
  PictureShelf(std::string folder, std::int64_t life_seconds, std::uint64_t seed)
      : folder_(std::move(folder)), life_seconds_(life_seconds), seed_(seed) {}

  /// Path and query from `now` on; the same whether the picture is there yet or not. On any thread.
  std::string address(const std::string& id, std::string_view type, util::Timestamp now) const;
  /// Keeps the picture under that id. The oldest go when all together pass a gibibyte.
  void put(const std::string& id, std::string bytes, std::string type);

  bool is_here(std::string_view path) const { return path.find(folder_) != std::string_view::npos; }
  /// 200, 403 for a signature that is wrong or has expired, or 404.
  struct Found {
    int status = 404;
    const std::string* bytes = nullptr;
    std::string type;
  };
  Found find(std::string_view target, util::Timestamp now) const;
  /// Of an address: "id" of "/folder/id.png?…".
  static std::string id_in(std::string_view target);

 private:
  struct Picture {
    std::string bytes, type;
  };
  std::string signature(std::string_view id, std::string_view until) const;

  std::string folder_;
  std::int64_t life_seconds_;
  std::uint64_t seed_;
  std::map<std::string, Picture, std::less<>> pictures_;
  std::deque<std::string> order_;
  std::size_t bytes_ = 0;
};

}  // namespace vitrine::emulator
