// Looking after what a project keeps: the real binary, night after night.
#include "tests/e2e/background.hpp"
#include "tests/e2e/emulator_process.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cmath>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sys/file.h>
#include <unistd.h>

using namespace vitrine;
using test::Background;
using test::EmulatorProcess;
using test::Ended;
using test::Shop;
namespace fs = std::filesystem;

namespace {

constexpr int kFiles = 9, kCalls = 3;  // the scene told in words, for three products
constexpr const char* kModel = "gemini-nano-banana-2.1";

void make_a_night(const Shop& shop) {
  const Ended night = shop.json("run jobs/spring.yaml");
  INFO(night.out << night.err);
  REQUIRE(night.exit_code == 0);
}

std::multiset<std::string> kinds(const Ended& examined) {
  std::multiset<std::string> all;
  for (const auto& finding : examined.json["findings"].GetArray())
    all.insert(finding["kind"].GetString());
  return all;
}

void check_healthy(const Shop& shop, const std::string& where = "") {
  const Ended examined = shop.json("doctor --deep" + where);
  INFO(examined.out << examined.err);
  CHECK(examined.exit_code == 0);
  CHECK(examined.json["ok"].GetBool());
}

void check_reproduces(const Shop& shop) {
  const Ended again = shop.json("reproduce --all");
  INFO(again.out << again.err);
  CHECK(again.exit_code == 0);
  CHECK(again.json["identical"].GetInt() == kFiles);
}

fs::path blob_file(const Shop& shop, const std::string& hex) {
  return shop.root() / ".vitrine/blobs/sha256" / hex.substr(0, 2) / hex;
}

std::string first_blob(const Shop& shop) {
  return shop.json("assets").json["assets"][0]["sha256"].GetString();
}

void flip_a_bit(const fs::path& file) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  std::string bytes = test::read_text(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  std::ofstream(file, std::ios::binary) << bytes;
}

std::vector<std::string> asks(const EmulatorProcess& google) {
  return {"GOOGLE_GEMINI_BASE_URL=" + google.base_url(), "GEMINI_API_KEY=any-key"};
}

/// An emulator that answers no call for a quarter of a minute.
EmulatorProcess slow_emulator(const Shop& shop, const std::string& latency = "15s") {
  const fs::path file = shop.root() / "slow.yaml";
  std::ofstream(file) << "latency: {fixed: " << latency << "}\n";
  return EmulatorProcess({"--scenario", file.string()});
}

/// Asked again until it is so: what another process does takes its time.
template <class Condition>
void until(const Condition& is_so) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(3);
  while (!is_so())
    if (std::chrono::steady_clock::now() > give_up)
      FAIL("it did not come to be so in three minutes");
}

/// One of the store's locks, held by somebody else while this lives: nobody commits to its record,
/// say.
class LockHeld {
 public:
  LockHeld(const Shop& shop, const char* name)
      : fd_(::open((shop.root() / ".vitrine" / name).c_str(), O_RDWR | O_CLOEXEC)) {
    REQUIRE(::flock(fd_, LOCK_EX) == 0);
  }
  ~LockHeld() { ::close(fd_); }
  LockHeld(const LockHeld&) = delete;
  LockHeld& operator=(const LockHeld&) = delete;

 private:
  int fd_;
};

int answers_in_spool(const Shop& shop) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(shop.root() / ".vitrine/spool"))
    count += entry.path().extension() == ".resp" ? 1 : 0;
  return count;
}

/// A night that had all its answers and was killed before it could book one of them.
void be_killed_with_answers(const Shop& shop, const EmulatorProcess& google) {
  const int before = shop.json("costs").json["total"]["attempts"].GetInt();
  Background night(shop, {"run", "jobs/spring.yaml", "--yes", "--model", kModel}, asks(google));
  until([&] { return shop.json("costs").json["total"]["attempts"].GetInt() == before + kCalls; });
  const LockHeld held(shop, "lineage.lock");
  until([&] { return answers_in_spool(shop) == kCalls; });
  night.kill();
}

