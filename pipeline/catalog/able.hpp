#pragma once

#include "pipeline/catalog/catalog.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::catalog {

/// What one picture asks of whoever makes it. What is absent is not asked.
struct Need {
  std::optional<domain::Operation> operation = {};
  std::size_t pictures = 0;  ///< sent in one request, a mask left out
  std::optional<domain::Aspect> aspect = {};
  std::string size = {};     ///< size class
  std::string quality = {};  ///< a word of domain::QualityLevel
  std::optional<domain::ThinkingLevel> thinking = {};
  std::vector<domain::HarmCategory> safety = {};
  bool system = false, own_words = false;  ///< a standing instruction; a template of its own
  bool mask = false, seed = false, transparency = false;
};

/// Whether the model takes all of it. One that lists no aspects takes any; of every other list what
/// is not on it is refused.
bool can(const domain::Model& model, const Need& need);

struct AbleModel {
  std::string id;
  std::optional<domain::PicturePrice> price;  ///< in the size and quality needed, else its usual
};

/// Who can, as offered where its row says: at most `most` models whose end has not come, the
/// cheapest first and those without a price after them. Servers on one's own machine come last:
/// what they can do depends on their weights. The studio, which asks nobody, is never named.
std::vector<AbleModel> able_models(const Catalog& catalog, const Need& need, std::size_t most = 5);

/// "flux-2-pro (0.0600 USD a picture), qwen-image-3.0 (price unknown)"; empty if there is none.
std::string able_text(const std::vector<AbleModel>& models);

}  // namespace vitrine::catalog
