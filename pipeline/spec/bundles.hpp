#pragma once

#include "pipeline/domain/product.hpp"
#include "pipeline/spec/complaints.hpp"

#include <set>
#include <string>
#include <vector>

namespace vitrine::spec {

/// A bundle as it was read, and where its members stand.
struct BundleNode {
  std::string sku;
  const Node* members;
};

/// Finds the members of bundles among the job's products, once all of these are known, and gives
/// each bundle what follows from them: its picture's place in the plan, its size, how many pieces
/// and which texts it shows. A member whose feed row was set aside takes its bundles with it: they
/// leave `products`, with a warning.
void resolve_bundles(const std::vector<BundleNode>& bundles,
                     const std::set<std::string>& set_aside,
                     std::vector<domain::Product>& products,
                     Complaints& complaints);

}  // namespace vitrine::spec
