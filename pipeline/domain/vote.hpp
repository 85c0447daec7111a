#pragma once

#include "pipeline/domain/words.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/digest.hpp"

#include <string>

/// What a person preferred of two pictures of one shot, made by two models, without knowing which
/// was whose. A vote belongs to the two assets: a picture that is made anew is voted on anew.
namespace vitrine::domain {

struct Vote {
  std::string comparison;  ///< whose page it was given on
  std::string shot;
  Operation operation = Operation::recontextualize;
  util::Digest left_asset;  ///< asset ids, as they stood on the page
  std::string left_model;
  util::Digest right_asset;
  std::string right_model;
  Winner winner = Winner::tie;
  std::string voter;  ///< empty: the project keeps no names
  util::Timestamp at;
  friend bool operator==(const Vote&, const Vote&) = default;
};

}  // namespace vitrine::domain
