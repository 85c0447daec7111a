#include "pipeline/emulator/files.hpp"

#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/schema.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace vitrine::emulator {
namespace {

constexpr std::int64_t kLife = std::int64_t{48} * 3600 * 1'000'000;
constexpr std::int64_t kMostBytes = std::int64_t{2} << 30;

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::string header(const net::ServerRequest& request, std::string_view name) {
  return std::string(request.headers.find(name).value_or(std::string_view()));
}

bool is_file_id(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !id.empty() && id.size() <= 40 && id.front() != '-' && id.back() != '-' &&
         std::all_of(id.begin(), id.end(), fits);
}

std::string numbered(char letter, std::uint64_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return letter + digits;
}

void write(const StoredFile& file,
           util::Timestamp now,
           const std::string& base,
           util::JsonWriter& writer) {
  writer.begin_object();
  writer.member("name", "files/" + file.id);
  if (!file.display_name.empty()) writer.member("displayName", file.display_name);
  writer.member("mimeType", file.mime_type);
  writer.member("sizeBytes", std::to_string(file.bytes.size()));
  writer.member("createTime", util::to_text(file.created));
  writer.member("updateTime", util::to_text(file.created));
  writer.member("expirationTime", util::to_text(file.expires));
  writer.member("sha256Hash", to_base64(file.sha256_hex));
  writer.member("uri", base + "/v1beta/files/" + file.id);
  if (file.generated)
    writer.member("downloadUri", base + "/v1beta/files/" + file.id + ":download?alt=media");
  writer.member("state", now < file.active_from ? "PROCESSING" : "ACTIVE");
  writer.member("source", file.generated ? "GENERATED" : "UPLOADED");
  writer.end_object();
}

ApiError no_such_file(const std::string& id) {
  return permission_denied("You do not have permission to access the File " + id +
                           " or it may not exist.");
}

ApiError already_there(const std::string& id) {
  return {409, "ALREADY_EXISTS", "File files/" + id + " already exists."};
}

ApiError no_space(std::int64_t space) {
  return {429, "RESOURCE_EXHAUSTED",
          "The project's files may hold " + std::to_string(space) +
              " bytes in all. Delete some, or wait until they expire."};
}

net::ServerReply upload_status(std::string_view status) {
  net::ServerReply reply;
  reply.headers.add("X-Goog-Upload-Status", std::string(status));
  return reply;
}

}  // namespace

net::ServerReply json_reply(int status, std::string body) {
  net::ServerReply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "application/json; charset=UTF-8");
  reply.body = std::move(body);
  return reply;
}

net::ServerReply error_reply(const ApiError& error) {
  return json_reply(error.code, to_json(error));
}

Page page_of(const Route& route, std::size_t count, std::size_t usual) {
  const std::int64_t asked = whole(route.parameter("pageSize")).value_or(0);
  const std::size_t size =
      asked > 0 ? static_cast<std::size_t>(std::min<std::int64_t>(asked, 1000)) : usual;
  Page page;
  page.begin =
      std::min(count, static_cast<std::size_t>(whole(route.parameter("pageToken")).value_or(0)));
  page.end = std::min(count, page.begin + size);
  if (page.end < count) page.next = std::to_string(page.end);
  return page;
}

net::ServerReply Files::answer(const Route& route,
                               net::ServerRequest& request,
                               util::Timestamp now,
                               const std::string& base) {
  expire(now);
  if (route.kind == RouteKind::upload) {
    const std::string id = route.parameter("upload_id");
    if (id.empty()) return start(route, request, now, base);
    const auto upload = uploads_.find(id);
    if (upload == uploads_.end())
      return error_reply(not_found("Upload has already been terminated."));
    return receive(upload, request, now, base);
  }
  if (route.kind == RouteKind::list_files) return list(route, now, base);
  const auto found = shelf_.find(route.id);
  if (found == shelf_.end()) return error_reply(no_such_file(route.id));
  if (route.kind == RouteKind::delete_file) {
    shelf_.erase(found);
    snapshot_.reset();
    return json_reply(200, "{}");
  }
  if (route.kind == RouteKind::download) return download(*found->second);
  util::JsonWriter writer;
  write(*found->second, now, base, writer);
  return json_reply(200, std::move(writer).take());
}

