#include "pipeline/cli/report_files.hpp"

#include "pipeline/cli/project.hpp"
#include "pipeline/report/collect.hpp"
#include "pipeline/report/contact_sheet.hpp"
#include "pipeline/report/html.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/memory.hpp"

#include <utility>

namespace vitrine::cli {
namespace fs = std::filesystem;

fs::path report_page(const fs::path& output) { return output / "report.html"; }
fs::path report_sheet(const fs::path& output) { return output / "contact-sheet.jpg"; }

bool report_exists(const fs::path& output) {
  std::error_code ignored;
  return fs::exists(report_page(output), ignored) && fs::exists(report_sheet(output), ignored);
}

ReportFiles write_report(lineage::Lineage& lineage,
                         store::AssetStore& store,
                         const fs::path& output,
                         const std::string& set,
                         const std::string& run,
                         const std::map<std::string, std::string>& titles,
                         bool rehearsal) {
  report::CollectOptions options;
  options.set = set;
  options.run = run;
  options.product_titles = titles;
  options.rehearsal = rehearsal;
  util::give_back_memory();  // of the run's pictures
  report::Page page = report::collect(lineage, store, options);
  fs::create_directories(output);
  {
    util::GrowingFile file(output);
    report::write_html(page, [&](std::string_view piece) { file.write(piece); });
    file.commit(report_page(output), 0644);
  }
  util::write_file_durably(report_sheet(output), report::contact_sheet(std::move(page)));
  return {shown_path(report_page(output)), shown_path(report_sheet(output))};
}

ReportFiles write_report(lineage::Lineage& lineage,
                         store::AssetStore& store,
                         const spec::Job& job,
                         const std::string& run,
                         bool rehearsal) {
  std::map<std::string, std::string> titles;
  for (const domain::Product& product : job.products) {
    titles[product.sku] = product.title;
    for (const domain::ProductColorway& colorway : product.colorways)
      if (!colorway.sku.empty()) titles[colorway.sku] = product.title;
  }
  return write_report(lineage, store, job.output.folder, job.name, run, titles, rehearsal);
}

PageAgain write_page_again(lineage::Lineage& lineage,
                           store::AssetStore& store,
                           const spec::Job& job) {
  PageAgain again;
  try {
    const std::string run = lineage.run_with_news(job.name);
    if (run.empty() || !report_exists(job.output.folder)) return again;
    again.page = write_report(lineage, store, job, run).page;
  } catch (const std::exception& failure) {
    again.problem = "the decision is on record, but the page of " + job.name +
                    " does not show it: " + failure.what();
  }
  return again;
}

}  // namespace vitrine::cli
