#pragma once

#include "pipeline/spec/job.hpp"
#include "tests/support/temp_folder.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::test {

/// The first bytes of a PNG picture: all that reading a job looks at.
std::string png_header(int width = 640, int height = 480);

/// What the tests' jobs may refer to: a few profiles and models, and the three forms.
spec::Vocabulary test_vocabulary();

/// A project on disk: `shop/` with jobs, pictures and feeds, and a file outside of it.
class JobFolder {
 public:
  JobFolder();

  std::filesystem::path path(std::string_view name) const { return folder_ / name; }
  void write(std::string_view name, std::string_view text) const { folder_.write(name, text); }
  /// Writes `text` as shop/jobs/job.yaml and reads it, with shop/ as the project.
  spec::Reading read(std::string_view text) const;
  spec::Reading read(std::string_view text, const spec::ReadOptions& options) const;

 private:
  TempFolder folder_;
};

/// A job that uses what the format offers, without mistakes.
std::string complete_job();
/// The smallest job, with its products replaced by `products` (indented lines).
std::string job_with_products(std::string_view products);

/// "line:column code message" of each problem, for comparing and for failure messages.
std::vector<std::string> lines(const domain::Problems& problems);
const domain::Problem* find(const domain::Problems& problems, std::string_view code);
const domain::Product& product(const spec::Reading& reading, std::string_view sku);

}  // namespace vitrine::test