net::ServerReply Files::start(const Route& route,
                              const net::ServerRequest& request,
                              util::Timestamp now,
                              const std::string& base) {
  if (util::to_lower(header(request, "X-Goog-Upload-Protocol")) != "resumable" ||
      header(request, "X-Goog-Upload-Command") != "start")
    return error_reply(invalid_argument("An upload begins with the resumable protocol's start."));
  Upload upload;
  upload.version = route.version;
  upload.mime_type = header(request, "X-Goog-Upload-Header-Content-Type");
  if (!util::is_valid_utf8(upload.mime_type))
    return error_reply(invalid_argument("The content type is no text."));
  upload.size = whole(header(request, "X-Goog-Upload-Header-Content-Length")).value_or(-1);
  if (!request.body.empty()) {
    const ParsedJson parsed = parse_json(request.body);
    if (!parsed.error.empty())
      return error_reply(invalid_argument("Invalid JSON payload received. " + parsed.error));
    if (auto error = check_fields(parsed.value, Message::file_request, false))
      return error_reply(*error);
    if (const Json* file = parsed.value.find("file")) {
      upload.display_name = file->text_of("displayName");
      if (upload.mime_type.empty()) upload.mime_type = file->text_of("mimeType");
      std::string_view name = file->text_of("name");
      if (name.starts_with("files/")) name.remove_prefix(6);
      upload.id = name;
    }
  }
  if (upload.size > kMostBytes)
    return error_reply(invalid_argument("A file may hold at most 2 GB."));
  if (!upload.id.empty() && !is_file_id(upload.id))
    return error_reply(invalid_argument("\"" + util::one_line(upload.id, 60) +
                                        "\" is no file id: use up to 40 of a-z, 0-9 and dashes."));
  if (shelf_.contains(upload.id)) return error_reply(already_there(upload.id));
  if (stored_bytes() + std::max<std::int64_t>(0, upload.size) > space_)
    return error_reply(no_space(space_));
  upload.expires = {now.micros + kLife};
  const std::string id = numbered('u', next_++);
  net::ServerReply reply = upload_status("active");
  reply.headers.add("X-Goog-Upload-URL", base + "/upload/" + route.version + "/files?upload_id=" +
                                             id + "&upload_protocol=resumable");
  reply.headers.add("X-Goog-Upload-Chunk-Granularity", "8388608");
  uploads_[id] = std::move(upload);
  return reply;
}

std::optional<ApiError> Files::append(Upload& upload, net::ServerRequest& request) const {
  const auto received = static_cast<std::int64_t>(upload.bytes.size());
  const auto more = static_cast<std::int64_t>(request.body.size());
  if (whole(header(request, "X-Goog-Upload-Offset")) != received)
    return invalid_argument("The upload stands at byte " + std::to_string(received) +
                            ", not at the offset that was sent.");
  if (received + more > kMostBytes || (upload.size >= 0 && received + more > upload.size))
    return invalid_argument("More bytes than were announced.");
  if (stored_bytes() + more > space_) return no_space(space_);
  if (upload.bytes.empty())
    upload.bytes = std::move(request.body);
  else
    upload.bytes += request.body;
  return std::nullopt;
}

std::shared_ptr<const StoredFile> Files::finished(Upload upload, util::Timestamp now) {
  auto file = std::make_shared<StoredFile>();
  file->id = upload.id.empty() ? numbered('f', next_++) : upload.id;
  file->display_name = upload.display_name;
  file->mime_type = upload.mime_type.empty() ? "application/octet-stream" : upload.mime_type;
  file->bytes = std::move(upload.bytes);
  file->sha256_hex = util::sha256(file->bytes).hex();
  file->created = now;
  file->expires = {now.micros + kLife};
  file->active_from = {now.micros + processing_.count() * 1000};
  shelf_[file->id] = file;
  snapshot_.reset();
  return file;
}

