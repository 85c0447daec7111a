#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/spec/job.hpp"
#include "pipeline/store/asset_store.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace vitrine::cli {

/// Where a job's page and contact sheet lie: beside the files they show.
std::filesystem::path report_page(const std::filesystem::path& output);
std::filesystem::path report_sheet(const std::filesystem::path& output);
bool report_exists(const std::filesystem::path& output);

struct ReportFiles {
  std::string page, sheet;  ///< as shown to people
};
/// Writes both for one run of a job's set; of a rehearsal they say that it was one.
ReportFiles write_report(lineage::Lineage& lineage,
                         store::AssetStore& store,
                         const spec::Job& job,
                         const std::string& run,
                         bool rehearsal = false);
ReportFiles write_report(lineage::Lineage& lineage,
                         store::AssetStore& store,
                         const std::filesystem::path& output,
                         const std::string& set,
                         const std::string& run,
                         const std::map<std::string, std::string>& titles,
                         bool rehearsal = false);

/// What became of the page of a set whose pictures somebody has decided about.
struct PageAgain {
  std::string page;     ///< that was written anew; empty: it has none, or `problem` says why not
  std::string problem;  ///< one sentence; what was decided stands
};
/// Writes the page and contact sheet that lie there once more, about the same run.
PageAgain write_page_again(lineage::Lineage& lineage,
                           store::AssetStore& store,
                           const spec::Job& job);

}  // namespace vitrine::cli
