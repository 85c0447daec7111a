#pragma once

#include "pipeline/util/digest.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::audit {

/// What a repair does about a finding. In this order: later ones build on earlier ones.
enum class Remedy {
  person,           ///< nothing: a person must decide, or fetch it from a backup
  make_folders,     ///< the store's folders and its layout.json
  open_writing,     ///< opens the database for writing once: reads its log, migrates it
  rebuild_indices,  ///< after a copy was set aside
  new_database,     ///< an empty one
  settle_answer,    ///< reads a sealed answer and puts what it came to on record
  close_attempts,   ///< names them unknown, or free where they cost nothing
  unlink,           ///< it is of no use any more
  quarantine,       ///< out of the way, not away
  make_again,       ///< from the project's file, by the studio, or by finishing again
  forget,           ///< notes that it is gone: nothing is made from it
  deliver_again,    ///< writes the delivered file from the store
};

/// One thing that is not as it should be.
struct Finding {
  std::string kind;     ///< a word scripts rely on: blob-missing, answer-damaged, …
  std::string subject;  ///< file, digest or attempt
  std::string message;  ///< one sentence
  Remedy remedy = Remedy::person;

  std::optional<util::Digest> blob = {};  ///< of make_again, forget, deliver_again
  std::string set = {}, path = {};        ///< of deliver_again, below the output folder

  bool repaired = false;
  std::string outcome = {};  ///< after a repair: what was done, or why it could not be
};

/// What --repair would do about it, or what a person can; a clause without a full stop.
std::string remedy_text(const Finding& finding);

/// How much was looked at.
struct Counts {
  std::int64_t blobs = 0, bytes = 0;  ///< bytes on record that are there
  std::int64_t hashed = 0;            ///< files read to their last byte: blobs and delivered ones
  std::int64_t delivered = 0;
  std::int64_t attempts = 0;                      ///< left under way
  std::int64_t answers = 0;                       ///< files in the spool
  std::int64_t unneeded = 0, unneeded_bytes = 0;  ///< stored, and named by no record
};

struct Examination {
  std::vector<Finding> findings;
  std::vector<std::string> notes;  ///< what could not be judged, and why; no fault
  Counts counts;
};

}  // namespace vitrine::audit
