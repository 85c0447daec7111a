#pragma once

#include "pipeline/catalog/node.hpp"
#include "pipeline/catalog/prices.hpp"

namespace vitrine::catalog {

/// Reads one model's row of a book into `price`, which names its model already. A price is by
/// tokens, by megapixel, by picture or by call, and complains where it is none of these or two.
void read_price(const Node& row, ModelPrice& price, Complaints& complaints);

}  // namespace vitrine::catalog
