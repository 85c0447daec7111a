// Lists of more than one model, models of one vendor, and pictures that several shots stand on.
#include "tests/schedule/paid_shop.hpp"

using namespace vitrine;
using namespace std::chrono_literals;
using domain::OutcomeKind;
using test::FakeRemote;
using test::kAsked;
using test::PaidShop;
using test::Scripted;

namespace {

constexpr const char* kFirst = "gemini-nano-banana-2.1";
constexpr const char* kSecond = "gpt-image-2";
constexpr const char* kThird = "imagen-4";

const Scripted kNoQuota{
    .kind = OutcomeKind::rate_limited, .facts = {{"scope", "day"}}, .retry_after = 60min};

/// One call at a time; the first vendor's day is used up by its first call.
struct ChainShop : PaidShop {
  std::shared_ptr<FakeRemote> third = std::make_shared<FakeRemote>("vertex");

  ChainShop() {
    fall_back();
    plan::ModelChoice& choice = job.fallbacks.emplace_back(job.fallbacks[0]);
    choice.id = kThird;
    choice.provider = choice.surface = third->name;
    job.job.fallback.push_back({kThird, {0, 4, 25}});
    make_remotes = [this](boost::asio::any_io_executor) {
      return std::map<std::string, std::shared_ptr<providers::RemoteProvider>>{
          {"gemini", remote}, {"openai", second}, {"vertex", third}};
    };
    options.asked_in_flight = 1;
    say(1, kNoQuota);
  }
  /// Every file is to be finished anew, and no request is another one.
  void want_another_size() { job.profiles["life"].target_px = {300 - ++sizes_, 300 - sizes_}; }
  std::vector<int> calls() const { return {remote->calls, second->calls, third->calls}; }

 private:
  int sizes_ = 0;
};

/// Two models of one vendor, behind one client.
struct OneVendorShop : PaidShop {
  OneVendorShop() {
    fall_back(true);
    job.fallbacks[0].provider = "gemini";
    second.reset();
    make_remotes = [this](boost::asio::any_io_executor) {
      return std::map<std::string, std::shared_ptr<providers::RemoteProvider>>{{"gemini", remote}};
    };
    options.asked_in_flight = 1;
  }
  std::map<std::string, int> pictures() const {
    std::map<std::string, int> pictures;
    for (const lineage::DeliveryRecord& delivery : lineage->deliveries(job.job.name))
      if (const auto task = lineage->task(delivery.render_key); task && task->surface != "studio")
        ++pictures[task->model];
    return pictures;
  }
};

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("scenes that are alike keep each the picture of its own list", "[schedule]") {
  ChainShop shop;
  shop.want_one();
  spec::Job& job = shop.job.job;
  domain::Scene& told = job.scenes.back();
  told.fallback = std::vector<domain::Fallback>{{kSecond, {0, 4, 12}}};
  domain::Scene twin = told;
  twin.name += "-twin";
  twin.fallback = std::vector<domain::Fallback>{{kThird, {0, 4, 12}}};
  job.deliver[0].scenes.push_back(twin.name);
  job.scenes.push_back(std::move(twin));
  CHECK(shop.go().failed == 0);
  CHECK(shop.calls() == std::vector{1, 1, 1});
  shop.want_another_size();
  const schedule::Summary next = shop.go();
  CHECK(next.finished == 2);
  CHECK(next.rendered == 0);
  CHECK(shop.calls() == std::vector{1, 1, 1});
}

TEST_CASE("a picture is found again behind one that was asked for in vain meanwhile",
          "[schedule]") {
  ChainShop shop;
  shop.want_one();
  shop.second->script = {{.kind = OutcomeKind::invalid_request}};
  CHECK(shop.go().failed == 0);
  CHECK(shop.calls() == std::vector{1, 1, 1});
  // A redo that ends with the second, and that is taken back.
  spec::Adjustment line;
  line.subject.conditions = {{"sku", {"*"}, {}}};
  line.take = 1;
  shop.job.job.adjust = {line};
  shop.say(1, kNoQuota);
  shop.second->script = {{.kind = OutcomeKind::policy_hard}};
  CHECK(shop.go().needs_person == 1);
  CHECK(shop.calls() == std::vector{2, 2, 1});
  CHECK(shop.lineage->fallbacks_of_run("run-2").empty());
  shop.job.job.adjust.clear();
  shop.want_another_size();
  const schedule::Summary back = shop.go();
  CHECK(back.failed == 0);
  CHECK(back.rendered == 0);
  CHECK(shop.calls() == std::vector{2, 2, 1});
}

TEST_CASE("a vendor's other model makes the rest where the first's day is used up", "[schedule]") {
  OneVendorShop shop;
  shop.say(1, kNoQuota);
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1 + kAsked);
  CHECK(summary.failed == 0);
  CHECK(summary.stopped == "quota");
  CHECK(summary.is_made_good);
  CHECK(shop.pictures() == std::map<std::string, int>{{kSecond, kAsked}});
}

