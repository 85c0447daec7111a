#pragma once

#include <opencv2/core/mat.hpp>

#include <vector>

/// Two aligned pictures of one thing compared tile by tile: an average hides a changed letter, the
/// worst tile does not.
namespace vitrine::quality {

/// Tiles are squares of `kTile` pixels whose middles are `kTileStep` apart, whatever the size of
/// the pictures.
inline constexpr int kTile = 28, kTileStep = 8;
/// What is looked at around a tile, share of the pictures' longer side.
inline constexpr double kTileAround = 0.035;
/// Standard deviation of grain and compression, levels: what is fainter is like anything.
inline constexpr float kTileNoise = 3;
/// Tiles of less texture (standard deviation in levels) are too plain to be like or unlike.
inline constexpr float kLeastTexture = 5;

struct TileLikeness {
  cv::Point middle;     ///< pixels of the compared pictures
  float texture = 0;    ///< standard deviation of the reference's structure, levels
  float likeness = 0;   ///< normalised cross-correlation at the best shift of at most 1 pixel
  float added = 0;      ///< standard deviation of what the picture has beyond the reference, levels
  float detail = 0;     ///< standard deviation of the reference's fine detail, levels
  float sharpness = 0;  ///< share of it that the picture has, all contrast being equal
  float own_around = 0;  ///< most texture of the reference's tiles within `kTileAround`, levels
  float its_around = 0;  ///< the same of the picture
  float depth = 0;       ///< from the middle to the mask's edge, pixels
};

struct TileComparison {
  std::vector<TileLikeness> tiles;  ///< row by row; which there are depends on the mask alone
  cv::Mat reference, picture;       ///< CV_32FC1: what was compared: light removed, equal contrast
  cv::Mat mask;     ///< CV_32FC1, 1 where it is compared; empty: both are 0 anywhere else
  double blur = 0;  ///< sigma by which the reference resembles the picture most
};

/// `reference`, `picture`: luma, CV_8UC1, laid on each other. `mask`: 255 where they show the
/// product; tiles that lie in it to less than 70 % are left out.
TileComparison compare_tiles(const cv::Mat& reference, const cv::Mat& picture, const cv::Mat& mask);

/// What `compare_tiles` compared, at its blur, but with both pictures going on over the mask's edge
/// into `near`, which has more of the product. It has the same tiles.
TileComparison all_near(const TileComparison& comparison,
                        const cv::Mat& reference,
                        const cv::Mat& picture,
                        const cv::Mat& mask,
                        const cv::Mat& near);

/// What `all_near` gave, with the reference ending at the mask and the picture going on: what lies
/// across the edge can be found again there.
TileComparison beyond_mask(const TileComparison& all_near, const cv::Mat& mask);

/// Normalised cross-correlation of two parts of a comparison, CV_32FC1 of one size.
float alike(const cv::Mat& one, const cv::Mat& other);
/// What `picture` has beyond `reference` at its best contrast: standard deviation, levels.
float beyond(const cv::Mat& reference, const cv::Mat& picture);

/// How a tile lies in the picture: an affine map about its middle, in pixels.
struct Give {
  double xx = 1, xy = 0, x = 0, yx = 0, yy = 1, y = 0;
};
struct GivenTile {
  TileLikeness tile;
  Give give;  ///< at its best
};

/// The tile again, if it may also be shifted (by up to `reach` pixels), turned, scaled and sheared
/// a little: surfaces are rounder than any smooth displacement. `likeness` and `added` are those of
/// the best such place, never worse than before. A neighbour's give in `starts`, told about this
/// tile's middle (`continued`), is gone on from: a surface that turns away goes on turning away.
/// Source: Baker and Matthews 2004 (inverse compositional).
GivenTile with_give(const TileComparison& comparison,
                    const TileLikeness& tile,
                    int reach,
                    const std::vector<Give>& starts = {});
/// A give about `from`, told about `to`.
Give continued(const Give& give, cv::Point from, cv::Point to);

}  // namespace vitrine::quality
