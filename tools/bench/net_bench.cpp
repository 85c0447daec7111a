// Measures what receiving one answer costs: CPU milliseconds of the receiving process for each
// answer of B bytes that looks like a model's JSON (one long base64 string), the best of 5 rounds
// of N answers, kept-alive, one after the other; the sender is another process.
//   floor     the same bytes read from a socketpair in pieces of 64 KiB and hashed (SHA-256)
//   file      the same, and written to a file: what a spool needs
//   plain     through the client over loopback HTTP into that file, hashed on the way
//   tls       the same over TLS, certificate and all
// and what one answer costs from its first byte to its rendering, of an answer whose base64 is a
// picture:
//   answer floor    read from a socketpair, base64 decoded, the picture hashed; nothing written
//   answer plain    what a run does: through the client into the spool, durable, mapped, read by
//   the
//                   provider (examined, priced, its turn put by), decoded into the blob store
//   answer tls      the same over TLS
// Usage: net_bench [N = 40] [B = 2097152].  Prints one JSON object.
#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/layout.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"
#include "tools/bench/served_answer.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace vitrine;
using namespace vitrine::bench;
namespace asio = boost::asio;
namespace fs = std::filesystem;

constexpr int kRounds = 5;
constexpr std::size_t kPiece = 64 * 1024;

double cpu_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::string json_like(std::size_t bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text = R"({"candidates":[{"content":{"parts":[{"inlineData":{"data":")";
  const std::string tail = R"("}}]}}]})";
  std::uint32_t state = 1;
  while (text.size() + tail.size() < bytes) {
    state = state * 1664525 + 1013904223;
    text += kDigits[state >> 26];
  }
  return text + tail;
}

/// Where an answer goes: hashed, and written to a file that is begun anew each time.
class Spool final : public net::BodySink {
 public:
  explicit Spool(const fs::path& path) : file_(std::fopen(path.c_str(), "wb")) {
    if (file_ == nullptr) throw std::runtime_error("cannot write " + path.string());
    std::setbuf(file_, nullptr);
  }
  ~Spool() override { std::fclose(file_); }
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  void begin(const net::ResponseHead&) override { begin(); }
  void begin() {
    std::rewind(file_);
    hash_ = util::Sha256();
  }
  void write(std::string_view piece) override {
    hash_.update(piece);
    if (std::fwrite(piece.data(), 1, piece.size(), file_) != piece.size())
      throw std::runtime_error("disk full");
  }
  util::Digest digest() { return hash_.finish(); }

 private:
  std::FILE* file_;
  util::Sha256 hash_;
};

/// The same bytes again and again, until nobody takes them.
void send_forever(int to, const std::string& body) {
  while (true)
    for (std::size_t at = 0; at < body.size();) {
      const ssize_t sent = write(to, body.data() + at, std::min(kPiece, body.size() - at));
      if (sent <= 0) return;
      at += static_cast<std::size_t>(sent);
    }
}

template <class Receive>
double best_round(int answers, const util::Digest& expected, Receive receive) {
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const double start = cpu_milliseconds();
    for (int i = 0; i < answers; ++i)
      if (receive() != expected) throw std::runtime_error("other bytes came than were sent");
    best = std::min(best, (cpu_milliseconds() - start) / answers);
  }
  return best;
}

double measure_socketpair(int answers, const std::string& body, Spool* spool) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw std::runtime_error("no socketpair");
  const pid_t sender = in_child([&] { send_forever(ends[1], body); });
  std::string buffer(kPiece, '\0');
  const auto receive = [&] {
    util::Sha256 hash;
    if (spool != nullptr) spool->begin();
    for (std::size_t left = body.size(); left > 0;) {
      const ssize_t got = read(ends[0], buffer.data(), std::min(buffer.size(), left));
      if (got <= 0) throw std::runtime_error("the sender has gone");
      const std::string_view piece(buffer.data(), static_cast<std::size_t>(got));
      if (spool != nullptr)
        spool->write(piece);
      else
        hash.update(piece);
      left -= piece.size();
    }
    return spool != nullptr ? spool->digest() : hash.finish();
  };
  const double best = best_round(answers, util::sha256(body), receive);
  end_child(sender);
  close(ends[0]);
  close(ends[1]);
  return best;
}

asio::awaitable<void> call(net::Client& client, net::Request request, Spool& spool) {
  const net::CallResult result = co_await client.send(std::move(request), spool, {});
  if (!result) throw std::runtime_error(result.error().error.message);
}

double measure_client(int answers, const std::string& body, Spool& spool, Peer& peer) {
  net::Request request;
  request.url = net::parse_url(peer.base_url).value();
  const auto receive = [&] {
    peer.wait_for(call(*peer.client, request, spool));
    return spool.digest();
  };
  receive();  // the connection is made outside of what is measured
  return best_round(answers, util::sha256(body), receive);
}

// --- One answer and its picture ---

