#include "pipeline/util/memory.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

using namespace vitrine;

#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // they have their own allocator
namespace {

std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace

TEST_CASE("memory that was freed between what is still used is given back", "[util]") {
  constexpr std::size_t kBlock = 8'000, kBlocks = 8'000;
  std::vector<std::string> blocks;
  for (std::size_t i = 0; i < kBlocks; ++i) blocks.emplace_back(kBlock, 'x');
  // One in a hundred stays, so that the allocator can give nothing back by itself.
  for (std::size_t i = 0; i < kBlocks; ++i)
    if (i % 100 != 99) std::string().swap(blocks[i]);
  CHECK(util::kept_free_memory() > 50'000'000);
  const std::int64_t before = resident_bytes();
  util::give_back_memory();
  CHECK(before - resident_bytes() > 40'000'000);
  CHECK(blocks.back() == std::string(kBlock, 'x'));
}

TEST_CASE("large blocks go back to the system, however large one was before them", "[util]") {
  constexpr std::size_t kMiB = std::size_t{1} << 20;
  util::return_blocks_of(kMiB);
  { const std::string larger(24 * kMiB, 'x'); }
  auto large = std::make_unique<std::string>(16 * kMiB, 'x');
  const std::string after(60'000, 'x');  // nothing behind the block could be cut off
  const std::int64_t before = resident_bytes();
  large.reset();
  CHECK(before - resident_bytes() > static_cast<std::int64_t>(12 * kMiB));
  CHECK(after.back() == 'x');
}
#endif
