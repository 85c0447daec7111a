#include "pipeline/providers/skeleton.hpp"

#include <algorithm>
#include <array>

namespace vitrine::providers {
namespace {

constexpr std::size_t kLongString = 32 * 1024;
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kLargest = 8 << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// Whatever their length: their place in the body is wanted.
constexpr std::array<std::string_view, 4> kLocatedKeys{"data", "bytesBase64Encoded",
                                                       "bytes_base64_encoded", "b64_json"};

util::Error damaged(const char* why) { return {util::ErrorKind::damaged, why}; }

/// Where the string that begins at `at`, behind its quote, ends: the place of its closing quote.
/// Each byte is looked at once for a quote and once for an escape, however many of them there are.
std::size_t string_end(std::string_view body, std::size_t at) {
  std::size_t quote = body.find('"', at);
  while (quote != std::string_view::npos) {
    const std::size_t escape = body.substr(at, quote - at).find('\\');
    if (escape == std::string_view::npos) return quote;
    at += escape + 2;  // what is escaped ends nothing
    if (at > quote) quote = body.find('"', at);
  }
  return std::string_view::npos;
}

class Scanner {
 public:
  Scanner(std::string_view body, Skeleton& skeleton) : body_(body), skeleton_(skeleton) {}

  /// Null if the body is whole.
  const char* scan() {
    std::size_t at = body_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    copied_ = at;
    while (at < body_.size()) {
      const char c = body_[at];
      if (c == '"') {
        const std::size_t end = string_end(body_, at + 1);
        if (end == std::string_view::npos) return "it ends early";
        take_string(at + 1, end);
        at = end + 1;
        continue;
      }
      if (c == '{' || c == '[') {
        if (frames_.size() == kDeepest) return "it nests too deeply";
        frames_.push_back({c == '{', c == '{', {}, 0, at, is_first_turn(c)});
      } else if (c == '}' || c == ']') {
        if (frames_.empty() || frames_.back().is_object != (c == '}')) return "it is no JSON";
        close(at);
      } else if (c == ',' && !frames_.empty()) {
        frames_.back().expects_key = frames_.back().is_object;
        ++frames_.back().index;
      }
      if (skeleton_.json.size() + at - copied_ > kLargest) return "it is too large for an answer";
      ++at;
    }
    skeleton_.json.append(body_.substr(copied_));
    if (!frames_.empty()) return "it ends early";
    return nullptr;
  }

 private:
  struct Frame {
    bool is_object;
    bool expects_key;
    std::string_view key;
    std::size_t index;
    std::size_t begin;
    bool is_first_turn;
  };

  void take_string(std::size_t begin, std::size_t end) {
    const std::string_view text = body_.substr(begin, end - begin);
    if (!frames_.empty() && frames_.back().expects_key) {
      frames_.back().key = text;
      frames_.back().expects_key = false;
      return;
    }
    const bool located = !frames_.empty() && frames_.back().is_object &&
                         std::find(kLocatedKeys.begin(), kLocatedKeys.end(), frames_.back().key) !=
                             kLocatedKeys.end();
    if (!located && text.size() <= kLongString) return;
    skeleton_.json.append(body_.substr(copied_, begin - 1 - copied_));
    skeleton_.json += "{\"$at\":" + std::to_string(skeleton_.strings.size()) + "}";
    skeleton_.strings.push_back({begin, text.size()});
    copied_ = end + 1;
  }

  /// Whether what opens here is candidates[0].content, of an answer that may stand in an array.
  bool is_first_turn(char opening) const {
    const std::size_t depth = frames_.size();
    if (opening != '{' || depth < 3 || depth > 4) return false;
    if (depth == 4 && (frames_[0].is_object || frames_[0].index != 0)) return false;
    const Frame &answer = frames_[depth - 3], &candidates = frames_[depth - 2],
                &candidate = frames_[depth - 1];
    return answer.is_object && answer.key == "candidates" && !candidates.is_object &&
           candidates.index == 0 && candidate.is_object && candidate.key == "content";
  }

  void close(std::size_t at) {
    const Frame& frame = frames_.back();
    if (frame.is_first_turn) skeleton_.first_turn = Span{frame.begin, at + 1 - frame.begin};
    frames_.pop_back();
  }

  std::string_view body_;
  Skeleton& skeleton_;
  std::vector<Frame> frames_;
  std::size_t copied_ = 0;  ///< what lies before is in the skeleton
};

}  // namespace

util::Result<Skeleton> skeleton_of(std::string_view body) {
  const std::size_t begin = body.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return damaged("it is empty");
  if (body[begin] != '{' && body[begin] != '[' && !body.starts_with(kByteOrderMark))
    return damaged("it is no JSON");
  Skeleton skeleton;
  if (const char* fault = Scanner(body, skeleton).scan()) return damaged(fault);
  return skeleton;
}

}  // namespace vitrine::providers
