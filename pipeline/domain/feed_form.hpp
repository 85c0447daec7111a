#pragma once

#include <map>
#include <string>
#include <vector>

namespace vitrine::domain {

/// How a kind of feed is read: data of `schemas/forms/<id>.yaml`, whose keys are these fields, so
/// that a shop can add its own. "Ours" are the names a job's `columns:` may use: sku, title,
/// category, group, color, packshots, more_packshots, shows, target, zone, scenes, deliver, keep,
/// text, height, width, pieces, transparent, stands. "Headings" are the feed's, case ignored.
///
///     id: google-merchant
///     columns: {sku: [id], title: [title], packshots: [image_link, image link],
///               more_packshots: [additional_image_link], group: [item_group_id], color: [color]}
///     list_separator: ","
///     view_words: {back: [back, rear], side: [side]}
struct FeedForm {
  std::string id;  ///< google-merchant, shopify, table
  std::map<std::string, std::vector<std::string>>
      columns;                             ///< ours → headings it may have, best first
  char list_separator = ',';               ///< inside a cell of several pictures
  bool group_rows = false;                 ///< rows of one handle are one product (Shopify)
  std::string group_column;                ///< the heading that holds the handle
  std::vector<std::string> color_options;  ///< option names that mean the colour
  std::vector<std::string> fill_down;      ///< ours: columns that stand on a group's first row only

  std::vector<std::string> html;  ///< ours: columns whose text is HTML with entities
  /// View ("back", "side", …) → words that mean it in a picture's alt text or file name, lower
  /// case. A further picture without such a word is `other`.
  std::map<std::string, std::vector<std::string>> view_words;

  // With group_rows only. `packshots` is then the variant's own picture ("Variant Image").
  std::vector<std::string> option_names;   ///< headings: [Option1 Name, …], on the first row
  std::vector<std::string> option_values;  ///< headings: [Option1 Value, …], paired with those
  std::string gallery;                     ///< heading of the gallery's next picture: Image Src
  std::string gallery_alt;                 ///< heading of that picture's alt text
  std::string gallery_position;            ///< heading of its place in the gallery, from 1
};

}  // namespace vitrine::domain
