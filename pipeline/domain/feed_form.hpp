#pragma once

#include <map>
#include <string>
#include <vector>

namespace vitrine::domain {

/// How a kind of feed is read: data of `schemas/forms/`, so that a shop can add its own.
struct FeedForm {
  std::string id;  ///< google-merchant, shopify, table
  std::map<std::string, std::vector<std::string>>
      columns;                             ///< ours → headings it may have, best first
  char list_separator = ',';               ///< inside a cell of several pictures
  bool group_rows = false;                 ///< rows of one handle are one product (Shopify)
  std::string group_column;                ///< the heading that holds the handle
  std::vector<std::string> color_options;  ///< option names that mean the colour
  std::vector<std::string> fill_down;      ///< ours: columns that stand on a group's first row only
};

}  // namespace vitrine::domain
