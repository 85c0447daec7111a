#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "tests/support/temp_folder.hpp"

#include <memory>
#include <string>

/// Records of a small shop, made from names: two of the same name are the same.
namespace vitrine::test {

constexpr util::Timestamp kEvening{1'795'312'800'000'000};  ///< 2026-11-22T02:00:00Z

util::Timestamp after_seconds(int seconds);
std::string attempt_id(int number);  ///< 32 digits

lineage::RunStart run_start(const std::string& id, const std::string& set = "spring");
lineage::TaskRecord task(const std::string& name, int take = 0);
lineage::AttemptStart attempt(int number,
                              const lineage::TaskRecord& task,
                              const std::string& run = "r1");
lineage::Settlement settlement(int number, const std::string& picture = "picture");
lineage::AttemptFailure failure(int number, const std::string& state = "free_failure");
lineage::DeliveryRecord delivery(const std::string& shot,
                                 const lineage::TaskRecord& task,
                                 const std::string& set = "spring");
lineage::Finished finished(const lineage::DeliveryRecord& delivery,
                           const std::string& picture = "picture");

/// Of the gate, about a print.
domain::Verdict verdict(const std::string& check, domain::VerdictOutcome outcome);

/// In memory, with run "r1" begun.
std::unique_ptr<lineage::Lineage> with_run();
/// Adds the task, attempts it with this number and settles it.
void render(lineage::Lineage& into,
            const lineage::TaskRecord& task,
            int number,
            util::Money charged = {});

}  // namespace vitrine::test
