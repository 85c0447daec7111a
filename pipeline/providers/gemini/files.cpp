#include "pipeline/providers/gemini/files.hpp"

#include "pipeline/providers/http_times.hpp"
#include "pipeline/providers/json_answer.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::providers::gemini {
namespace {

using domain::Outcome;
using domain::OutcomeKind;

constexpr std::int64_t kLeastLife = std::int64_t{2} * 3600 * 1'000'000;  // µs
constexpr std::string_view kJson = "application/json";

bool is_success(const net::ResponseHead& head) { return head.status >= 200 && head.status < 300; }

Outcome refused(const Surface& surface, const net::ResponseHead& head, std::string_view body) {
  return read_error({surface.name, "files", {}}, head, body);
}

Outcome unreadable(const Surface& surface, const std::string& why) {
  Outcome outcome;
  outcome.kind = OutcomeKind::transient;  // nothing was bought: asking again is free
  outcome.message = surface.name + " answered an upload unreadably: " + why;
  return outcome;
}

FileState state_of(std::string_view word) {
  if (word == "ACTIVE" || word.empty()) return FileState::active;
  return word == "FAILED" ? FileState::failed : FileState::processing;
}

std::string upload_status(const net::ResponseHead& head) {
  return util::to_lower(head.headers.find("X-Goog-Upload-Status").value_or(""));
}

/// Of the bare object, or of one in {"file": …}.
FileAnswer<RemoteFile> file_in(const Surface& surface, std::string_view body) {
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
  if (!answer) return {std::nullopt, unreadable(surface, answer.error().message)};
  const JsonValue root = answer->root(), file = root["file"] ? root["file"] : root;
  RemoteFile found;
  found.name = file["name"].text();
  found.uri = file["uri"].text();
  found.media_type = file["mimeType"].text();
  found.bytes = file["sizeBytes"].whole().value_or(0);
  found.state = state_of(file["state"].text());
  found.expires = parse_rfc3339(file["expirationTime"].text());
  if (found.name.empty() || found.uri.empty())
    return {std::nullopt, unreadable(surface, "it names no file")};
  return {std::move(found), {}};
}

util::Result<net::Request> about_file(const Surface& surface,
                                      std::string_view method,
                                      std::string_view name) {
  constexpr std::string_view kPrefix = "files/";
  if (!name.starts_with(kPrefix) || !is_path_step(name.substr(kPrefix.size())))
    return util::Error{util::ErrorKind::bad_spec, "this is no name of an uploaded file"};
  util::Result<net::Url> url = api_url(surface, "", name);
  if (!url) return url.error();
  net::Request request;
  request.method = method;
  request.url = std::move(*url);
  return request;
}

bool is_vendor_host(std::string_view host) {
  return host == "googleapis.com" || host.ends_with(".googleapis.com");
}

}  // namespace

bool is_usable(const RemoteFile& file, util::Timestamp now) {
  return file.state == FileState::active && !file.uri.empty() &&
         (!file.expires || file.expires->micros - now.micros >= kLeastLife);
}

util::Result<net::Request> upload_start(const Surface& surface,
                                        std::string_view display_name,
                                        std::string_view media_type,
                                        std::int64_t bytes) {
  if (!surface.has_files)
    return util::Error{util::ErrorKind::unsupported, surface.name + " takes no uploads"};
  util::Result<net::Url> url = api_url(surface, "/upload", "files");
  if (!url) return url.error();
  net::Request request;
  request.method = "POST";
  request.url = std::move(*url);
  request.headers = {{"Content-Type", std::string(kJson)},
                     {"X-Goog-Upload-Protocol", "resumable"},
                     {"X-Goog-Upload-Command", "start"},
                     {"X-Goog-Upload-Header-Content-Length", std::to_string(bytes)},
                     {"X-Goog-Upload-Header-Content-Type", std::string(media_type)}};
  util::JsonWriter json;
  json.begin_object();
  json.key("file");
  json.begin_object();
  json.member("displayName", display_name);
  json.member("mimeType", media_type);
  json.member("sizeBytes", std::to_string(bytes));
  json.end_object();
  json.end_object();
  request.body = std::move(json).take();
  return request;
}

FileAnswer<net::Url> read_upload_start(const Surface& surface,
                                       const net::ResponseHead& head,
                                       std::string_view body) {
  if (!is_success(head)) return {std::nullopt, refused(surface, head, body)};
  const auto named = head.headers.find("X-Goog-Upload-URL");
  if (!named) return {std::nullopt, unreadable(surface, "it names no address for the bytes")};
  util::Result<net::Url> url = net::parse_url(*named);
  const util::Result<net::Url> base = net::parse_url(surface.base);
  if (!url || !base)
    return {std::nullopt, unreadable(surface, "the address for the bytes is none")};
  if (surface.base != kGeminiBase) {
    url->tls = base->tls;
    url->host = base->host;
    url->port = base->port;
  } else if (!url->tls || !is_vendor_host(url->host)) {
    return {std::nullopt, unreadable(surface, "the address for the bytes is somebody else's")};
  }
  return {std::move(*url), {}};
}

net::Request upload_piece(const net::Url& url,
                          std::string_view bytes,
                          std::int64_t offset,
                          std::int64_t piece) {
  const std::string_view rest = bytes.substr(static_cast<std::size_t>(offset));
  const bool last = static_cast<std::int64_t>(rest.size()) <= piece;
  net::Request request;
  request.method = "POST";
  request.url = url;
  // Raw bytes all the same: the official clients label them so, and the protocol does not look.
  request.headers = {{"Content-Type", std::string(kJson)},
                     {"X-Goog-Upload-Command", last ? "upload, finalize" : "upload"},
                     {"X-Goog-Upload-Offset", std::to_string(offset)}};
  request.body = rest.substr(0, static_cast<std::size_t>(piece));
  return request;
}

FileAnswer<bool> read_upload_piece(const Surface& surface,
                                   const net::ResponseHead& head,
                                   std::string_view body) {
  if (!is_success(head)) return {std::nullopt, refused(surface, head, body)};
  if (upload_status(head) == "active") return {true, {}};
  return {std::nullopt, unreadable(surface, "it does not ask for the next piece")};
}

FileAnswer<RemoteFile> read_upload_end(const Surface& surface,
                                       const net::ResponseHead& head,
                                       std::string_view body) {
  if (!is_success(head)) return {std::nullopt, refused(surface, head, body)};
  if (upload_status(head) != "final")
    return {std::nullopt, unreadable(surface, "it does not say that the upload is final")};
  return file_in(surface, body);
}

util::Result<net::Request> file_get(const Surface& surface, std::string_view name) {
  return about_file(surface, "GET", name);
}

util::Result<net::Request> file_delete(const Surface& surface, std::string_view name) {
  util::Result<net::Request> request = about_file(surface, "DELETE", name);
  if (!request) return request;
  request->headers.add("Content-Type", std::string(kJson));
  request->body = "{}";
  return request;
}

FileAnswer<RemoteFile> read_file(const Surface& surface,
                                 const net::ResponseHead& head,
                                 std::string_view body) {
  if (!is_success(head)) return {std::nullopt, refused(surface, head, body)};
  return file_in(surface, body);
}

FileAnswer<bool> read_file_delete(const Surface& surface,
                                  const net::ResponseHead& head,
                                  std::string_view body) {
  if (is_success(head)) return {true, {}};
  Outcome outcome = refused(surface, head, body);
  if (head.status == 404 || util::find(outcome.facts, "remedy") == "upload") return {true, {}};
  return {std::nullopt, std::move(outcome)};
}

}  // namespace vitrine::providers::gemini
