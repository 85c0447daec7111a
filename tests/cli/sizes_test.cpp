// A decision about one size of a responsive set, on records alone: no job can be read here.
#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "tests/cli/fixed_clock.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <sstream>

using namespace vitrine;
using domain::Decision;
using domain::DeliveryState;

namespace {

constexpr const char* kShot = "MUG/red/harbour";

/// One shot in three sizes that wait for a person, all failing one check and one of them another.
class Sizes {
 public:
  Sizes() {
    folder_.write("vitrine.yaml", "{}\n");
    const auto lineage = open(lineage::Access::read_write);
    lineage->begin_run(test::run_start("r1"));
    const lineage::TaskRecord task = test::task("harbour");
    test::render(*lineage, task, 1);
    for (const std::string profile : {"shop", "shop@400.webp", "shop@800.webp", "other"})
      lineage->record_finished(size(task, profile));
  }

  std::unique_ptr<lineage::Lineage> open(lineage::Access access) const {
    return lineage::Lineage::open((folder_.path() / ".vitrine").string(), access);
  }

  /// What `vitrine approve` or `reject` prints with --json.
  rapidjson::Document decide(Decision decision, const std::string& profile) const {
    std::ostringstream out, err;
    cli::Invocation call{{out, err, true}, folder_.path(), clock_, "decide"};
    cli::DecisionFlags flags;
    flags.decision = decision;
    flags.pictures.names = {kShot};
    flags.pictures.profile = profile;
    cli::decide(call, flags);
    rapidjson::Document read;
    read.Parse(out.str().c_str());
    return read;
  }

  /// What holds of a size now: nothing, approve or reject.
  std::optional<Decision> decision(const std::string& profile) const {
    const auto review = open(lineage::Access::read_only)->decision(blob(profile));
    if (!review) return std::nullopt;
    return review->decision;
  }

 private:
  static util::Digest blob(const std::string& profile) {
    return util::sha256("file of " + profile);
  }

  static lineage::Finished size(const lineage::TaskRecord& task, const std::string& profile) {
    lineage::DeliveryRecord delivery = test::delivery(kShot, task);
    delivery.profile = profile;
    delivery.path = profile + "/mug.jpg";
    lineage::Finished finished = test::finished(delivery);
    finished.asset.blob = blob(profile);
    finished.verdicts.front().outcome = domain::VerdictOutcome::reject;
    if (profile == "shop@400.webp") {
      finished.verdicts.push_back(finished.verdicts.front());
      finished.verdicts.back().check = "sharpness";
    }
    finished.delivery.state = DeliveryState::needs_person;
    return finished;
  }

  test::TempFolder folder_;
  test::FixedClock clock_;
};

}  // namespace

TEST_CASE("a yes is for the sizes in which nothing else fails, and names the others", "[cli]") {
  const Sizes sizes;
  const auto told = sizes.decide(Decision::approve, "shop");
  REQUIRE(told["pictures"].Size() == 2);
  const auto& left = told["pictures"][0]["left"];
  REQUIRE(left.Size() == 1);
  CHECK(std::string(left[0]["failed"][0].GetString()) == "sharpness/1");
  CHECK(told["pictures"][1]["left"].Empty());
  CHECK(sizes.decision("shop") == Decision::approve);
  CHECK(sizes.decision("shop@800.webp") == Decision::approve);
  CHECK_FALSE(sizes.decision("shop@400.webp"));
  CHECK_FALSE(sizes.decision("other"));
  // Seen where everything fails, all of them were.
  CHECK(sizes.decide(Decision::approve, "shop@400.webp")["pictures"].Size() == 3);
  CHECK(sizes.decision("shop@400.webp") == Decision::approve);
}

TEST_CASE("a no is for every size of the picture, and for no other channel's", "[cli]") {
  const Sizes sizes;
  CHECK(sizes.decide(Decision::reject, "shop@400.webp")["pictures"].Size() == 3);
  CHECK(sizes.decision("shop") == Decision::reject);
  CHECK(sizes.decision("shop@800.webp") == Decision::reject);
  CHECK_FALSE(sizes.decision("other"));
  CHECK(sizes.decide(Decision::approve, "shop@400.webp")["pictures"].Size() == 3);
  CHECK(sizes.decision("shop") == Decision::approve);
}
