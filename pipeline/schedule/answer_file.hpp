#pragma once

#include "pipeline/lineage/records.hpp"
#include "pipeline/net/body.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/util/fault_points.hpp"
#include "pipeline/util/result.hpp"

namespace vitrine::schedule {

/// An answer on its way into the spool, with its head remembered for the line about it. The file
/// outlives it.
class AnswerFile final : public net::BodySink {
 public:
  explicit AnswerFile(store::Spool::Incoming& file) : file_(file) {}
  void begin(const net::ResponseHead& head) override { head_ = head; }
  void write(std::string_view piece) override {
    file_.write(piece);
    util::pass(util::KillPoint::after_first_byte);
  }
  /// Durable when it returns. The line about it holds all that is needed to put the attempt on
  /// record again, should the record be lost.
  void seal(const lineage::AttemptStart& start, const lineage::TaskRecord& task);
  /// The same in place of what was said when the call was begun.
  void seal_begun(const util::Fields& begun);

 private:
  void seal_with_head(util::Fields about);
  store::Spool::Incoming& file_;
  net::ResponseHead head_;
};

/// What is said of a call that the server has taken on, beside where its answer is to be looked
/// for.
util::Fields about_begun(const lineage::AttemptStart& start, const lineage::TaskRecord& task);
/// Whether a sealed answer is none yet, but says where to look for it.
bool is_begun(const util::Fields& about);

/// The head of an answer that an earlier run sealed, as far as it was kept.
net::ResponseHead head_from(const util::Fields& about);

/// The attempt and the task that an answer belongs to, as it tells itself; damaged if it does not,
/// or contradicts itself.
struct AnswerOrigin {
  lineage::AttemptStart start;
  lineage::TaskRecord task;
  std::string price_book = {};  ///< the name of the book it was reserved by; empty: none
};
util::Result<AnswerOrigin> origin_from(const util::Fields& about);

}  // namespace vitrine::schedule
