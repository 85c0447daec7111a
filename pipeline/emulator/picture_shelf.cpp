#include "pipeline/emulator/picture_shelf.hpp"

#include "pipeline/emulator/routes.hpp"
#include "pipeline/util/digest.hpp"

#include <charconv>
#include <utility>

namespace vitrine::emulator {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

}  // namespace

std::string PictureShelf::signature(std::string_view id, std::string_view until) const {
  return util::sha256("picture " + std::to_string(seed_) + " " + std::string(id) + " " +
                      std::string(until))
      .hex()
      .substr(0, 40);
}

std::string PictureShelf::address(const std::string& id,
                                  std::string_view type,
                                  util::Timestamp now) const {
  const std::string until = std::to_string(now.micros / 1'000'000 + life_seconds_);
  const std::string_view kind = type.substr(type.find('/') + 1);
  return folder_ + id + "." + std::string(kind) + "?Expires=" + until +
         "&Signature=" + signature(id, until);
}

void PictureShelf::put(const std::string& id, std::string bytes, std::string type) {
  bytes_ += bytes.size();
  pictures_.insert_or_assign(id, Picture{std::move(bytes), std::move(type)});
  order_.push_back(id);
  while (bytes_ > kMostBytes && order_.size() > 1) {
    if (const auto oldest = pictures_.find(order_.front()); oldest != pictures_.end()) {
      bytes_ -= oldest->second.bytes.size();
      pictures_.erase(oldest);
    }
    order_.pop_front();
  }
}

std::string PictureShelf::id_in(std::string_view target) {
  const std::string_view path = path_of(target);
  const std::string_view file = path.substr(path.rfind('/') + 1);
  return std::string(file.substr(0, file.find('.')));
}

PictureShelf::Found PictureShelf::find(std::string_view target, util::Timestamp now) const {
  const std::string id = id_in(target);
  const auto picture = pictures_.find(id);
  if (picture == pictures_.end()) return {};
  const std::size_t path = path_of(target).size();
  const auto query = parse_query(target.substr(std::min(target.size(), path + 1)));
  const auto until = query.find("Expires"), signed_by = query.find("Signature");
  std::int64_t seconds = 0;
  if (until != query.end())
    std::from_chars(until->second.data(), until->second.data() + until->second.size(), seconds);
  if (until == query.end() || signed_by == query.end() ||
      signed_by->second != signature(id, until->second) || now.micros / 1'000'000 > seconds)
    return {403, nullptr, {}};
  return {200, &picture->second.bytes, picture->second.type};
}

}  // namespace vitrine::emulator
