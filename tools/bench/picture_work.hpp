#pragma once

#include "pipeline/imaging/picture.hpp"
#include "tools/bench/stage_times.hpp"

#include <filesystem>
#include <memory>

/// The two ways in which picture_bench makes a delivered picture of a model's answer.
namespace vitrine::bench {

/// The picture that every program of the comparison makes: 1000 x 1000 of the rendering's middle,
/// twice as large, as a JPEG, and a preview as a WebP.
inline constexpr int kCropped = 1000, kDelivered = 2000, kPreview = 512;
inline constexpr int kJpegQuality = 90, kWebpQuality = 80;

/// Averaged to half, which is quick, and from there resampled.
imaging::Picture preview_of(const cv::Mat& delivered);

/// Nothing but the pixels: the answer read from a file, no network, nothing durable, no provenance.
class FloorWork {
 public:
  /// Leaves its files and its database in `folder`.
  FloorWork(std::filesystem::path answer, std::filesystem::path folder, int webp_method);
  ~FloorWork();
  FloorWork(const FloorWork&) = delete;
  FloorWork& operator=(const FloorWork&) = delete;
  void make_one(StageTimes& times);
  std::size_t jpeg_bytes = 0, webp_bytes = 0;  ///< of the last one

 private:
  struct Books;
  std::filesystem::path answer_, folder_;
  int webp_method_;
  int made_ = 0;
  std::unique_ptr<Books> books_;
};

/// What a run does for one paid picture: asked over TLS, its answer durable, read and priced, the
/// rendering kept, the attempt in the ledger, finished with profile and provenance, kept, published
/// and on record. `quality` is left out.
class ShipWork {
 public:
  ShipWork(const std::filesystem::path& answer, const std::filesystem::path& folder);
  ~ShipWork();
  ShipWork(const ShipWork&) = delete;
  ShipWork& operator=(const ShipWork&) = delete;
  void make_one(StageTimes& times);

 private:
  struct Shop;
  std::unique_ptr<Shop> shop_;
};

}  // namespace vitrine::bench
