#pragma once

#include "pipeline/spec/complaints.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace vitrine::spec {

/// What is wrong with `text` as the schema's `format` ("color", "length", "money", …); nothing if
/// it is well written, or if the format is none of ours.
std::optional<Complaint> wrong_format(std::string_view format, std::string_view text);

std::optional<double> parse_percent(std::string_view text);  ///< "10%" is 0.1; at most 100%
std::optional<std::chrono::seconds> parse_duration(
    std::string_view text);  ///< "36 h", "2 d", "90 min"

std::optional<std::chrono::seconds> parse_span(std::string_view text);  ///< "90 s", "10 min", "2 h"

}  // namespace vitrine::spec
