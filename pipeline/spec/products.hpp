#pragma once

#include "pipeline/domain/product.hpp"
#include "pipeline/spec/names.hpp"
#include "pipeline/spec/read_values.hpp"
#include "pipeline/spec/scenes.hpp"
#include "pipeline/spec/selectors.hpp"

#include <set>
#include <string>

namespace vitrine::spec {

/// Reads products written in the job, and checks what they refer to.
class ProductReader {
 public:
  struct World {
    const NamedNodes& colorway_nodes;  ///< the common list
    NameTable& colorways;
    NameTable& scenes;
    SelectorChecks& selectors;
    PathReader& paths;
    Complaints& complaints;
  };
  /// `products` is the job's list: a zone that no product has is wrong where the colorway names it,
  /// one that only this product lacks is wrong here.
  ProductReader(World world, const Node& products);

  domain::Product read(const Node& node);

 private:
  void read_packshots(const Node& node, domain::Product& product);
  void read_members(const Node& node, domain::Product& product);
  void read_zones(const Node* node, domain::Product& product, NameTable& zones);
  void read_keep(const Node* node, domain::Product& product, NameTable& zones);
  void read_colorways(const Node& node, domain::Product& product, NameTable& zones);
  domain::ProductColorway read_colorway(const Node& item,
                                        const Node* shows,
                                        const domain::Product& product,
                                        NameTable& zones);
  void refer_to_common(const Node& name, const Node* shows);
  void check_common_zone(const Node& name, const domain::Product& product, NameTable& zones);
  const Node* common(const std::string& name) const;

  World world_;
  std::set<std::string> zones_anywhere_;
};

}  // namespace vitrine::spec
