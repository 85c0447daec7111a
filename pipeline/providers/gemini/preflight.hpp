#pragma once

#include "pipeline/net/http.hpp"
#include "pipeline/providers/error_words.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/preflight.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <string_view>

/// Asking once a run, before anything is spent, whether a model is still served (models.get).
namespace vitrine::providers::gemini {

/// unsupported where the surface does not answer this: resellers do not mirror it.
util::Result<net::Request> model_get(const Surface& surface, std::string_view model);

/// A model that is not there, or RETIRED, is model_gone, naming the successor; one that lacks
/// `method` is invalid_request; what is less than 30 days from its end is warned about.
Preflight read_model(const ErrorContext& context,
                     const net::ResponseHead& head,
                     std::string_view body,
                     std::string_view method,
                     util::Timestamp now);

}  // namespace vitrine::providers::gemini
