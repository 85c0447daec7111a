#pragma once

#include "pipeline/catalog/catalog.hpp"
#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/net/http.hpp"
#include "pipeline/providers/asked.hpp"
#include "pipeline/providers/gemini/material.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/wording.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/result.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::providers::gemini {

/// One paid exchange, ready but for its key, and what is recorded beside it: audit, never identity.
struct Call {
  net::Request request;
  Asked asked;
  Worded worded;  ///< the text as sent
  util::Digest body_digest;
};

struct PrepareOptions {
  /// Asks the front end for this much patience (X-Server-Timeout, whole seconds, rounded up).
  std::optional<std::chrono::milliseconds> server_timeout;
  std::string price_book;  ///< the book to settle by; empty: the newest in force
  /// Ends the prompt with these sentences of the template, by their names; those it does not have
  /// are left out. A method that takes nothing but a scene is told nothing else.
  std::vector<std::string> sentences = {};
};

/// The row of the request's model as this protocol has it, which knows no field for a mask.
/// not_found for a model without a row.
util::Result<domain::Model> fitted_row(const domain::RenderRequest& request,
                                       const Surface& surface,
                                       const catalog::Catalog& catalog);

/// The request of one rendering. `material` is what `load_material` read, with `file_uri` set where
/// a picture was uploaded. Errors are those of `asked_of`; not_found for a model without a row;
/// bad_spec if the request's surface is not this one's name. A surface of another provider than the
/// row's is no error: resellers serve the same models.
util::Result<Call> prepare(const domain::RenderRequest& request,
                           const Surface& surface,
                           const catalog::Catalog& catalog,
                           const domain::PromptTemplate& prompt_template,
                           const Material& material,
                           const PrepareOptions& options = {});

}  // namespace vitrine::providers::gemini
