#include "pipeline/providers/gemini/files.hpp"
#include "pipeline/providers/http_times.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::providers;
using namespace vitrine::providers::gemini;
using test::fact;
using test::head_of;
using Lines = std::vector<std::pair<std::string, std::string>>;

namespace {

constexpr const char* kFile =
    R"({"name":"files/f000002","mimeType":"image/png","sizeBytes":"5746",
        "createTime":"2026-11-22T10:46:50.756Z","expirationTime":"2026-11-24T10:46:50.756Z",
        "uri":"https://generativelanguage.googleapis.com/v1beta/files/f000002","state":"ACTIVE"})";
constexpr const char* kUploadUrl =
    "https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=up1&upload_protocol="
    "resumable";

std::string wrapped(const std::string& file) { return R"({"file":)" + file + "}"; }

Surface official() { return gemini_surface().value(); }
Surface local() { return gemini_surface("http://127.0.0.1:9000/").value(); }

}  // namespace

TEST_CASE("an upload starts as the official client starts it", "[providers]") {
  const net::Request request = upload_start(official(), "abc", "image/png", 5746).value();
  CHECK(request.method == "POST");
  CHECK(request.url.target == "/upload/v1beta/files");
  CHECK(request.headers.lines() == Lines{{"Content-Type", "application/json"},
                                         {"X-Goog-Upload-Protocol", "resumable"},
                                         {"X-Goog-Upload-Command", "start"},
                                         {"X-Goog-Upload-Header-Content-Length", "5746"},
                                         {"X-Goog-Upload-Header-Content-Type", "image/png"}});
  CHECK(test::same_json(
      request.body, R"({"file":{"mimeType":"image/png","displayName":"abc","sizeBytes":"5746"}})"));
  CHECK(upload_start(cometapi_surface().value(), "abc", "image/png", 1).error().kind ==
        util::ErrorKind::unsupported);
}

TEST_CASE("a small upload is one final piece and a large one several", "[providers]") {
  const net::Url url = net::parse_url(kUploadUrl).value();
  const net::Request whole = upload_piece(url, "hello", 0);
  CHECK(whole.url == url);
  CHECK(whole.body == "hello");
  CHECK(whole.headers.find("X-Goog-Upload-Command") == "upload, finalize");
  CHECK(whole.headers.find("X-Goog-Upload-Offset") == "0");

  const std::string large(20, 'x');
  const net::Request first = upload_piece(url, large, 0, 8), last = upload_piece(url, large, 16, 8);
  CHECK(first.body.size() == 8);
  CHECK(first.headers.find("X-Goog-Upload-Command") == "upload");
  CHECK(last.body.size() == 4);
  CHECK(last.headers.find("X-Goog-Upload-Command") == "upload, finalize");
  CHECK(last.headers.find("X-Goog-Upload-Offset") == "16");
}

TEST_CASE("the address of an upload is taken from the header and never without it", "[providers]") {
  const auto named =
      read_upload_start(official(), head_of(200, {{"x-goog-upload-url", kUploadUrl}}), "");
  REQUIRE(named.value);
  CHECK(named.value->target.starts_with("/upload/v1beta/files?upload_id=up1"));
  const auto silent =
      read_upload_start(official(), head_of(200, {{"x-goog-upload-status", "active"}}), "");
  CHECK_FALSE(silent.value);
  CHECK(silent.refusal.kind == domain::OutcomeKind::transient);
}

TEST_CASE("with a base URL of our own the upload goes there whatever host is named",
          "[providers]") {
  const auto moved = read_upload_start(
      local(),
      head_of(200,
              {{"X-Goog-Upload-URL", "https://storage.invalid:8443/upload/v1/files?upload_id=zz"}}),
      "");
  REQUIRE(moved.value);
  CHECK(moved.value->origin() == "http://127.0.0.1:9000");
  CHECK(moved.value->target == "/upload/v1/files?upload_id=zz");
}