std::int64_t micros(const rapidjson::Value& usd) { return std::llround(usd.GetDouble() * 1e6); }

}  // namespace

TEST_CASE("doctor finds nothing after a night, and repairs what a mess can be repaired of",
          "[e2e][keeping]") {
  const Shop shop;
  make_a_night(shop);
  check_healthy(shop);
  fs::remove(blob_file(shop, first_blob(shop)));
  fs::remove(shop.delivered().front());
  std::ofstream(shop.root() / ".vitrine/spool/00000000000000000000000000000001.part") << "HTTP";
  const Ended found = shop.json("doctor");
  INFO(found.out << found.err);
  CHECK(found.exit_code == 1);
  CHECK(kinds(found) ==
        std::multiset<std::string>{"answer-partial", "blob-missing", "delivered-missing"});
  CHECK(kinds(shop.json("doctor")).size() == 3);  // it only looked
  const Ended told = shop.vitrine("doctor");
  CHECK(told.out.find("3 findings") != std::string::npos);
  CHECK(told.out.find("--repair: makes it again") != std::string::npos);
  const Ended repaired = shop.json("doctor --repair");
  INFO(repaired.out << repaired.err);
  CHECK(repaired.exit_code == 0);
  check_healthy(shop);
  CHECK(shop.delivered().size() == kFiles);
  check_reproduces(shop);
}

TEST_CASE("verify hashes every byte and names the file that is not as recorded", "[e2e][keeping]") {
  const Shop shop;
  make_a_night(shop);
  const Ended sound = shop.json("verify");
  INFO(sound.out << sound.err);
  CHECK(sound.exit_code == 0);
  CHECK(sound.json["looked_at"]["delivered"].GetInt() == kFiles);
  CHECK(sound.json["looked_at"]["hashed"].GetInt() ==
        sound.json["looked_at"]["blobs"].GetInt() + kFiles);
  const fs::path delivered = shop.delivered().front();
  flip_a_bit(delivered);
  const std::string blob = first_blob(shop);
  flip_a_bit(blob_file(shop, blob));
  const Ended wrong = shop.json("verify");
  CHECK(wrong.exit_code == 1);
  CHECK(kinds(wrong) == std::multiset<std::string>{"blob-damaged", "delivered-changed"});
  CHECK(wrong.out.find(blob) != std::string::npos);
  CHECK(wrong.out.find(delivered.filename().string()) != std::string::npos);
}

TEST_CASE("gc takes what was replaced away, and nothing that is needed", "[e2e][keeping]") {
  const Shop shop;
  make_a_night(shop);
  std::string settings = test::read_text(shop.root() / "vitrine.yaml");
  settings.replace(settings.find("300x300"), 7, "360x360");
  std::ofstream(shop.root() / "vitrine.yaml") << settings;
  make_a_night(shop);
  CHECK(shop.json("gc").json["moved"]["count"].GetInt() == 0);  // a day old at least
  const std::string all = "gc --older-than 0 --keep-runs 0";
  const Ended trial = shop.json(all + " --dry-run");
  INFO(trial.out << trial.err);
  REQUIRE(trial.exit_code == 0);
  CHECK(trial.json["moved"]["count"].GetInt() >= 6);
  const Ended collected = shop.json(all);
  CHECK(collected.json["moved"]["count"].GetInt() == trial.json["moved"]["count"].GetInt());
  CHECK(collected.json["moved"]["bytes"].GetInt64() > 0);
  check_healthy(shop);
  check_reproduces(shop);
  const Ended idle = shop.json("run jobs/spring.yaml");
  CHECK(idle.json["reused"].GetInt() == kFiles);
  CHECK(shop.json("gc --older-than tomorrow").exit_code == 2);
}

