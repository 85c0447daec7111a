#pragma once

#include "pipeline/catalog/catalog.hpp"
#include "pipeline/util/json_writer.hpp"

namespace vitrine::cli {

/// One model as `vitrine models --json` shows it: what it takes, what its pictures cost by size and
/// quality, and when it ends.
void write_model(const catalog::Catalog& catalog,
                 const domain::Model& model,
                 util::JsonWriter& json);

}  // namespace vitrine::cli
