#pragma once

#include "pipeline/catalog/node.hpp"

#include <map>
#include <string>
#include <vector>

namespace vitrine::catalog {

/// One of the odds of a vendor that stand as data in a model's row. A new one is a line in
/// `option_rules` and its use in that vendor's provider.
struct OptionRule {
  std::string name;
  std::vector<std::string> words;  ///< what it may be; empty: a whole number
  int least = 0, most = 0;         ///< of a number
};

/// Every option that a row may set.
const std::vector<OptionRule>& option_rules();

/// The options of the row of `what` ("model x"); empty if it has none. Complains about keys and
/// values that no provider would understand.
std::map<std::string, std::string> read_options(const Node* node,
                                                const std::string& what,
                                                Complaints& complaints);

}  // namespace vitrine::catalog
