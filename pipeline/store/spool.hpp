#pragma once

#include "pipeline/util/clock.hpp"
#include "pipeline/util/fields.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::store {

/// Answers from the network, from their first byte until they are settled. A sealed answer stands
/// alone: the body exactly as it came, one line of JSON about it, and a footer that tells where
/// that line begins; whatever else is lost, it can be read and accounted for. Safe to use from
/// several threads at once, each attempt from one at a time.
class Spool {
 public:
  /// An answer while it arrives. Destroyed unsealed, what came of it is thrown away.
  class Incoming {
   public:
    virtual ~Incoming() = default;
    virtual void write(std::string_view piece) = 0;
    virtual std::int64_t size() const = 0;
    /// Durable when it returns: cut to its length, footer, fsync, rename, fsync of the folder.
    /// `about` holds no secret: it is kept as it is.
    virtual void seal(const util::Fields& about) = 0;
  };

  /// A sealed answer; its body is a view that lives as long as this.
  class Sealed {
   public:
    virtual ~Sealed() = default;
    virtual std::string_view body() const = 0;
    virtual const util::Fields& about() const = 0;
  };

  virtual ~Spool() = default;
  /// Exclusive, and given `room` bytes on the disk, so that a full one is met before anything is
  /// bought. Throws std::system_error if the disk will not have it.
  virtual std::unique_ptr<Incoming> begin(const std::string& attempt, std::int64_t room) = 0;
  /// Keeps, in the place of the answer until it comes, where it is to be looked for: of a call that
  /// the server has taken on and will answer later. Whole and durable when it returns; sealing the
  /// answer replaces it. `about` as for `seal`.
  virtual void keep_begun(const std::string& attempt,
                          std::string_view begun,
                          const util::Fields& about) = 0;
  /// Takes away what had come of an answer when its writer was killed; it will come anew. For
  /// whoever is the only one to send.
  virtual void forget_part(const std::string& attempt) = 0;
  /// damaged unless footer, lengths and the body's digest agree; not_found if there is none.
  virtual util::Result<std::unique_ptr<Sealed>> open(const std::string& attempt) = 0;
  /// Gives answers that are whole, but whose writer was killed before their last step, the name of
  /// sealed ones. Not durably: they are settled next. For whoever is the only one to send.
  virtual void finish_sealing() = 0;
  /// The attempts that have a sealed answer here, whole or not, in the order of their names.
  virtual std::vector<std::string> sealed() = 0;
  /// Once it is settled; losing this step costs nothing.
  virtual void remove(const std::string& attempt) = 0;
  /// Takes out of the way what nobody can read: answers that did not come to their end, and sealed
  /// ones that are not whole. They go to the quarantine of that day, or where nothing came of them
  /// for good. For whoever is the only one to send. How many were kept.
  virtual int put_aside_unreadable(util::Date day) = 0;
};

/// In the store below `folder`, which must exist.
std::unique_ptr<Spool> open_spool(const std::string& folder);
/// The same for whoever only looks: nothing is made on the disk.
std::unique_ptr<Spool> read_spool(const std::string& folder);
/// In memory, for tests and trials.
std::unique_ptr<Spool> memory_spool();

/// Whether a file of a spool is a whole answer, with all that is said of it, whatever its name.
bool is_whole_answer(const std::filesystem::path& file);

}  // namespace vitrine::store
