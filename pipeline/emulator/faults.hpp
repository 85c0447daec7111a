#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::emulator {

/// Every way in which an answer can go wrong on purpose.
enum class FaultKind {
  // Refused before anything is made: an error of Google's shape, free.
  rate_limited,
  quota_per_day,
  quota_zero,
  spend_cap,
  internal,
  overloaded,
  deadline,
  bad_request,
  failed_precondition,
  unauthenticated,
  permission_denied,
  model_gone,
  too_large,
  status,
  capacity_exhausted,
  html_502,
  error_array,
  openai_error,
  error_text,
  error_detail,
  error_200,
  redirect,
  // Answered with 200 and billed by its usage, but without a picture.
  no_image,
  empty_stop,
  text_only,
  image_safety,
  prohibited_content,
  recitation,
  image_other,
  finish,
  blocked,
  // Answered with a picture that is not what it should be, or not where.
  wrong_mime,
  jpeg,
  wrong_size,
  wrong_ratio,
  missing_usage,
  usage_without_details,
  thought_image_only,
  thought_and_final,
  thoughts_in_candidates,
  picture_url,
  picture_markdown,
  picture_data_uri,
  unpadded_base64,
  url_safe_base64,
  truncated_base64,
  garbage_picture,
  // Answered, but the bytes of the body are wrong, or spelled as others spell them.
  snake_case,
  escaped_slashes,
  truncated_json,
  garbage_body,
  html_200,
  empty_body,
  // The connection.
  reset_before_head,
  close_before_head,
  close_in_body,
  reset_in_body,
  stall,
  slow_body,
  slow_head,
  trailing_garbage,
  informational,
  lower_case_headers,
  chunked,
  close_after,
};
constexpr int kFaultKinds = static_cast<int>(FaultKind::close_after) + 1;

enum class FaultGroup { refusal, no_picture, picture, body, connection };

struct FaultRow {
  std::string_view name;
  FaultGroup group;
  bool billed;            ///< what the real service would do, as far as is known
  std::string_view line;  ///< for --help
};
const FaultRow& row_of(FaultKind kind);
/// A heading for --help.
std::string_view describe(FaultGroup group);
std::optional<FaultKind> parse_fault(std::string_view name);

/// A fault with what it needs to be told, as it befalls one request.
struct Fault {
  FaultKind kind = FaultKind::internal;
  int code = 500;                  ///< of `status` and the errors that name one in `FaultRow::line`
  std::string reason;              ///< of `finish` and `blocked`
  double retry_after_seconds = 0;  ///< of a refusal; 0 sends no RetryInfo
  double retry_header_seconds = 0;  ///< of a refusal; 0 sends no Retry-After header
  double cut = 0.5;                 ///< where a body ends, as a share of it
  std::int64_t delay_ms = 0;        ///< of slow_head and deadline, and between pieces of slow_body
  bool billed = false;
  std::string name() const { return std::string(row_of(kind).name); }
};

/// A number in [0, 1) from the seed and what it is for; the same on every machine.
double chance(std::uint64_t seed, std::string_view purpose, std::uint64_t ordinal);
/// 64 such bits.
std::uint64_t mixed(std::uint64_t seed, std::string_view purpose, std::uint64_t ordinal);

}  // namespace vitrine::emulator
