#pragma once

#include "pipeline/catalog/catalog.hpp"
#include "pipeline/catalog/rows.hpp"

/// Rows → checked values. Each adds to `contents` what it could read and complains about the rest;
/// models and gateways are read before prices, which name them.
namespace vitrine::catalog {

void read_profiles(const Rows& rows, Catalog::Contents& contents, Complaints& complaints);
void read_models(const Rows& rows, Catalog::Contents& contents, Complaints& complaints);
void read_gateways(const Rows& rows, Catalog::Contents& contents, Complaints& complaints);
void read_prices(const Rows& rows, Catalog::Contents& contents, Complaints& complaints);
void read_forms(const Rows& rows, Catalog::Contents& contents, Complaints& complaints);
void read_prompts(const Rows& rows, Catalog::Contents& contents, Complaints& complaints);

}  // namespace vitrine::catalog
