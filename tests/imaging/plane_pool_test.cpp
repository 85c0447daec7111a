#include "pipeline/imaging/plane_pool.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <thread>
#include <utility>
#include <vector>

using namespace vitrine::imaging;

namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

/// The pool for one test; the others do without.
struct Pooled {
  explicit Pooled(std::int64_t most_bytes) {
    pool_planes(most_bytes);
    give_back_planes();
  }
  ~Pooled() {
    give_back_planes();
    cv::Mat::setDefaultAllocator(cv::Mat::getStdAllocator());
  }
};

cv::Mat plane(int mib, double value = 0) { return {mib, 1 << 20, CV_8UC1, cv::Scalar(value)}; }

}  // namespace

TEST_CASE("a freed plane is the next one's, whichever thread asks", "[imaging]") {
  const Pooled pooled(8 * kMiB);
  const void* at = nullptr;
  std::thread([&] { at = plane(2).data; }).join();
  CHECK(planes_pooled().kept == 2 * kMiB);
  const cv::Mat next = plane(2, 7);
  CHECK(next.data == at);
  CHECK(planes_pooled().in_use == 2 * kMiB);
  CHECK(planes_pooled().kept == 0);
  CHECK(cv::countNonZero(next != 7) == 0);
}

TEST_CASE("no more is kept than the limit has room for beside what is in use", "[imaging]") {
  const Pooled pooled(8 * kMiB);
  { const cv::Mat one = plane(3), two = plane(3), three = plane(3); }
  CHECK(planes_pooled().kept == 6 * kMiB);
  const cv::Mat large = plane(5);  // of no kept one's size
  CHECK(planes_pooled().in_use == 5 * kMiB);
  CHECK(planes_pooled().kept == 3 * kMiB);
  const cv::Mat more = plane(6);  // past the limit, and still given
  CHECK(planes_pooled().in_use == 11 * kMiB);
  CHECK(planes_pooled().kept == 0);
}

TEST_CASE("a pooled plane is a matrix as any other", "[imaging]") {
  const Pooled pooled(8 * kMiB);
  cv::Mat picture(700, 900, CV_8UC3, cv::Scalar(1, 2, 3));
  CHECK(picture.step[0] == 2700);
  CHECK(picture.step[1] == 3);
  CHECK(picture.isContinuous());
  const cv::Mat part = picture(cv::Rect(10, 20, 30, 40)), copy = picture.clone();
  picture.release();  // the part still holds it
  CHECK(planes_pooled().in_use > 2 * 700 * 900 * 3);
  CHECK(part.at<cv::Vec3b>(39, 29) == cv::Vec3b(1, 2, 3));
  CHECK(copy.at<cv::Vec3b>(699, 899) == cv::Vec3b(1, 2, 3));
  const int sizes[] = {2, 500, 600};
  cv::Mat cube(3, sizes, CV_32FC1, cv::Scalar(4));
  CHECK(cube.step[0] == 500 * 600 * 4);
  CHECK(cube.at<float>(1, 499, 599) == 4);
  // Small ones and those of somebody else's memory are none of the pool's.
  const std::int64_t before = planes_pooled().in_use;
  std::vector<std::uint8_t> own(1 << 20);
  const cv::Mat small(100, 100, CV_8UC1), lent(1, 1 << 20, CV_8UC1, own.data());
  CHECK(planes_pooled().in_use == before);
}

TEST_CASE("planes of several threads do not share memory", "[imaging]") {
  const Pooled pooled(4 * kMiB);
  std::vector<int> spoilt(4, 0);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      for (int round = 0; round < 40; ++round) {
        const cv::Mat one = plane(1, i), two = plane(1, i + 10);
        for (int at = 0; at < 1 << 20; at += 4096)
          if (one.data[at] != i || two.data[at] != i + 10) ++spoilt[static_cast<std::size_t>(i)];
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(spoilt == std::vector<int>(4, 0));
  CHECK(planes_pooled().in_use == 0);
}
