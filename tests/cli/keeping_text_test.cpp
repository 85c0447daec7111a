#include "pipeline/cli/doctor_text.hpp"
#include "pipeline/cli/sender.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <sstream>

using namespace vitrine;
using namespace std::chrono_literals;
using audit::Examination;
using audit::Finding;
using audit::Remedy;

namespace {

Examination two_findings() {
  Examination examination;
  examination.findings.push_back({"blob-missing", "ab12", "a file is missing", Remedy::make_again});
  examination.findings.push_back({"ledger", "lineage.db", "the sums differ", Remedy::person});
  examination.notes = {"a run is under way"};
  examination.counts.blobs = 12;
  examination.counts.bytes = 3'400'000;
  examination.counts.unneeded = 1;
  examination.counts.unneeded_bytes = 512;
  return examination;
}

std::string printed(const Examination& examination, bool repaired) {
  std::ostringstream out;
  cli::print_examination(examination, repaired, out);
  return out.str();
}

}  // namespace

TEST_CASE("a time to wait is seconds unless it says otherwise", "[cli]") {
  CHECK(cli::parse_wait("90").value() == 90s);
  CHECK(cli::parse_wait("90s").value() == 90s);
  CHECK(cli::parse_wait("10 min").value() == 10min);
  CHECK(cli::parse_wait("2h").value() == 2h);
  for (const char* wrong : {"", "soon", "-1s", "2 days", "9999999h"})
    CHECK(cli::parse_wait(wrong).has_error());
}

TEST_CASE("amounts of bytes are told in the unit that fits", "[cli]") {
  CHECK(cli::bytes_text(0) == "0 bytes");
  CHECK(cli::bytes_text(1) == "1 byte");
  CHECK(cli::bytes_text(999) == "999 bytes");
  CHECK(cli::bytes_text(1000) == "1.0 kB");
  CHECK(cli::bytes_text(3'400'000) == "3.4 MB");
  CHECK(cli::bytes_text(2'000'000'000'000'000) == "2000.0 TB");
}

TEST_CASE("an examination is told finding by finding, with what a repair would do", "[cli]") {
  const std::string text = printed(two_findings(), false);
  CHECK(text.find("looked at 12 blobs (3.4 MB)") != std::string::npos);
  CHECK(text.find("blob-missing: a file is missing\n      --repair: makes it again") !=
        std::string::npos);
  CHECK(text.find("ledger: the sums differ\n      --repair: nothing: a person") !=
        std::string::npos);
  CHECK(text.find("note: a run is under way") != std::string::npos);
  CHECK(text.find("1 stored file (512 bytes): vitrine gc") != std::string::npos);
  CHECK(text.find("2 findings; vitrine doctor --repair") != std::string::npos);
  CHECK(printed({}, false).find("nothing is wrong") != std::string::npos);
  // Where no repair can do anything, none is offered.
  audit::Examination for_a_person = two_findings();
  for (audit::Finding& finding : for_a_person.findings) finding.remedy = audit::Remedy::person;
  CHECK(printed(for_a_person, false).find("2 findings, for a person") != std::string::npos);
}

TEST_CASE("after a repair each finding says what came of it", "[cli]") {
  Examination examination = two_findings();
  examination.findings[0].repaired = true;
  examination.findings[0].outcome = "lies in its place again";
  const std::string text = printed(examination, true);
  CHECK(text.find("repaired: lies in its place again") != std::string::npos);
  CHECK(text.find("left as it is: a person must see to it") != std::string::npos);
  CHECK(text.find("1 finding repaired, 1 left") != std::string::npos);
}

TEST_CASE("under --json an examination is one value with every finding", "[cli]") {
  rapidjson::Document json;
  json.Parse(cli::examination_json(two_findings(), 1, false).c_str());
  REQUIRE_FALSE(json.HasParseError());
  CHECK_FALSE(json["ok"].GetBool());
  CHECK(json["exit"].GetInt() == 1);
  CHECK(json["looked_at"]["blobs"].GetInt() == 12);
  REQUIRE(json["findings"].Size() == 2);
  CHECK(std::string(json["findings"][0]["kind"].GetString()) == "blob-missing");
  CHECK_FALSE(json["findings"][0]["repaired"].GetBool());
  CHECK(json["notes"].Size() == 1);
}