TEST_CASE("requests of a day are counted and used up by each model of a vendor", "[schedule]") {
  OneVendorShop shop;
  shop.options.pace.limits.requests_per_day = 3;  // nine tenths of it, rounded down, are two
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == kAsked);
  CHECK(summary.failed == 0);
  CHECK(summary.stopped == "quota");
  CHECK(says(summary.stopped_why, std::string("allows ") + kFirst + " for a day"));
  CHECK(shop.pictures() == std::map<std::string, int>{{kFirst, 2}, {kSecond, kAsked - 2}});
}

TEST_CASE("a model that the account may not ask leaves the vendor's others", "[schedule]") {
  OneVendorShop shop;
  shop.say(1, {.kind = OutcomeKind::auth_or_billing, .facts = {{"scope", "limit_zero"}}});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1 + kAsked);
  CHECK(summary.failed == 0);
  CHECK(summary.stopped == "key");
}

TEST_CASE("a key that is refused or an account that is spent is so for all models of a vendor",
          "[schedule]") {
  for (const char* scope : {"", "spend"}) {
    OneVendorShop shop;
    shop.say(1, {.kind = OutcomeKind::auth_or_billing, .facts = {{"scope", scope}}});
    CHECK(shop.go().parked == kAsked);
    CHECK(shop.remote->calls == 1);
  }
}

TEST_CASE("once one of the list refused for good it is a person's, and nobody is asked again",
          "[schedule]") {
  ChainShop shop;
  shop.want_one();
  shop.second->script = {{.kind = OutcomeKind::policy_hard, .message = "prohibited"}};
  const schedule::Summary summary = shop.go();
  CHECK(summary.needs_person == 1);
  CHECK(summary.parked == 0);
  CHECK(summary.failed == 0);
  CHECK(shop.calls() == std::vector{1, 1, 0});
  REQUIRE(summary.questions.size() == 1);
  CHECK(says(summary.questions[0].why, "it said rate_limited"));
  CHECK(says(summary.questions[0].why, "; gpt-image-2: prohibited"));
  CHECK(shop.lineage->parked_tasks(shop.job.job.name).empty());

  SECTION("the next night") {
    CHECK(shop.go().reused == 1);
    CHECK(shop.calls() == std::vector{1, 1, 0});
  }
  SECTION("nor for another size, but for the first, who was only busy") {
    shop.want_another_size();
    shop.say(1, kNoQuota);
    const schedule::Summary next = shop.go();
    CHECK(next.needs_person == 1);
    CHECK(shop.calls() == std::vector{2, 1, 0});
    REQUIRE(next.questions.size() == 1);
    CHECK(says(next.questions[0].why, "gpt-image-2: it has refused before: prohibited"));
  }
}

TEST_CASE("a picture of another model is counted once, however many shots stand on it",
          "[schedule]") {
  ChainShop shop;
  shop.want_one();
  shop.want_series(4);
  const schedule::Summary summary = shop.go();
  CHECK(summary.finished == 4);
  CHECK(shop.calls() == std::vector{1, 4, 0});
  REQUIRE(summary.fallbacks.size() == 1);
  CHECK(summary.fallbacks[0].pictures == 4);
}

TEST_CASE("each that is asked has its own time to answer, behind one address too", "[schedule]") {
  for (const bool same_address : {false, true}) {
    PaidShop shop;
    shop.fall_back(same_address);
    shop.want_one();
    shop.say(1, kNoQuota);
    schedule::SurfaceOptions own;
    own.attempt_deadline = 3600s;
    shop.options.surfaces[same_address ? schedule::surface_of_model("gemini", kSecond) : "openai"] =
        own;
    CHECK(shop.go().failed == 0);
    const auto now = std::chrono::steady_clock::now();
    CHECK(shop.remote->last_deadline.at < now + shop.options.attempt_deadline);
    CHECK(shop.second->last_deadline.at > now + 3000s);
  }
}
