#include "pipeline/spec/bundles.hpp"

#include "pipeline/domain/request.hpp"
#include "pipeline/spec/yaml_tree.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

namespace vitrine::spec {
namespace {

using domain::Member;
using domain::Product;

/// A product's number means the colour it is sold in first; a colorway's own number that colour.
struct Sold {
  std::size_t product;
  std::uint16_t colorway;
};

class Bundles {
 public:
  Bundles(const std::set<std::string>& set_aside,
          std::vector<Product>& products,
          Complaints& complaints)
      : set_aside_(set_aside), products_(products), complaints_(complaints) {
    for (std::size_t p = 0; p < products.size(); ++p) {
      if (!products[p].members.empty()) continue;
      sold_.emplace(products[p].sku, Sold{p, 0});
      numbers_.push_back(products[p].sku);
      for (std::size_t c = 0; c < products[p].colorways.size(); ++c)
        if (const std::string& sku = products[p].colorways[c].sku; !sku.empty())
          sold_.insert_or_assign(sku, Sold{p, static_cast<std::uint16_t>(c)});
    }
  }

  /// False if it cannot be shown tonight.
  bool resolve(Product& bundle, const Node& members) {
    for (std::size_t i = 0; i < bundle.members.size(); ++i) {
      const Node& node = members.items[i];
      const Node& sku = node.find("sku") ? *node.find("sku") : node;
      Member& member = bundle.members[i];
      if (member.sku.empty()) return true;  // that was complained about
      const auto found = sold_.find(member.sku);
      if (found == sold_.end()) {
        if (!set_aside_.contains(member.sku)) {
          complain(sku, member.sku);
          return true;
        }
        complaints_.warning(sku,
                            {"member-set-aside", quote(bundle.sku) + " is left out: its member " +
                                                     quote(member.sku) + " was set aside"});
        return false;
      }
      member.product = found->second.product;
      member.colorway = found->second.colorway;
    }
    complete(bundle, members);
    return true;
  }

 private:
  void complain(const Node& at, const std::string& sku) {
    const bool is_bundle = std::any_of(
        products_.begin(), products_.end(),
        [&](const Product& other) { return other.sku == sku && !other.members.empty(); });
    if (is_bundle)
      complaints_.error(at, {"bundle-in-bundle", quote(sku) + " is a bundle itself"});
    else
      complaints_.error(at,
                        unknown_word("no-such-product", "no product " + quote(sku), sku, numbers_));
  }

  /// Without a height a member's scale beside another product is anybody's guess.
  void complete(Product& bundle, const Node& members) {
    std::optional<domain::Length> tallest;
    int pieces = 0;
    const bool mixed = std::any_of(
        bundle.members.begin(), bundle.members.end(),
        [&](const Member& member) { return member.product != bundle.members.front().product; });
    for (std::size_t i = 0; i < bundle.members.size(); ++i) {
      const Member& member = bundle.members[i];
      const Product& product = products_[member.product];
      pieces += member.count * product.pieces;
      for (const std::string& text : product.keep.text)
        if (std::find(bundle.keep.text.begin(), bundle.keep.text.end(), text) ==
            bundle.keep.text.end())
          bundle.keep.text.push_back(text);
      const std::optional<domain::Length>& height = product.size.height;
      if (mixed && !height)
        complaints_.error(
            members.items[i],
            {"member-size", quote(member.sku) + " has no size: {height: …}; beside other products "
                                                "its scale must be known"});
      if (height && (!tallest || tallest->millimetres < height->millimetres)) tallest = height;
    }
    bundle.pieces = pieces;
    const Product& first = products_[bundle.members.front().product];
    if (first.packshots.empty()) return;  // that was complained about
    bundle.packshots = {first.packshots.front()};
    bundle.packshots.front().view = domain::View::front;
    int articles = 0;
    for (const Member& member : bundle.members) articles += member.count;
    if (tallest && !bundle.size.height && !bundle.size.width)
      bundle.size.height =
          domain::Length{tallest->millimetres * (articles > 1 ? domain::kGroupHeight : 1.0)};
  }

  const std::set<std::string>& set_aside_;
  std::vector<Product>& products_;
  Complaints& complaints_;
  std::unordered_map<std::string, Sold> sold_;
  std::vector<std::string> numbers_;
};

}  // namespace

void resolve_bundles(const std::vector<BundleNode>& nodes,
                     const std::set<std::string>& set_aside,
                     std::vector<Product>& products,
                     Complaints& complaints) {
  if (nodes.empty()) return;
  Bundles bundles(set_aside, products, complaints);
  std::set<std::string> left_out;
  for (const BundleNode& node : nodes) {
    const auto bundle = std::find_if(products.begin(), products.end(), [&](const Product& product) {
      return product.sku == node.sku;
    });
    if (bundle != products.end() && !bundles.resolve(*bundle, *node.members))
      left_out.insert(node.sku);
  }
  if (left_out.empty()) return;
  // Members are known by their place: who leaves moves those behind.
  std::vector<std::size_t> moved(products.size());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < products.size(); ++i) {
    moved[i] = kept;
    if (!left_out.contains(products[i].sku)) ++kept;
  }
  std::erase_if(products, [&](const Product& product) { return left_out.contains(product.sku); });
  for (Product& product : products)
    for (Member& member : product.members) member.product = moved[member.product];
}

}  // namespace vitrine::spec