net::ServerReply Files::receive(Uploads::iterator at,
                                net::ServerRequest& request,
                                util::Timestamp now,
                                const std::string& base) {
  Upload& upload = at->second;
  const std::string command = util::to_lower(header(request, "X-Goog-Upload-Command"));
  if (command == "query") {
    net::ServerReply reply = upload_status("active");
    reply.headers.add("X-Goog-Upload-Size-Received", std::to_string(upload.bytes.size()));
    return reply;
  }
  if (command == "cancel") {
    uploads_.erase(at);
    return upload_status("cancelled");
  }
  const bool uploads = command.find("upload") != std::string::npos;
  const bool finalizes = command.find("finalize") != std::string::npos;
  if (!uploads && !finalizes) return error_reply(invalid_argument("Unknown upload command."));
  if (uploads)
    if (auto error = append(upload, request)) return error_reply(*error);
  if (!finalizes) return upload_status("active");
  if (upload.size >= 0 && static_cast<std::int64_t>(upload.bytes.size()) != upload.size)
    return error_reply(invalid_argument("Fewer bytes than were announced."));
  if (shelf_.contains(upload.id)) return error_reply(already_there(upload.id));

  const std::shared_ptr<const StoredFile> file = finished(std::move(upload), now);
  uploads_.erase(at);
  util::JsonWriter writer;
  writer.begin_object();
  writer.key("file");
  write(*file, now, base, writer);
  writer.end_object();
  net::ServerReply reply = json_reply(200, std::move(writer).take());
  reply.headers.add("X-Goog-Upload-Status", "final");
  return reply;
}

net::ServerReply Files::list(const Route& route,
                             util::Timestamp now,
                             const std::string& base) const {
  const Page page = page_of(route, shelf_.size(), 10);
  util::JsonWriter writer;
  writer.begin_object();
  if (page.begin < page.end) {
    writer.key("files");
    writer.begin_array();
    auto file = std::next(shelf_.begin(), static_cast<std::ptrdiff_t>(page.begin));
    for (std::size_t i = page.begin; i < page.end; ++i, ++file)
      write(*file->second, now, base, writer);
    writer.end_array();
  }
  if (!page.next.empty()) writer.member("nextPageToken", page.next);
  writer.end_object();
  return json_reply(200, std::move(writer).take());
}

net::ServerReply Files::download(const StoredFile& file) const {
  if (!file.generated)
    return error_reply(
        invalid_argument("Only generated files can be downloaded; " + file.id + " was uploaded."));
  net::ServerReply reply;
  reply.headers.add("Content-Type", file.mime_type);
  reply.body = file.bytes;
  return reply;
}

void Files::add_generated(std::string id,
                          std::string mime_type,
                          std::string bytes,
                          util::Timestamp now) {
  auto file = std::make_shared<StoredFile>();
  file->id = id;
  file->mime_type = std::move(mime_type);
  file->sha256_hex = util::sha256(bytes).hex();
  file->bytes = std::move(bytes);
  file->created = file->active_from = now;
  file->expires = {now.micros + kLife};
  file->generated = true;
  shelf_[std::move(id)] = std::move(file);
  snapshot_.reset();
}

std::int64_t Files::stored_bytes() const {
  std::size_t bytes = 0;
  for (const auto& [id, file] : shelf_) bytes += file->bytes.size();
  for (const auto& [id, upload] : uploads_) bytes += upload.bytes.size();
  return static_cast<std::int64_t>(bytes);
}

void Files::expire(util::Timestamp now) {
  std::erase_if(uploads_, [&](const auto& entry) { return entry.second.expires <= now; });
  if (std::erase_if(shelf_, [&](const auto& entry) { return entry.second->expires <= now; }) > 0)
    snapshot_.reset();
}

std::shared_ptr<const FileShelf> Files::snapshot() const {
  if (!snapshot_) snapshot_ = std::make_shared<const FileShelf>(shelf_);
  return snapshot_;
}

}  // namespace vitrine::emulator
