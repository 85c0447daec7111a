#include "tests/emulator/caller.hpp"

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

std::string target_of(const std::string& url) { return url.substr(url.find('/', 8)); }

/// Starts an upload and returns the address for its bytes.
std::string start(Caller& caller,
                  const std::string& body,
                  std::size_t size,
                  const std::string& path = "/upload/v1beta/files") {
  const net::ServerReply reply =
      caller.send("POST", path, body,
                  {{"x-goog-api-key", "k"},
                   {"X-Goog-Upload-Protocol", "resumable"},
                   {"X-Goog-Upload-Command", "start"},
                   {"X-Goog-Upload-Header-Content-Length", std::to_string(size)},
                   {"X-Goog-Upload-Header-Content-Type", "image/png"}});
  INFO(reply.body);
  REQUIRE(reply.status == 200);
  CHECK(reply.headers.find("x-goog-upload-status") == "active");
  return std::string(reply.headers.find("X-Goog-Upload-URL").value());
}

net::ServerReply put(Caller& caller,
                     const std::string& url,
                     const std::string& bytes,
                     std::size_t offset,
                     const std::string& command = "upload, finalize") {
  return caller.send("POST", target_of(url), bytes,
                     {{"x-goog-api-key", "k"},
                      {"X-Goog-Upload-Command", command},
                      {"X-Goog-Upload-Offset", std::to_string(offset)}});
}

std::string upload(Caller& caller, const std::string& bytes, const std::string& body = "{}") {
  const net::ServerReply done = put(caller, start(caller, body, bytes.size()), bytes, 0);
  REQUIRE(done.status == 200);
  CHECK(done.headers.find("X-Goog-Upload-Status") == "final");
  return at(json_of(done), "file", "name").text;
}

}  // namespace

TEST_CASE("a file is uploaded in pieces and known afterwards", "[emulator]") {
  Caller caller;
  const std::string bytes = mug_png();
  const std::string url = start(
      caller,
      R"({"file":{"mimeType":"image/png","name":"files/mug-1","displayName":"mug","sizeBytes":"9"}})",
      bytes.size(), "/gw/upload/v1/files");
  CHECK(url.starts_with("http://127.0.0.1:4000/gw/upload/v1/files?upload_id="));
  const std::size_t half = bytes.size() / 2;
  const net::ServerReply active = put(caller, url, bytes.substr(0, half), 0, "upload");
  CHECK(active.headers.find("X-Goog-Upload-Status") == "active");
  CHECK(put(caller, url, "again", 0, "upload").status == 400);
  const net::ServerReply query = put(caller, url, "", 0, "query");
  CHECK(query.headers.find("X-Goog-Upload-Size-Received") == std::to_string(half));
  const Json file = at(json_of(put(caller, url, bytes.substr(half), half)), "file");
  CHECK(file.text_of("name") == "files/mug-1");
  CHECK(file.text_of("displayName") == "mug");
  CHECK(file.text_of("sizeBytes") == std::to_string(bytes.size()));
  CHECK(file.text_of("state") == "ACTIVE");
  CHECK(file.text_of("uri") == "http://127.0.0.1:4000/gw/v1beta/files/mug-1");
  CHECK(file.text_of("sha256Hash") == to_base64(util::sha256(bytes).hex()));
  CHECK(put(caller, url, "more", bytes.size()).status == 404);
  CHECK(to_text(json_of(caller.get("/gw/v1/files/mug-1"))) == to_text(file));
  CHECK(caller.get("/v1beta/files/mug-1:download?alt=media").status == 400);
  const net::ServerReply twice =
      caller.send("POST", "/upload/v1/files", R"({"file":{"name":"files/mug-1"}})",
                  {{"x-goog-api-key", "k"},
                   {"X-Goog-Upload-Protocol", "resumable"},
                   {"X-Goog-Upload-Command", "start"}});
  CHECK(twice.status == 409);
}

TEST_CASE("files come in pages and go when they are deleted", "[emulator]") {
  Caller caller;
  for (int i = 0; i < 3; ++i) upload(caller, "x" + std::to_string(i));
  const Json first = json_of(caller.get("/v1/files?pageSize=2"));
  CHECK(first.list_of("files").size() == 2);
  const Json second = json_of(
      caller.get("/v1/files?pageSize=2&pageToken=" + std::string(first.text_of("nextPageToken"))));
  REQUIRE(second.list_of("files").size() == 1);
  CHECK(second.find("nextPageToken") == nullptr);
  const std::string name(second.list_of("files")[0].text_of("name"));
  CHECK(caller.send("DELETE", "/v1/" + name, "{}").body == "{}");
  CHECK(caller.get("/v1/" + name).status == 403);
  CHECK(caller.send("DELETE", "/v1/" + name, "{}").status == 403);
}

