#include "pipeline/imaging/plane_pool.hpp"

#include <opencv2/core/mat.hpp>

#include <bit>
#include <cstddef>
#include <list>
#include <mutex>
#include <new>
#include <sys/mman.h>

namespace vitrine::imaging {
namespace {

constexpr std::size_t kSmallest = std::size_t{256} << 10;
/// A kept block may be larger than what is asked for by this share of it.
constexpr std::size_t kSpare = 4;

struct Block {
  void* at;
  std::size_t bytes;
};

/// To an eighth of the power of two below it, so that sizes meet again.
std::size_t rounded(std::size_t bytes) {
  const std::size_t step = std::bit_floor(bytes) / 8;
  return (bytes + step - 1) / step * step;
}

/// Blocks by themselves; any thread.
class Blocks {
 public:
  void limit(std::int64_t most_bytes) {
    const std::lock_guard lock(mutex_);
    most_bytes_ = static_cast<std::size_t>(most_bytes);
    shrink(0);
  }

  Block take(std::size_t bytes) {
    const std::size_t wanted = rounded(bytes);
    {
      const std::lock_guard lock(mutex_);
      auto best = kept_.end();
      for (auto one = kept_.begin(); one != kept_.end(); ++one)
        if (one->bytes >= bytes && one->bytes <= wanted + wanted / kSpare &&
            (best == kept_.end() || one->bytes < best->bytes))
          best = one;
      if (best != kept_.end()) {
        const Block block = *best;
        kept_.erase(best);
        kept_bytes_ -= block.bytes;
        in_use_ += block.bytes;
        return block;
      }
      shrink(wanted);
      in_use_ += wanted;
    }
    void* at = ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at != MAP_FAILED) return {at, wanted};
    const std::lock_guard lock(mutex_);
    in_use_ -= wanted;
    throw std::bad_alloc();
  }

  void put(Block block) {
    const std::lock_guard lock(mutex_);
    in_use_ -= block.bytes;
    kept_.push_front(block);
    kept_bytes_ += block.bytes;
    shrink(0);
  }

  void drop_kept() {
    const std::lock_guard lock(mutex_);
    while (!kept_.empty()) drop_oldest();
  }

  PlanesPooled now() {
    const std::lock_guard lock(mutex_);
    return {static_cast<std::int64_t>(in_use_), static_cast<std::int64_t>(kept_bytes_)};
  }

 private:
  /// Until `more` has its place.
  void shrink(std::size_t more) {
    while (!kept_.empty() && in_use_ + kept_bytes_ + more > most_bytes_) drop_oldest();
  }
  void drop_oldest() {
    ::munmap(kept_.back().at, kept_.back().bytes);
    kept_bytes_ -= kept_.back().bytes;
    kept_.pop_back();
  }

  std::mutex mutex_;
  std::size_t most_bytes_ = 0, in_use_ = 0, kept_bytes_ = 0;
  std::list<Block> kept_;  ///< the last freed first
};

/// What OpenCV asks for the memory of its matrices.
class PoolAllocator final : public cv::MatAllocator {
 public:
  cv::UMatData* allocate(int dims,
                         const int* sizes,
                         int type,
                         void* data,
                         std::size_t* steps,
                         cv::AccessFlag access,
                         cv::UMatUsageFlags usage) const override {
    std::size_t total = CV_ELEM_SIZE(type);
    for (int i = 0; i < dims; ++i) total *= static_cast<std::size_t>(sizes[i]);
    if (data != nullptr || total < kSmallest)
      return cv::Mat::getStdAllocator()->allocate(dims, sizes, type, data, steps, access, usage);
    std::size_t step = CV_ELEM_SIZE(type);
    for (int i = dims - 1; i >= 0 && steps != nullptr; --i) {
      steps[i] = step;
      step *= static_cast<std::size_t>(sizes[i]);
    }
    const Block block = blocks.take(total);
    auto* made = new cv::UMatData(this);
    made->data = made->origdata = static_cast<uchar*>(block.at);
    made->size = total;
    made->userdata = reinterpret_cast<void*>(block.bytes);
    return made;
  }
  bool allocate(cv::UMatData* made, cv::AccessFlag, cv::UMatUsageFlags) const override {
    return made != nullptr;
  }
  void deallocate(cv::UMatData* made) const override {
    if (made == nullptr) return;
    blocks.put({made->origdata, reinterpret_cast<std::size_t>(made->userdata)});
    delete made;
  }

  mutable Blocks blocks;
};

/// Never destroyed: a matrix may outlive everything.
PoolAllocator& pool() {
  static auto* made = new PoolAllocator;
  return *made;
}

}  // namespace

void pool_planes(std::int64_t most_bytes) {
  pool().blocks.limit(most_bytes);
  cv::Mat::setDefaultAllocator(&pool());
}

PlanesPooled planes_pooled() { return pool().blocks.now(); }

void give_back_planes() { pool().blocks.drop_kept(); }

}  // namespace vitrine::imaging
