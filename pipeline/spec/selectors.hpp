#pragma once

#include "pipeline/domain/product.hpp"
#include "pipeline/spec/complaints.hpp"
#include "pipeline/spec/names.hpp"
#include "pipeline/spec/tree.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace vitrine::spec {

/// What selectors see of a product.
std::map<std::string, std::string> product_fields(const domain::Product& product);

/// Complains about a colorway no product is made in. With a feed the colour may only be gone
/// tonight: then it is an error if it looks like a slip, else a warning.
void check_colorway(const Node& value,
                    const std::vector<std::string>& known,
                    bool has_feeds,
                    Complaints& complaints);

/// Collects the job's selectors while it is read and holds them against what there is at the end.
class SelectorChecks {
 public:
  enum class Subject { product, shot };

  /// `selector` may be missing or of the wrong type; it must outlive this.
  void add(const Node* selector, Subject subject);
  /// An attribute that products or feeds give: a field from then on.
  void define_attribute(const Node& name) { attributes_.define(name); }

  struct World {
    const std::vector<domain::Product>& products;
    const std::set<std::string>& set_aside_skus;
    std::vector<std::string> scenes, colorways, profiles;
    bool has_feeds;  ///< then an article may be gone tonight without being a slip
  };
  void check(const World& world, Complaints& complaints);

 private:
  struct Added {
    const Node* selector;
    Subject subject;
  };
  void check_field(const Node& key, Subject subject, Complaints& complaints);
  void check_values(const Node::Entry& entry, const World& world, Complaints& complaints) const;

  std::vector<Added> added_;
  NameTable attributes_{"field"};
};

}  // namespace vitrine::spec
