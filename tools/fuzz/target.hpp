#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// One fuzz target: what libFuzzer calls (built by the preset `fuzz`), and what the ordinary tests
/// call with the seeds, the kept finds of tests/fuzz and mutations of both (replay.cpp).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace vitrine::fuzz {

/// Inputs to begin with, made by the project's own writers.
std::vector<std::string> seeds();

}  // namespace vitrine::fuzz
