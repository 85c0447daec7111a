#pragma once

#include "pipeline/quality/exam.hpp"

/// The checks, one function each; nothing where the profile has no rule. Source of the limits: the
/// channels' rules and the measurements of the project's metrics page, repeated in the tests.
namespace vitrine::quality {

// What the file is.
Finding check_format(const Exam& exam);
Finding check_pixels(const Exam& exam);
std::optional<Finding> check_ratio(const Exam& exam);
std::optional<Finding> check_bytes(const Exam& exam);
Finding check_metadata(const Exam& exam);

// How the product stands in front of its background.
std::optional<Finding> check_whiteness(const Exam& exam);
std::optional<Finding> check_fill(const Exam& exam);
Finding check_margins(const Exam& exam);

// What cutting out and pasting leaves behind.
Finding check_halo(const Exam& exam);
Finding check_fringe(const Exam& exam);
std::optional<Finding> check_islands(const Exam& exam);

// The product's own pixels.
Finding check_sharpness(const Exam& exam);
Finding check_clipping(const Exam& exam);
Finding check_enlarged(const Exam& exam);
Finding check_color(const Exam& exam, const ColorTarget& color);

}  // namespace vitrine::quality