TEST_CASE("the key is not led away by an upload address of somebody else", "[providers]") {
  for (const char* address : {"https://evil.test/x", "https://evilgoogleapis.com/x",
                              "http://generativelanguage.googleapis.com/x", "nonsense"})
    CHECK_FALSE(
        read_upload_start(official(), head_of(200, {{"X-Goog-Upload-URL", address}}), "").value);
}

TEST_CASE("an upload is done only when it says final", "[providers]") {
  const net::ResponseHead final_head = head_of(200, {{"X-Goog-Upload-Status", "final"}});
  const auto done = read_upload_end(official(), final_head, wrapped(kFile));
  REQUIRE(done.value);
  CHECK(done.value->name == "files/f000002");
  CHECK(done.value->uri == "https://generativelanguage.googleapis.com/v1beta/files/f000002");
  CHECK(done.value->bytes == 5746);
  CHECK(done.value->state == FileState::active);
  CHECK(done.value->expires == providers::parse_rfc3339("2026-11-24T10:46:50.756Z"));
  // Not wrapped: the official client reads nothing here.
  CHECK(read_upload_end(official(), final_head, kFile).value->name == "files/f000002");
  CHECK_FALSE(read_upload_end(official(), head_of(200), wrapped(kFile)).value);
  CHECK_FALSE(read_upload_end(official(), head_of(200, {{"X-Goog-Upload-Status", "active"}}),
                              wrapped(kFile))
                  .value);
  CHECK_FALSE(read_upload_end(official(), final_head, "").value);
  CHECK_FALSE(read_upload_end(official(), final_head, R"({"file":{}})").value);
  CHECK(
      read_upload_piece(official(), head_of(200, {{"X-Goog-Upload-Status", "active"}}), "").value);
  CHECK_FALSE(read_upload_piece(official(), head_of(200), "").value);
}

TEST_CASE("a file is asked for and deleted by its name and by nothing else", "[providers]") {
  const net::Request get = file_get(official(), "files/f000002").value();
  CHECK(get.method == "GET");
  CHECK(get.url.target == "/v1beta/files/f000002");
  CHECK(get.body.empty());
  const net::Request gone = file_delete(official(), "files/f000002").value();
  CHECK(gone.method == "DELETE");
  CHECK(gone.body == "{}");
  for (const char* name : {"", "f000002", "files/", "files/../models/x", "files/a?b", "models/x"})
    CHECK(file_get(official(), name).has_error());
}

TEST_CASE("a file that is not there is answered with 403 and wants a new upload", "[providers]") {
  const std::string body =
      R"({"error":{"code":403,"message":"You do not have permission to access the File or it may )"
      R"(not exist.","status":"PERMISSION_DENIED"}})";
  const auto gone = read_file(official(), head_of(403), body);
  CHECK_FALSE(gone.value);
  CHECK(gone.refusal.kind == domain::OutcomeKind::invalid_request);
  CHECK(fact(gone.refusal, "remedy") == "upload");
  CHECK(read_file_delete(official(), head_of(403), body).value);
  CHECK(read_file_delete(official(), head_of(200), "{}").value);
  CHECK_FALSE(read_file_delete(official(), head_of(500), "").value);
  CHECK(read_file(official(), head_of(401), "").refusal.kind ==
        domain::OutcomeKind::auth_or_billing);
}

TEST_CASE("a file is used until two hours before its end and only while active", "[providers]") {
  RemoteFile file = *read_file(official(), head_of(200), kFile).value;
  const auto at = [](const char* text) { return *providers::parse_rfc3339(text); };
  CHECK(is_usable(file, at("2026-11-24T08:46:50Z")));
  CHECK_FALSE(is_usable(file, at("2026-11-24T08:46:51Z")));
  file.state = FileState::processing;
  CHECK_FALSE(is_usable(file, at("2026-11-23T00:00:00Z")));
  const auto state = [](const std::string& word) {
    return read_file(official(), head_of(200),
                     R"({"name":"files/a","uri":"u","state":")" + word + R"("})")
        .value->state;
  };
  CHECK(state("PROCESSING") == FileState::processing);
  CHECK(state("FAILED") == FileState::failed);
  CHECK(state("STATE_UNSPECIFIED") == FileState::processing);
}
