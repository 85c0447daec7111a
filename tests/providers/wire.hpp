#pragma once

#include "pipeline/net/http.hpp"
#include "pipeline/providers/base64.hpp"
#include "pipeline/providers/gemini/answer.hpp"
#include "pipeline/providers/gemini/prepare.hpp"
#include "tests/catalog/project.hpp"

#include <rapidjson/document.h>

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

/// What the tests of the Gemini protocol share: pictures made of bytes, requests, answers.
namespace vitrine::test {

namespace gemini = providers::gemini;

inline void append_big_endian(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

/// A file whose structure is that of a PNG; `filling` bytes stand where its pixels would.
inline std::string png(int width, int height, std::size_t filling = 40) {
  std::string out("\x89PNG\r\n\x1a\n", 8);
  const auto chunk = [&](std::string_view name, std::string_view body) {
    append_big_endian(out, static_cast<std::uint32_t>(body.size()));
    out += name;
    out += body;
    append_big_endian(out, 0);
  };
  std::string header;
  append_big_endian(header, static_cast<std::uint32_t>(width));
  append_big_endian(header, static_cast<std::uint32_t>(height));
  header += std::string("\x08\x02\0\0\0", 5);
  chunk("IHDR", header);
  std::string pixels;
  for (std::size_t i = 0; i < filling; ++i) pixels.push_back(static_cast<char>(i * 31 + i / 251));
  chunk("IDAT", pixels);
  chunk("IEND", "");
  return out;
}

/// A JPEG's structure, with `metadata` blocks of 64 kB before the header that tells its size.
inline std::string jpeg(int width, int height, int metadata = 0) {
  std::string out("\xFF\xD8", 2);
  const auto segment = [&](char marker, const std::string& body) {
    out += '\xFF';
    out += marker;
    out.push_back(static_cast<char>((body.size() + 2) >> 8));
    out.push_back(static_cast<char>(body.size() + 2));
    out += body;
  };
  for (int i = 0; i < metadata; ++i) segment('\xEB', std::string(65'000, 'j'));
  std::string frame("\x08", 1);
  frame.push_back(static_cast<char>(height >> 8));
  frame.push_back(static_cast<char>(height));
  frame.push_back(static_cast<char>(width >> 8));
  frame.push_back(static_cast<char>(width));
  frame += std::string("\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01", 10);
  segment('\xC0', frame);
  segment('\xDA', std::string("\x03\x01\x00\x02\x11\x03\x11\x00\x3F\x00", 10));
  out += std::string(50, 'x');
  return out + "\xFF\xD9";
}

inline std::string base64(std::string_view bytes) {
  std::string text;
  providers::append_base64(text, bytes);
  return text;
}

inline std::string decoded(std::string_view text) {
  std::string bytes;
  if (!providers::decode_base64(text, [&](std::string_view piece) { bytes += piece; }))
    throw std::runtime_error("no base64");
  return bytes;
}

/// The same JSON values, whatever the order of members; `why` shows both otherwise.
inline bool same_json(std::string_view a, std::string_view b) {
  rapidjson::Document left, right;
  left.Parse(a.data(), a.size());
  right.Parse(b.data(), b.size());
  return !left.HasParseError() && !right.HasParseError() && left == right;
}

/// Stored pictures by digest, as a store would give them.
class Shelf {
 public:
  util::Digest put(std::string bytes) {
    const util::Digest digest = util::sha256(bytes);
    bytes_[digest] = std::move(bytes);
    return digest;
  }
  providers::SourceReader reader() const {
    return [this](const util::Digest& digest) -> util::Result<std::string> {
      const auto found = bytes_.find(digest);
      if (found == bytes_.end()) return util::Error{util::ErrorKind::not_found, "no such blob"};
      return found->second;
    };
  }

 private:
  std::map<util::Digest, std::string> bytes_;
};

/// Everything `prepare` needs, for one request.
struct Bench {
  Shelf shelf;
  catalog::Catalog catalog = built_in();
  gemini::Surface surface = gemini::gemini_surface().value();
  /// Says the prompt and nothing else.
  domain::PromptTemplate bare{"bare", 1, {{{}, "{prompt}"}}, {}};

  util::Result<gemini::Call> prepare(const domain::RenderRequest& request,
                                     const gemini::PrepareOptions& options = {}) const {
    util::Result<gemini::Material> material = gemini::load_material(request, shelf.reader());
    if (!material) return material.error();
    return gemini::prepare(request, surface, catalog, bare, *material, options);
  }
  /// The body, or the message of the error.
  std::string body(const domain::RenderRequest& request) const {
    const util::Result<gemini::Call> call = prepare(request);
    return call ? call->request.body : call.error().message;
  }
};

inline domain::RenderRequest asking(domain::Operation operation,
                                    std::string prompt,
                                    std::string model = "gemini-nano-banana-2.1") {
  domain::RenderRequest request;
  request.operation = operation;
  request.surface = "gemini";
  request.model = std::move(model);
  request.prompt = std::move(prompt);
  request.pixels = domain::PixelMode::regenerate;
  return request;
}

/// A picture of 928 x 1152 was asked, at 1K and 4:5.
inline providers::Asked asked_for(const std::string& model = "gemini-nano-banana-2.1",
                                  const std::string& size = "1K",
                                  const std::string& aspect = "4:5") {
  const catalog::Catalog catalog = built_in();
  providers::Asked asked;
  asked.model = model;
  asked.method = "generateContent";
  asked.successor = "gemini-next";
  asked.size_class = size;
  asked.aspect = aspect;
  asked.pictures = 2;
  asked.prompt_bytes = 400;
  const domain::Model& row = *catalog.find_model(model);
  if (row.pixels.contains(size) && row.pixels.at(size).contains(aspect))
    asked.expected = row.pixels.at(size).at(aspect);
  if (const catalog::ModelPrice* price = catalog.find_price(model)) asked.price = *price;
  return asked;
}

inline net::ResponseHead head_of(int status, net::Headers headers = {}) {
  return {status, std::move(headers)};
}

inline gemini::Reading read(std::string_view body,
                            int status = 200,
                            const providers::Asked& asked = asked_for(),
                            net::Headers headers = {}) {
  return gemini::read_answer(gemini::gemini_surface().value(), asked,
                             head_of(status, std::move(headers)), body);
}

inline std::string fact(const domain::Outcome& outcome, std::string_view name) {
  return std::string(util::find(outcome.facts, name).value_or(""));
}

inline std::string picture_part(std::string_view bytes, const std::string& label = "image/png") {
  return R"({"inlineData":{"mimeType":")" + label + R"(","data":")" + base64(bytes) + R"("}})";
}

inline constexpr const char* kUsage =
    R"("usageMetadata":{"promptTokenCount":54,"candidatesTokenCount":1200,"thoughtsTokenCount":639,)"
    R"("totalTokenCount":1893,"promptTokensDetails":[{"modality":"TEXT","tokenCount":54}],)"
    R"("candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1120}]})";

/// One candidate with these parts.
inline std::string answer(const std::string& parts,
                          const std::string& finish = "STOP",
                          const std::string& usage = kUsage) {
  return R"({"candidates":[{"content":{"role":"model","parts":[)" + parts +
         R"(]},"finishReason":")" + finish + R"(","index":0}])" +
         (usage.empty() ? "" : "," + usage) +
         R"(,"modelVersion":"gemini-nano-banana-2.1","responseId":"resp-1"})";
}

}  // namespace vitrine::test
