#pragma once

#include "pipeline/imaging/picture.hpp"

#include <vector>

/// Carrying part of one picture to where the same thing is seen in another.
namespace vitrine::imaging {

/// Where a rectangle of a picture lies in another one: a grid of whole cells, so that a label on a
/// curved bottle needs no formula of its own.
struct Mesh {
  /// One pixel of the other picture in the units of `points`; a pixel's middle is at 0.5.
  static constexpr int kUnit = 16;

  cv::Rect area;                  ///< in the picture that is carried
  cv::Size cells{1, 1};           ///< columns and rows it is divided into
  std::vector<cv::Point> points;  ///< (columns + 1) * (rows + 1) corners, row by row

  friend bool operator==(const Mesh&, const Mesh&) = default;
};

/// `cells` of 1 to 64 a side, as many corners as they have, an area that is not empty.
bool is_sound(const Mesh& mesh);

/// The mesh of a plane: `placing` maps pixels of the picture to those of the other. Corners that
/// it sends behind the viewer make the mesh unsound (no points).
Mesh mesh_of_plane(const cv::Matx33d& placing, const cv::Rect& area, cv::Size cells);

/// What of `picture` is seen through the mesh in a frame of `frame` pixels.
struct Carried {
  cv::Mat bgr;     ///< CV_8UC3; black where nothing was carried
  cv::Mat weight;  ///< CV_8UC1: 0 where nothing was carried, else the picture's alpha there
  cv::Rect box;    ///< around all that was carried; empty: the mesh lies outside
};

/// Reduced before it is bent where the mesh is smaller than the area, so that fine print does not
/// alias; sampled by Catmull-Rom. The same bytes on every machine.
/// Throws std::invalid_argument for an unsound mesh or one whose area reaches over the picture.
Carried carry(const Picture& picture, const Mesh& mesh, cv::Size frame);

}  // namespace vitrine::imaging
