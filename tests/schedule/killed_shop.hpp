#pragma once

#include "pipeline/schedule/settle_answer.hpp"
#include "tests/schedule/paid_shop.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace vitrine::test {

/// A shop on disk whose only call never came to its end, as far as the record can tell: the run was
/// killed, when its answer lay there or (`lost`) before it came.
struct KilledShop : PaidShop {
  test::TempFolder folder, other;
  std::string attempt;  ///< the only one

  explicit KilledShop(Scripted scripted = {}, bool lost = false) {
    want_one();
    lineage = lineage::Lineage::open(folder.path(), lineage::Access::read_write);
    say(1, std::move(scripted));
    counted->is_broken = true;
    if (lost) remote->on_call = [] { throw std::runtime_error("the power is gone"); };
    CHECK_THROWS(go());
    remote->on_call = nullptr;
    counted->is_broken = false;
    REQUIRE(remote->attempts.size() == 1);
    attempt = *remote->attempts.begin();
  }

  /// An older backup is put back: it knows nothing of that night.
  void forget_the_night() {
    lineage = lineage::Lineage::open(other.path(), lineage::Access::read_write);
  }

  /// Everything its answers are settled with; as long as this lives.
  schedule::Settling settling(bool somebody_reads = true) {
    const bool is_forgotten = lineage->runs("", 1).empty();
    keeping_ = lineage::Keeping::open(is_forgotten ? other.path() : folder.path(),
                                      lineage::Access::read_write);
    const auto reader = [this, somebody_reads](const std::string& surface, const std::string&) {
      return somebody_reads && surface == "gemini" ? remote : nullptr;
    };
    return {*lineage, *keeping_, *store, *spool, reader, clock.now()};
  }

  lineage::AttemptRecord row() {
    const auto all = lineage->attempts(render_key());
    REQUIRE(all.size() == 1);
    return all.front();
  }
  util::Digest render_key() {
    const auto sealed = spool->open(attempt);
    if (sealed) key_ = *util::Digest::from_hex(*util::find((*sealed)->about(), "render_key"));
    return key_;
  }

 private:
  util::Digest key_;
  std::unique_ptr<lineage::Keeping> keeping_;
};

}  // namespace vitrine::test