TEST_CASE("a file lives for 48 hours of the emulator's clock", "[emulator]") {
  Caller caller("{picture: flat, file_processing: 2s}");
  const std::string name = upload(caller, mug_png());
  CHECK(json_of(caller.get("/v1/" + name)).text_of("state") == "PROCESSING");
  caller.clock.move(std::chrono::seconds(2));
  CHECK(json_of(caller.get("/v1/" + name)).text_of("state") == "ACTIVE");
  CHECK(caller.post("/__advance?seconds=172790", "").status == 200);
  CHECK(caller.get("/v1/" + name).status == 200);
  caller.clock.move(std::chrono::seconds(8));
  CHECK(caller.get("/v1/" + name).status == 403);
}

TEST_CASE("a request may refer to an uploaded picture", "[emulator]") {
  Caller caller;
  const std::string name = upload(caller, room_png());
  const auto body = [](const std::string& uri) {
    return R"({"contents":[{"parts":[{"text":"x"},{"fileData":{"fileUri":")" + uri +
           R"(","mimeType":"image/png"}}]}]})";
  };
  const std::string model = "gemini-nano-banana-2.1";
  const Json answer = json_of(caller.generate(model, body("http://127.0.0.1:4000/v1beta/" + name)));
  CHECK(imaging::inspect(picture_of(answer))->width == 1200);
  CHECK(at(answer, "usageMetadata", "promptTokensDetails", 1, "tokenCount").text == "1120");
  CHECK(caller.generate(model, body("http://127.0.0.1:4000/v1beta/files/none")).status == 403);
  CHECK(caller.generate(model, body("https://shop.invalid/a.png")).status == 400);
}

TEST_CASE("an upload is gone when it ends and when nobody ends it", "[emulator]") {
  const util::Timestamp begun{1'795'312'807'000'000};
  Files files(std::chrono::milliseconds(0), 1 << 20);
  const auto send = [&](const std::string& target, std::string body, net::Headers headers,
                        util::Timestamp now) {
    net::ServerRequest request{"POST", target, std::move(headers), std::move(body)};
    return files.answer(route_of("POST", target), request, now, "http://h");
  };
  const auto begin = [&](util::Timestamp now) {
    const net::ServerReply reply =
        send("/upload/v1/files", "{}",
             {{"X-Goog-Upload-Protocol", "resumable"}, {"X-Goog-Upload-Command", "start"}}, now);
    return target_of(std::string(reply.headers.find("X-Goog-Upload-URL").value()));
  };
  const auto put_piece = [&](const std::string& target, const std::string& bytes,
                             const std::string& command, util::Timestamp now) {
    return send(target, bytes, {{"X-Goog-Upload-Command", command}, {"X-Goog-Upload-Offset", "0"}},
                now);
  };
  const std::string finished = begin(begun), cancelled = begin(begun), left = begin(begun);
  CHECK(files.open_uploads() == 3);
  CHECK(put_piece(finished, "0123456789", "upload, finalize", begun).status == 200);
  CHECK(files.open_uploads() == 2);
  CHECK(files.stored_bytes() == 10);  // of the file alone
  CHECK(put_piece(finished, "", "query", begun).status == 404);
  CHECK(put_piece(cancelled, "", "cancel", begun).headers.find("X-Goog-Upload-Status") ==
        "cancelled");
  CHECK(files.open_uploads() == 1);
  CHECK(put_piece(left, std::string(1000, 'x'), "upload", begun).status == 200);
  CHECK(files.stored_bytes() == 1010);
  const util::Timestamp later{begun.micros + std::int64_t{48} * 3600 * 1'000'000};
  files.expire({later.micros - 1});
  CHECK(files.open_uploads() == 1);
  files.expire(later);
  CHECK(files.open_uploads() == 0);
  CHECK(files.stored_bytes() == 0);
  CHECK(put_piece(left, "y", "upload, finalize", later).status == 404);
}

TEST_CASE("files and uploads together hold no more than they may", "[emulator]") {
  Caller caller("{picture: flat, file_space: 1}");
  const std::string most(700'000, 'x');
  const std::string name = upload(caller, most);
  const net::ServerReply announced =
      caller.send("POST", "/upload/v1beta/files", "{}",
                  {{"x-goog-api-key", "k"},
                   {"X-Goog-Upload-Protocol", "resumable"},
                   {"X-Goog-Upload-Command", "start"},
                   {"X-Goog-Upload-Header-Content-Length", "400000"}});
  CHECK(announced.status == 429);
  CHECK(at(json_of(announced), "error", "status").text == "RESOURCE_EXHAUSTED");
  const std::string url = start(caller, "{}", 300'000), other = start(caller, "{}", 300'000);
  CHECK(put(caller, url, std::string(300'000, 'y'), 0, "upload").status == 200);
  CHECK(put(caller, other, std::string(300'000, 'z'), 0).status == 429);
  CHECK(caller.send("DELETE", "/v1beta/" + name, "{}").status == 200);
  CHECK(put(caller, other, std::string(300'000, 'z'), 0).status == 200);
}
