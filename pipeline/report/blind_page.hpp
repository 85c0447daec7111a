#pragma once

#include "pipeline/store/asset_store.hpp"
#include "pipeline/util/digest.hpp"

#include <string>
#include <vector>

namespace vitrine::report {

/// One model's finished picture of a shot.
struct Contender {
  std::string model;
  util::Digest asset;  ///< its id
  util::Digest blob;   ///< its bytes
};

/// A shot, and all pictures of it that are compared: every two of different models are one pair.
struct ComparedShot {
  std::string shot, operation;  ///< operation: its word, as "recontextualize"
  std::vector<Contender> contenders;
};

struct Comparison {
  std::string id;   ///< names files and records: letters, digits and "._-@" only
  std::string job;  ///< shown on the page
  std::vector<ComparedShot> shots;
};

struct BlindPage {
  std::string html;
  std::string key_json;  ///< which pair is whose: for the store, never for who votes
  int pairs = 0;
  std::vector<std::string> left_out;  ///< pairs that cannot be shown, and why, as sentences
};

/// A page on which a person votes on the comparison without knowing who made what: one HTML file
/// that needs nothing but itself and whose own policy forbids every request. It knows pairs by
/// ids only. Which picture stands left, and which pair comes when, is drawn by digests of the
/// comparison's id, the shot and the pictures: equal comparisons give equal bytes. At the end it
/// hands out a file of votes, which `read_votes` (vote_file.hpp) reads with `key_json`.
/// Throws std::invalid_argument if the id is none that a file may have, or if an operation is no
/// word that there is.
BlindPage blind_page(const Comparison& comparison, store::AssetStore& store);

}  // namespace vitrine::report