TEST_CASE("a project is brought back from its backup and reproduces everything", "[e2e][keeping]") {
  const Shop shop;
  make_a_night(shop);
  const Ended backup = shop.json("backup ../safe");
  INFO(backup.out << backup.err);
  REQUIRE(backup.exit_code == 0);
  CHECK(backup.json["copied"].GetInt() == backup.json["blobs"].GetInt());
  CHECK(shop.json("backup ../safe").json["copied"].GetInt() == 0);
  check_healthy(shop, " --project ../safe");
  CHECK(shop.json("backup .vitrine/safe").exit_code == 2);
  {
    const LockHeld gc(shop, "keeping.lock");
    const Ended second = shop.json("backup ../safe");
    CHECK(second.exit_code == 5);
    CHECK(second.out.find("\"locked\"") != std::string::npos);
  }
  // As the README says.
  const std::string bytes = test::read_text(shop.delivered().front());
  fs::remove_all(shop.root() / ".vitrine");
  fs::remove_all(shop.out());
  fs::copy(shop.root() / "../safe/.vitrine", shop.root() / ".vitrine", fs::copy_options::recursive);
  const Ended repaired = shop.json("doctor --deep --repair");
  INFO(repaired.out << repaired.err);
  CHECK(repaired.exit_code == 0);
  CHECK(test::read_text(shop.delivered().front()) == bytes);
  check_healthy(shop);
  check_reproduces(shop);
  const Ended idle = shop.json("run jobs/spring.yaml");
  CHECK(idle.json["rendered"].GetInt() == 0);
  CHECK(idle.json["finished"].GetInt() == 0);
}

TEST_CASE("the second of two runs is told who works here, or waits and finds all done",
          "[e2e][keeping]") {
  const Shop shop;
  make_a_night(shop);  // what remains is the model's
  const EmulatorProcess google;
  const std::vector<std::string> run{"--json",      "run", "jobs/spring.yaml", "--yes",
                                     "--in-flight", "1",   "--model",          kModel};
  // Somebody has the store for as long as we please.
  const fs::path pipe = shop.root() / "until";
  const std::string hold = "cd '" + shop.root().string() +
                           "' && mkfifo until && (flock 9; echo "
                           "'vitrine run (pid 1) since a while ago' >&9; cat until >/dev/null) "
                           "9>.vitrine/sender.lock &";
  REQUIRE(std::system(hold.c_str()) == 0);
  until([&] { return !shop.json("status").json["running"].IsNull(); });
  const Ended refused = shop.json("run jobs/spring.yaml");
  CHECK(refused.exit_code == 5);
  CHECK(std::string(refused.json["problems"][0]["code"].GetString()) == "locked");
  const std::string message = refused.json["problems"][0]["message"].GetString();
  CHECK(message.find("pid 1") != std::string::npos);
  CHECK(message.find("--wait 2h") != std::string::npos);
  CHECK(message.find("vitrine status") != std::string::npos);
  CHECK(shop.json("doctor --repair").exit_code == 5);
  CHECK(shop.json("gc").exit_code == 5);
  CHECK(shop.json("doctor").exit_code == 0);  // who only looks needs nobody's leave

  std::vector<std::string> waiting = run;
  waiting.insert(waiting.end(), {"--wait", "10min"});
  Background first(shop, waiting, asks(google)), second(shop, waiting, asks(google));
  std::ofstream(pipe) << "go on\n";
  const Ended one = first.wait(), other = second.wait();
  for (const Ended* ended : {&one, &other}) {
    INFO(ended->out << ended->err);
    CHECK((ended->exit_code == 0 || ended->exit_code == 4));
  }
  // Whoever came first made it all.
  CHECK(one.json["rendered"].GetInt() * other.json["rendered"].GetInt() == 0);
  CHECK(one.json["rendered"].GetInt() + other.json["rendered"].GetInt() == 3);
  CHECK(google.bill()["billed"].GetInt() == 3);
}

