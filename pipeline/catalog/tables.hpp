#pragma once

#include "pipeline/catalog/catalog.hpp"

#include <string>

/// The README's tables, made from the data so that they cannot disagree with it.
namespace vitrine::catalog {

/// One line per model: names, operations, sizes, price of a picture, end of life.
std::string models_table_markdown(const Catalog& catalog);

/// One line per profile: what is delivered, what is checked, how far the rules are to be trusted;
/// then the rules that are to come.
std::string profiles_table_markdown(const Catalog& catalog);

}  // namespace vitrine::catalog
