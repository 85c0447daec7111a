// Runs a fuzz target in the ordinary tests: its seeds, the kept finds (files of the folders named
// on the command line), and as many mutations of both as asked for, the same in every run.
//
//   replay MUTATIONS [FOLDER...]        run
//   replay --write-seeds FOLDER         write the seeds for libFuzzer
#include "tools/fuzz/target.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace {

void run(const std::string& input) {
  // A copy of exactly this size, so that a sanitizer sees one byte too far.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "README.md")
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> all;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    all.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return all;
}

/// Some bytes changed, a stretch removed, doubled or taken from another input.
std::string mutated(const std::vector<std::string>& inputs, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
  std::string result = inputs[below(inputs.size())];
  const std::size_t changes = 1 + below(6);
  for (std::size_t i = 0; i < changes && !result.empty(); ++i) {
    const std::size_t at = below(result.size());
    const std::size_t length = 1 + below(std::min<std::size_t>(32, result.size() - at));
    switch (below(5)) {
      case 0:
        result[at] = static_cast<char>(random());
        break;
      case 1:
        result[at] = "\x00\x01\x7F\xFF"[below(4)];
        break;
      case 2:
        result.erase(at, length);
        break;
      case 3:
        result.insert(at, result.substr(at, length));
        break;
      default: {
        const std::string& other = inputs[below(inputs.size())];
        const std::size_t from = below(other.size());
        result.replace(at, length, other.substr(from, length));
      }
    }
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  std::vector<std::string> inputs = vitrine::fuzz::seeds();
  if (arguments.size() == 2 && arguments[0] == "--write-seeds") {
    std::filesystem::create_directories(arguments[1]);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      std::ofstream(arguments[1] + "/seed-" + std::to_string(i), std::ios::binary) << inputs[i];
    return 0;
  }
  if (arguments.empty()) {
    std::cerr << "usage: replay MUTATIONS [FOLDER...] | replay --write-seeds FOLDER\n";
    return 2;
  }
  for (std::size_t i = 1; i < arguments.size(); ++i)
    for (std::string& found : files_below(arguments[i])) inputs.push_back(std::move(found));
  for (const std::string& input : inputs) run(input);
  std::mt19937 random(1);  // NOLINT: the same in every run
  const int mutations = std::stoi(arguments[0]);
  for (int i = 0; i < mutations; ++i) run(mutated(inputs, random));
  std::cout << inputs.size() << " inputs and " << mutations << " mutations\n";
}
