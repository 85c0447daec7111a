#include "tests/emulator/caller.hpp"

#include <set>

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

const std::string kCreate = "/v1beta/models/gemini-2.5-flash-image:batchGenerateContent";

std::string inline_batch(int count) {
  std::string requests;
  for (int i = 0; i < count; ++i) {
    const std::string key = std::to_string(i);
    requests += (i == 0 ? "" : ",") + (R"({"request":)" + text_body("picture " + key)) +
                R"(,"metadata":{"key":"sku-)" + key + R"("}})";
  }
  return R"({"batch":{"displayName":"catalog-1","inputConfig":{"requests":{"requests":[)" +
         requests + "]}}}}";
}

std::string file_batch(Caller& caller, const std::string& jsonl) {
  const net::ServerReply started =
      caller.send("POST", "/upload/v1beta/files", R"({"file":{"mimeType":"application/jsonl"}})",
                  {{"x-goog-api-key", "k"},
                   {"X-Goog-Upload-Protocol", "resumable"},
                   {"X-Goog-Upload-Command", "start"}});
  const std::string url(started.headers.find("X-Goog-Upload-URL").value());
  const net::ServerReply done = caller.send("POST", url.substr(url.find('/', 8)), jsonl,
                                            {{"x-goog-api-key", "k"},
                                             {"X-Goog-Upload-Command", "upload, finalize"},
                                             {"X-Goog-Upload-Offset", "0"}});
  return R"({"batch":{"inputConfig":{"fileName":")" + at(json_of(done), "file", "name").text +
         R"("}}})";
}

std::string state_of(const Json& operation) {
  return std::string(at(operation, "metadata").text_of("state"));
}

}  // namespace

