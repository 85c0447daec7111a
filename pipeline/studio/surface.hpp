#pragma once

#include "pipeline/domain/request.hpp"

#include <opencv2/core/mat.hpp>

#include <vector>

/// What of a picture is the surface that products stand on: shadows and mirror images lie there and
/// nowhere else.
namespace vitrine::studio {

/// CV_8UC1 of the scene's size, 255 on the surface, soft at its edges; empty where nobody told and
/// none is seen. A polygon rules, if the products' foot lies in it (`backdrop` and `crop` are as
/// for surface_mask). Else the surface ends below the foot where colour changes for good.
cv::Mat surface_in(const cv::Mat& scene,
                   const std::vector<domain::Point>& polygon,
                   cv::Size backdrop,
                   cv::Rect crop,
                   const std::vector<cv::Rect>& boxes);

/// Nothing falls beside the surface. An empty surface is everywhere.
void keep_on(const cv::Mat& surface, cv::Mat& darkness);

/// The scene on the surface becomes `changed`.
void change_on(const cv::Mat& surface, const cv::Mat& changed, cv::Mat& scene);

}  // namespace vitrine::studio
