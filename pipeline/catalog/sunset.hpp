#pragma once

#include "pipeline/catalog/catalog.hpp"
#include "pipeline/domain/problem.hpp"

#include <optional>

namespace vitrine::catalog {

/// What to say of a model's end on the catalog's day; the caller adds file and line.
///   error   "model-gone"        past a final date: refused, with the successor
///   warning "model-may-vanish"  past an earliest date: the run goes on; successor and price differ
///   note    "model-ends-soon"   less than thirty days before either
/// Nothing otherwise. The successor named is one that still lives; it is also the suggestion.
std::optional<domain::Problem> sunset_problem(const Catalog& catalog, const domain::Model& model);

}  // namespace vitrine::catalog