TEST_CASE("an inline batch runs from pending to results at half price", "[emulator]") {
  Caller caller;
  const Json created = json_of(caller.post(kCreate, inline_batch(2)));
  const std::string name(created.text_of("name"));
  CHECK(name.starts_with("batches/"));
  CHECK(state_of(created) == "BATCH_STATE_PENDING");
  CHECK(at(created, "metadata", "batchStats", "requestCount").text == "2");
  CHECK(state_of(json_of(caller.get("/v1/" + name))) == "BATCH_STATE_RUNNING");
  const Json ended = json_of(caller.get("/v1/" + name));
  CHECK(state_of(ended) == "BATCH_STATE_SUCCEEDED");
  CHECK(at(ended, "done").truth);
  CHECK(at(ended, "metadata", "displayName").text == "catalog-1");
  for (const Json* place : {&at(ended, "metadata", "output"), &at(ended, "response")}) {
    const std::vector<Json>& responses = at(*place, "inlinedResponses").list_of("inlinedResponses");
    REQUIRE(responses.size() == 2);
    CHECK(at(responses[1], "metadata", "key").text == "sku-1");
    CHECK_FALSE(picture_of(at(responses[1], "response")).empty());
  }
  // 3 x 0.30 + 1290 x 30 + 9 x 2.50, halved
  const std::vector<BillEntry>& entries = caller.emulator.bill().entries();
  std::int64_t lines = 0;
  for (const BillEntry& entry : entries) {
    if (entry.batch.empty()) continue;
    ++lines;
    CHECK(entry.charge.micros == 19'362);
    CHECK(entry.route == "batch-line");
  }
  CHECK(lines == 2);
  CHECK(caller.emulator.bill().total_micros() == 2 * 19'362);
}

TEST_CASE("a batch from a file gives a file with one line for each key", "[emulator]") {
  Caller caller("{picture: flat, faults: [{fault: internal, route: batch-line, every: 3}]}");
  std::string jsonl;
  for (const char* key : {"a", "b", "c", "d"})
    jsonl += R"({"key":")" + std::string(key) + R"(","request":)" + text_body(key) + "}\n";
  jsonl += R"({"key":"e","request":{"contents":[]}})"
           "\n"
           "no json\n";
  const Json created = json_of(caller.post(kCreate, file_batch(caller, jsonl)));
  const std::string name(created.text_of("name"));
  caller.get("/v1beta/" + name);
  const Json ended = json_of(caller.get("/v1beta/" + name));
  CHECK(at(ended, "metadata", "batchStats", "successfulRequestCount").text == "3");
  CHECK(at(ended, "metadata", "batchStats", "failedRequestCount").text == "3");
  const std::string file = at(ended, "metadata", "output", "responsesFile").text;
  CHECK(at(ended, "response", "responsesFile").text == file);
  const net::ServerReply results = caller.get("/download/v1beta/" + file + ":download?alt=media");
  REQUIRE(results.status == 200);
  CHECK(caller.get("/v1beta/" + file + ":download?alt=media").body == results.body);
  std::set<std::string> good, bad;
  std::string_view rest = results.body;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const Json line = parse_json(rest.substr(0, end)).value;
    (line.find("response") != nullptr ? good : bad).emplace(line.text_of("key"));
    if (const Json* error = line.find("error")) CHECK(error->find("code") != nullptr);
    rest.remove_prefix(end + 1);
  }
  CHECK(good == std::set<std::string>{"a", "b", "d"});
  CHECK(bad == std::set<std::string>{"", "c", "e"});
}

TEST_CASE("batches are listed under operations in pages", "[emulator]") {
  Caller caller;
  for (int i = 0; i < 3; ++i) caller.post(kCreate, inline_batch(1));
  const Json page = json_of(caller.get("/v1/batches?pageSize=2"));
  CHECK(page.list_of("operations").size() == 2);
  CHECK(page.text_of("nextPageToken") == "2");
  CHECK(json_of(caller.get("/v1/batches?pageSize=2&pageToken=2")).list_of("operations").size() ==
        1);
}

TEST_CASE("a batch goes on while it is only listed", "[emulator]") {
  Caller caller;
  caller.post(kCreate, inline_batch(1));
  const auto listed = [&] {
    return state_of(at(json_of(caller.get("/v1/batches")), "operations", 0));
  };
  CHECK(listed() == "BATCH_STATE_RUNNING");
  CHECK(listed() == "BATCH_STATE_SUCCEEDED");
}

TEST_CASE("states may be spelled as jobs' states", "[emulator]") {
  Caller caller("{picture: flat, batches: {states: job}}");
  const Json created = json_of(caller.post(kCreate, inline_batch(1)));
  const std::string path = "/v1/" + std::string(created.text_of("name"));
  CHECK(state_of(created) == "JOB_STATE_PENDING");
  CHECK(state_of(json_of(caller.get(path))) == "JOB_STATE_RUNNING");
  CHECK(state_of(json_of(caller.get(path))) == "JOB_STATE_SUCCEEDED");
}

TEST_CASE("a line that a fault befell is billed as the scenario says", "[emulator]") {
  Caller caller(
      "{picture: flat, faults: [{fault: wrong-size, route: batch-line, first: 1, billed: false}]}");
  caller.post(kCreate, inline_batch(2));
  std::vector<bool> billed;
  for (const BillEntry& entry : caller.emulator.bill().entries())
    if (!entry.batch.empty()) billed.push_back(entry.billed);
  CHECK(billed == std::vector<bool>{false, true});
}

TEST_CASE("a batch can be cancelled and deleted", "[emulator]") {
  Caller caller("{picture: flat, batches: {end: stuck}}");
  const std::string path =
      "/v1/" + std::string(json_of(caller.post(kCreate, inline_batch(1))).text_of("name"));
  CHECK(state_of(json_of(caller.get(path))) == "BATCH_STATE_PENDING");
  CHECK(caller.post(path + ":cancel", "{}").body == "{}");
  const Json cancelled = json_of(caller.get(path));
  CHECK(state_of(cancelled) == "BATCH_STATE_CANCELLED");
  CHECK(at(cancelled, "done").truth);
  CHECK(caller.send("DELETE", path, "{}").body == "{}");
  CHECK(caller.get(path).status == 404);
  CHECK(caller.emulator.bill().total_micros() == 0);
}

TEST_CASE("a batch waits and ends as the scenario says", "[emulator]") {
  Caller caller("{picture: flat, batches: {pending: 30s, running: 5m, end: expired}}");
  const std::string path =
      "/v1/" + std::string(json_of(caller.post(kCreate, inline_batch(1))).text_of("name"));
  CHECK(state_of(json_of(caller.get(path))) == "BATCH_STATE_PENDING");
  caller.clock.move(std::chrono::seconds(30));
  CHECK(state_of(json_of(caller.get(path))) == "BATCH_STATE_RUNNING");
  caller.clock.move(std::chrono::seconds(299));
  CHECK(state_of(json_of(caller.get(path))) == "BATCH_STATE_RUNNING");
  caller.clock.move(std::chrono::seconds(1));
  const Json ended = json_of(caller.get(path));
  CHECK(state_of(ended) == "BATCH_STATE_EXPIRED");
  CHECK(at(ended, "metadata").find("output") == nullptr);
}

TEST_CASE("a batch that says nothing or too much is refused", "[emulator]") {
  Caller caller;
  CHECK(caller.post(kCreate, "{}").status == 400);
  CHECK(caller.post(kCreate, R"({"batch":{"inputConfig":{"fileName":"files/none"}}})").status ==
        404);
  CHECK(caller.post(kCreate, R"({"batch":{"input":1}})").status == 400);
  const std::string padding(21'000'000, ' ');
  CHECK(caller.post(kCreate, inline_batch(1) + padding).status == 413);
}
