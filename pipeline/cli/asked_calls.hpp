#pragma once

#include "pipeline/cli/session.hpp"
#include "pipeline/util/json_writer.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::cli {

/// What a plan asks of its model: how often, at what price, and how the pictures get there.
struct AskedCalls {
  struct Size {
    std::string name;     ///< size class; empty: the model has none
    std::string quality;  ///< empty: the model has none
    int calls = 0;
    std::optional<domain::PicturePrice> price;
  };
  struct Travel {
    std::string reason;  ///< one sentence
    int calls = 0;       ///< that travel for this reason
    friend bool operator==(const Travel&, const Travel&) = default;
  };
  std::string model, surface;
  std::vector<Size> sizes;  ///< by name and quality, the lowest first
  std::vector<Travel> ways;
  int inline_pictures = 0, uploaded_pictures = 0;  ///< distinct ones

  int calls() const;
};

/// Nothing where no model is asked.
std::optional<AskedCalls> asked_calls(const PlannedJob& planned);

/// The same of each model that the job falls back to: calls at most, as none of the first's may be
/// answered with a picture. How pictures get there is not told.
std::vector<AskedCalls> fallback_calls(const PlannedJob& planned);
/// "gpt-image-2 on openai, where the ones before give no picture: at most 4 calls in 1K at …".
std::string fallback_text(const AskedCalls& asked);

/// "gemini-nano-banana-2.1 on gemini: 4 calls in 1K at 0.0421 USD a picture (price book
/// 2026-11-01), pictures go inline"; with qualities "2 calls in 1K (quality low) at …".
std::string asked_text(const AskedCalls& asked);
void write_asked(const AskedCalls& asked, util::JsonWriter& json);

/// The digest of what a delivery's product became, if it is made and stored; else zero.
util::Digest product_rendering(const PlannedJob& planned, std::uint32_t product_task);

}  // namespace vitrine::cli
