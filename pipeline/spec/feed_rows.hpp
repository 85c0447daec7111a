#pragma once

#include "pipeline/domain/feed_form.hpp"
#include "pipeline/spec/feed_columns.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::spec {

/// A picture as a feed names it.
struct FeedPhoto {
  std::string file;                ///< as in the cell
  std::string alt = {};            ///< its alt text, which may say the view
  std::string ours = "packshots";  ///< the column it stands in, for complaints
};

/// An article of a feed, whatever the form spreads over rows and columns put together.
struct FeedRow {
  FeedPlace place;
  std::string wrong;  ///< why the row cannot be used; then its cells are good for messages only
  std::map<std::string, std::string, std::less<>> cells;  ///< ours → text; absent: no such column
  std::map<std::string, std::string> attributes;
  std::vector<FeedPhoto> photos;  ///< that show this article; the first is the main one
  std::string photo_color;        ///< the colour in them, where the form knows it
  /// A picture of a sibling, good only to be recoloured, and the colour it shows.
  std::optional<FeedPhoto> source;
  std::string source_color;

  const std::string& cell(std::string_view ours) const;
};

/// One article per row.
std::vector<FeedRow> plain_rows(const FeedTable& table,
                                const FeedColumns& columns,
                                const domain::FeedForm& form);

/// Rows of one handle are one product with variants and a gallery (`form.group_rows`). A row with
/// neither number nor option values is only a gallery picture. A variant is never given a
/// neighbour's gallery picture: it has its own, that of a variant of the same colour, or, where
/// the product has but one colour, the gallery.
std::vector<FeedRow> grouped_rows(const FeedTable& table,
                                  const FeedColumns& columns,
                                  const domain::FeedForm& form);

/// The cells of one row as text, translated; photos are left to the two above.
FeedRow read_cells(const CsvRow& raw,
                   const FeedTable& table,
                   const FeedColumns& columns,
                   const domain::FeedForm& form);

}  // namespace vitrine::spec
