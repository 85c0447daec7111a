#pragma once

#include <opencv2/core/mat.hpp>

#include <string>

/// Small PNGs that show a person the spot a finding speaks of.
namespace vitrine::quality {

/// `spot` with its surroundings, framed in red.
std::string show_spot(const cv::Mat& bgr, const cv::Rect& spot);
/// Two pictures beside each other, brought to one height: what it is, what it should be.
std::string show_pair(const cv::Mat& is, const cv::Mat& should_be);
/// `spot` with a bar of the colour it should have.
std::string show_color(const cv::Mat& bgr, const cv::Rect& spot, const cv::Vec3b& should_be);

}  // namespace vitrine::quality
