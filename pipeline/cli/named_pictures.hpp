#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/domain/product.hpp"
#include "pipeline/lineage/lineage.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vitrine::cli {

/// A finished picture that somebody means, and the deliveries that stand on its bytes.
struct NamedPicture {
  lineage::AssetRecord asset;
  std::vector<lineage::DeliveryRecord> deliveries;
};

/// How pictures are named on the command line: by asset id or digest (a prefix will do), shot or
/// delivered file; or, without names, by selectors over what waits for a person.
struct PictureNames {
  std::vector<std::string> names;
  std::string profile, set;  ///< of the delivery that is meant; empty: any
  std::vector<std::string> only, except;
  bool by_selector() const { return names.empty(); }
};

/// One picture for each name, none twice, or why there is not exactly one. Of a shot's several
/// pictures the one is meant that waits for a person, unless `waiting_first` is false.
struct FoundPictures {
  std::vector<NamedPicture> pictures;
  domain::Problems problems;
};
FoundPictures find_pictures(lineage::Lineage& lineage,
                            const PictureNames& names,
                            bool waiting_first);

/// The other sizes of the responsive sets that it belongs to: of the same shots, made from the same
/// rendering, with other bytes. What is decided of one is decided of the picture.
std::vector<NamedPicture> other_sizes(lineage::Lineage& lineage, const NamedPicture& picture);

/// "7c1e09ab1234 BOX-01/sage/table for instagram", for people.
std::string shown(const NamedPicture& picture);

}  // namespace vitrine::cli
