#include "pipeline/audit/hashing.hpp"

#include "pipeline/util/files.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

namespace vitrine::audit {
namespace {

bool has_its_bytes(const HashJob& job) {
  try {
    const auto bytes = util::read_file(job.file);
    return bytes && util::sha256(*bytes) == job.digest;
  } catch (const std::exception&) {
    return false;  // a disk that cannot read it has lost it
  }
}

}  // namespace

std::vector<HashJob> with_other_bytes(const std::vector<HashJob>& jobs, int threads) {
  // Each result has a place of its own: threads share nothing but the counter.
  std::vector<char> is_wrong(jobs.size(), 0);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++)
      is_wrong[i] = has_its_bytes(jobs[i]) ? 0 : 1;
  };
  const int count =
      threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  std::vector<std::jthread> helpers;
  for (int i = 1; i < count && static_cast<std::size_t>(i) < jobs.size(); ++i)
    helpers.emplace_back(work);
  work();
  helpers.clear();
  std::vector<HashJob> wrong;
  for (std::size_t i = 0; i < jobs.size(); ++i)
    if (is_wrong[i] != 0) wrong.push_back(jobs[i]);
  return wrong;
}

}  // namespace vitrine::audit