TEST_CASE("after kill -9 doctor names the calls whose answer was never kept", "[e2e][keeping]") {
  const Shop shop;
  make_a_night(shop);
  const EmulatorProcess google = slow_emulator(shop);
  Background night(shop, {"run", "jobs/spring.yaml", "--yes", "--model", kModel}, asks(google));
  const auto under_way = [&] {
    const bool on_record =
        shop.json("costs --by outcome").out.find("\"sent\"") != std::string::npos;
    for (const auto& entry : fs::directory_iterator(shop.root() / ".vitrine/spool"))
      if (entry.path().extension() == ".part") return on_record;
    return false;
  };
  until(under_way);
  night.kill();
  const Ended found = shop.json("doctor");
  INFO(found.out << found.err);
  CHECK(found.exit_code == 1);
  CHECK(kinds(found).contains("attempt-unanswered"));
  CHECK(kinds(found).contains("answer-partial"));
  CHECK(shop.json("status").json["runs"][0]["killed"].GetBool());
  const Ended repaired = shop.json("doctor --repair");
  INFO(repaired.out << repaired.err);
  CHECK(repaired.exit_code == 0);
  CHECK(shop.json("costs").json["total"]["unknown_usd"].GetDouble() > 0);
  check_healthy(shop);
}

TEST_CASE(
    "answers that a killed night had are booked by doctor, to the emulator's last micro-dollar",
    "[e2e][keeping]") {
  const Shop shop;
  make_a_night(shop);
  REQUIRE(shop.json("backup ../safe").exit_code == 0);
  const EmulatorProcess google = slow_emulator(shop, "6s");
  be_killed_with_answers(shop, google);
  std::string kind = "answer-waiting";
  SECTION("as the record knows them") {}
  SECTION("although an older record was put back, which knows nothing of that night") {
    kind = "answer-orphan";
    for (const char* end : {"-wal", "-shm"})
      fs::remove(shop.root() / (std::string(".vitrine/lineage.db") + end));
    fs::copy_file(shop.root() / "../safe/.vitrine/lineage.db", shop.root() / ".vitrine/lineage.db",
                  fs::copy_options::overwrite_existing);
  }
  const std::string environment =
      "GOOGLE_GEMINI_BASE_URL=" + google.base_url() + " GEMINI_API_KEY=any";
  const Ended found = shop.json("doctor", environment);
  INFO(found.out << found.err);
  std::multiset<std::string> told = kinds(found);
  told.erase("stray-file");  // a picture that was being stored when the night was killed
  CHECK(told == std::multiset<std::string>{kind, kind, kind});
  CHECK(shop.json("doctor --repair").exit_code == 1);  // nobody reads answers of that address
  CHECK(answers_in_spool(shop) == kCalls);
  const Ended repaired = shop.json("doctor --repair", environment);
  INFO(repaired.out << repaired.err);
  CHECK(repaired.exit_code == 0);
  const auto bill = google.bill();
  CHECK(bill["billed"].GetInt() == kCalls);
  const Ended costs = shop.json("costs");
  CHECK(micros(costs.json["total"]["charged_usd"]) == bill["micros"].GetInt64());
  CHECK(micros(costs.json["total"]["unknown_usd"]) == 0);
  check_healthy(shop);
  // What was paid for is there, and is not asked for again.
  const Ended night =
      shop.json(std::string("run jobs/spring.yaml --yes --model ") + kModel, environment);
  INFO(night.out << night.err);
  CHECK((night.exit_code == 0 || night.exit_code == 4));
  CHECK(google.bill()["count"].GetInt() == bill["count"].GetInt());
  CHECK(micros(night.json["charged_usd"]) == 0);
}

