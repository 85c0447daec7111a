#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/report/page.hpp"
#include "pipeline/store/asset_store.hpp"

#include <map>
#include <string>

namespace vitrine::report {

struct CollectOptions {
  std::string set;                                    ///< the job's name
  std::string run;                                    ///< empty: the newest of the set
  std::string title;                                  ///< empty: the set
  std::map<std::string, std::string> product_titles;  ///< by SKU; those the caller knows
  std::string currency = "USD";
  bool rehearsal = false;
  /// A picture costs about 20 kB of the page and the decoding of one delivered file. What needs a
  /// person comes first, then failures, then news.
  int most_pictured = 400;
  int most_listed = 2000;  ///< deliveries with a card of their own; the rest is counted by product
};

/// The page of one run, from the record and the stored pictures; each picture is decoded once and
/// only its thumbnail stays in memory. A picture that is missing or damaged leaves a sentence among
/// its item's facts instead. Throws lineage::Failure for a broken database and
/// std::invalid_argument for a run that the set does not have.
Page collect(lineage::Lineage& lineage, store::AssetStore& store, const CollectOptions& options);

}  // namespace vitrine::report