void append_big_endian(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

/// A file whose structure is that of a PNG; noise stands where its pixels would.
std::string picture_of(std::size_t bytes) {
  std::string noise, header, out("\x89PNG\r\n\x1a\n", 8);
  std::uint32_t state = 1;
  while (noise.size() < bytes)
    noise.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
  append_big_endian(header, 1024);
  append_big_endian(header, 1024);
  header += std::string("\x08\x02\0\0\0", 5);
  for (const auto& [name, content] : {std::pair<const char*, const std::string&>{"IHDR", header},
                                      {"IDAT", noise},
                                      {"IEND", {}}}) {
    append_big_endian(out, static_cast<std::uint32_t>(content.size()));
    out += name;
    out += content;
    append_big_endian(out, 0);
  }
  return out;
}

double measure_answer_floor(int answers, const std::string& body, const std::string& picture) {
  const std::size_t letters = body.find('"', kBeforePicture.size()) - kBeforePicture.size();
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw std::runtime_error("no socketpair");
  const pid_t sender = in_child([&] { send_forever(ends[1], body); });
  std::string buffer(body.size(), '\0');
  const auto receive = [&] {
    for (std::size_t at = 0; at < buffer.size();) {
      const ssize_t got = read(ends[0], buffer.data() + at, std::min(kPiece, buffer.size() - at));
      if (got <= 0) throw std::runtime_error("the sender has gone");
      at += static_cast<std::size_t>(got);
    }
    util::Sha256 hash;
    providers::decode_base64(std::string_view(buffer).substr(kBeforePicture.size(), letters),
                             [&hash](std::string_view piece) { hash.update(piece); });
    return hash.finish();
  };
  const double best = best_round(answers, util::sha256(picture), receive);
  end_child(sender);
  close(ends[0]);
  close(ends[1]);
  return best;
}

double measure_answer(int answers, const std::string& picture, Peer& peer, const fs::path& folder) {
  const store::Layout layout(folder);
  const auto blobs = store::open_store(folder.string());
  const auto spool = store::open_spool(folder.string());
  catalog::Loading data = catalog::load({}, std::chrono::year(2026) / 11 / 22);
  const auto key = []() -> util::Result<std::string> { return std::string("a-key-of-a-bench"); };
  const auto provider =
      providers::make_gemini_provider(providers::gemini::gemini_surface(peer.base_url).value(),
                                      std::move(*data.catalog), key, *peer.client);
  domain::RenderRequest request;
  request.operation = domain::Operation::generate;
  request.surface = provider->surface();
  request.model = "gemini-nano-banana-2.1";
  request.prompt = "a lamp";
  const auto receive = [&] {
    const providers::PreparedCall made = provider->prepare(request, {}).value();
    const auto file = spool->begin("attempt", made.most_answer_bytes);
    IntoSpool sink(*file);
    peer.wait_for(ask(*provider, made.request, sink));
    file->seal({{"status", std::to_string(sink.head.status)}});
    const auto sealed = spool->open("attempt").value();
    const providers::Reading reading = provider->read(made, sink.head, sealed->body());
    if (!reading.picture) throw std::runtime_error("no picture: " + reading.outcome.message);
    const util::Digest blob = blobs->put_pieces([&](const store::AssetStore::Pieces& to) {
      providers::copy_picture(sealed->body(), *reading.picture, to);
    });
    spool->remove("attempt");
    fs::remove(layout.blob(blob));  // the next one is new again
    return blob;
  };
  receive();
  return best_round(answers, util::sha256(picture), receive);
}

}  // namespace

int main(int argc, char** argv) {
  const int answers = argc > 1 ? std::atoi(argv[1]) : 40;
  const int bytes = argc > 2 ? std::atoi(argv[2]) : 2 << 20;
  if (answers < 1 || bytes < 100) return std::fputs("usage: net_bench [N] [B]\n", stderr), 2;
  std::string pattern = (fs::temp_directory_path() / "net-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return 5;
  const fs::path folder = pattern;
  const std::string body = json_like(static_cast<std::size_t>(bytes));
  const auto certificate = net::make_certificate();
  util::JsonWriter json;
  {
    Spool spool(folder / "body");
    const double floor = measure_socketpair(answers, body, nullptr);
    const double file = measure_socketpair(answers, body, &spool);
    const auto received = [&](const net::SelfMadeCertificate* identity) {
      Peer peer(body, identity, folder);
      return measure_client(answers, body, spool, peer);
    };
    const double plain = received(nullptr), tls = received(&certificate);
    const std::string picture = picture_of(static_cast<std::size_t>(bytes) / 4 * 3);
    const std::string rendered = answer_with(picture);
    const auto kept = [&](const net::SelfMadeCertificate* identity) {
      Peer peer(rendered, identity, folder);
      return measure_answer(answers, picture, peer, folder);
    };
    const double answer_floor = measure_answer_floor(answers, rendered, picture);
    const double answer_plain = kept(nullptr), answer_tls = kept(&certificate);
    json.begin_object();
    json.member("answers", answers);
    json.member("bytes", static_cast<std::int64_t>(body.size()));
    json.member("floor_cpu_ms", floor);
    json.member("file_cpu_ms", file);
    json.member("plain_cpu_ms", plain);
    json.member("tls_cpu_ms", tls);
    json.member("plain_to_file", plain / file);
    json.member("tls_to_file", tls / file);
    json.member("answer_floor_cpu_ms", answer_floor);
    json.member("answer_plain_cpu_ms", answer_plain);
    json.member("answer_tls_cpu_ms", answer_tls);
    json.member("answer_plain_to_floor", answer_plain / answer_floor);
    json.member("answer_tls_to_floor", answer_tls / answer_floor);
    json.end_object();
  }
  fs::remove_all(folder);
  std::puts(std::move(json).take().c_str());
  return 0;
}