TEST_CASE("where nothing can be delivered nothing is made, and nothing asked for",
          "[e2e][keeping]") {
  const Shop shop;
  const EmulatorProcess google;
  std::ofstream(shop.root() / "out") << "a file in the way\n";
  const Ended night =
      shop.json(std::string("run jobs/spring.yaml --yes --model ") + kModel,
                "GOOGLE_GEMINI_BASE_URL=" + google.base_url() + " GEMINI_API_KEY=any");
  INFO(night.out << night.err);
  CHECK(night.exit_code == 5);
  CHECK(std::string(night.json["problems"][0]["code"].GetString()) == "disk");
  CHECK(google.bill()["count"].GetInt() == 0);
  CHECK(shop.json("status").json["runs"].Empty());
}

TEST_CASE("a run that the disk ended is recorded as that, not as killed", "[e2e][keeping]") {
  const Shop shop;
  fs::create_directories(shop.out());
  // The page's folder is fine; the one that the first file needs is not.
  std::ofstream(shop.out() / "tiny-main") << "a file in the way\n";
  std::ofstream(shop.out() / "tiny-scene") << "a file in the way\n";
  const Ended night = shop.json("run jobs/spring.yaml");
  INFO(night.out << night.err);
  CHECK(night.exit_code == 5);
  const Ended status = shop.json("status");
  INFO(status.out);
  REQUIRE(status.json["runs"].Size() == 1);
  CHECK(status.json["runs"][0]["exit"].GetInt() == 5);
  CHECK(std::string(status.json["runs"][0]["stopped"].GetString()) == "disk");
  CHECK_FALSE(status.json["runs"][0]["killed"].GetBool());
}

TEST_CASE("status --json says as much as its text", "[e2e][keeping]") {
  const Shop shop;
  make_a_night(shop);
  const Ended status = shop.json("status");
  const auto& run = status.json["runs"][0];
  CHECK(run["finished"].GetInt() == kFiles);
  CHECK(run["reused"].GetInt() == 0);
  CHECK(run["failed"].GetInt() == 0);
  CHECK(run["needs_person"].GetInt() == 0);
  CHECK(run["charged_usd"].GetDouble() == 0);
  CHECK(run["exit"].GetInt() == 0);
  CHECK_FALSE(run["killed"].GetBool());
}

TEST_CASE("show of a shot without a file says where it stands", "[e2e][keeping]") {
  const Shop shop;
  std::ofstream(shop.root() / "refuses.yaml")
      << "faults: [{fault: prohibited-content, share: 1}]\n";
  const EmulatorProcess google({"--scenario", (shop.root() / "refuses.yaml").string()});
  shop.json(std::string("run jobs/spring.yaml --yes --model ") + kModel,
            "GOOGLE_GEMINI_BASE_URL=" + google.base_url() + " GEMINI_API_KEY=any");
  const Ended shown = shop.json("show JAR-01/natural/dawn");
  INFO(shown.out << shown.err);
  REQUIRE(shown.exit_code == 0);
  CHECK(shown.json["id"].IsNull());
  REQUIRE(shown.json["deliveries"].Size() == 1);
  CHECK(std::string(shown.json["deliveries"][0]["state"].GetString()) == "needs_person");
  CHECK_FALSE(std::string(shown.json["deliveries"][0]["why"].GetString()).empty());
  CHECK(shop.vitrine("show JAR-01/natural/dawn").out.find("vitrine explain") != std::string::npos);
  CHECK(shop.json("show JAR-01/natural/nowhere").exit_code == 2);
}

TEST_CASE("explain --model says what another model would change", "[e2e][keeping]") {
  const Shop shop;
  make_a_night(shop);
  const Ended same = shop.json("explain BOX-01/sage/dawn");
  const Ended other = shop.json(std::string("explain BOX-01/sage/dawn --model ") + kModel);
  INFO(other.out << other.err);
  REQUIRE(other.exit_code == 0);
  CHECK(std::string(same.json["deliveries"][0]["action"].GetString()) == "reuse");
  CHECK(std::string(other.json["deliveries"][0]["action"].GetString()) == "render");
  CHECK(shop.json("explain BOX-01/sage/dawn --model nobody").exit_code == 2);
}
