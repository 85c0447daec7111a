#pragma once

#include "pipeline/catalog/catalog.hpp"
#include "pipeline/catalog/prices.hpp"
#include "pipeline/domain/model.hpp"
#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/providers/sent_pictures.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::providers {

/// What was asked for in the vendor's terms: what the answer is held against and priced by. Made
/// from the same request, rows and pictures it comes out the same, so a stored answer can be read
/// again without it.
struct Asked {
  std::string model;       ///< wire id
  std::string method;      ///< generateContent or predict
  std::string successor;   ///< a living one, or empty
  std::string size_class;  ///< what is made and paid; sent only if the model takes it
  bool sends_size = false;
  std::string aspect;                         ///< as sent; empty: the model follows its input
  std::optional<domain::PixelSize> expected;  ///< by the vendor's table; nothing: not listed
  std::string quality;                        ///< as sent and paid; empty: the model has none
  int pictures = 0;                           ///< sent, earlier turns included
  std::int64_t input_pixels = 0;              ///< of the pictures sent in this turn

  /// What a price may depend on.
  catalog::PictureAsked priced() const;
  std::int64_t prompt_bytes = 0;
  bool keeps_turn = false;                   ///< a conversation may go on from the answer
  std::optional<catalog::ModelPrice> price;  ///< nothing: unknown, which is never free
};

/// Checks a request against the model's row before anything is spent: operation, pictures needed
/// and taken, mask, aspect, size, thinking, conversation. bad_spec for a request that is
/// incomplete, unsupported for what this model cannot do; both say what would do.
std::optional<util::Error> problem_with(const domain::RenderRequest& request,
                                        const domain::Model& model);

/// bad_spec or unsupported as `problem_with`.
util::Result<Asked> asked_of(const domain::RenderRequest& request,
                             const domain::Model& model,
                             const std::vector<SentPicture>& pictures);

/// The row of the request's model as `seller` offers it; not_found if there is none.
util::Result<domain::Model> model_of(const domain::RenderRequest& request,
                                     const catalog::Catalog& catalog,
                                     const std::string& seller);

/// What an answer is held against, from the request and its model's row, fitted to the place that
/// is asked: a mask goes there as `model` says. `seller`: whose price list holds. The same when a
/// stored answer is read again.
util::Result<Asked> asked_as(const domain::RenderRequest& request,
                             const domain::Model& model,
                             const catalog::Catalog& catalog,
                             const domain::PromptTemplate& prompt_template,
                             const std::vector<SentPicture>& pictures,
                             const std::string& price_book,
                             const std::string& seller);

}  // namespace vitrine::providers
