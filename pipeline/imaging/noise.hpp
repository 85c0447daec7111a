#pragma once

#include <cstdint>
#include <vector>

/// Randomness that is a pure function of place and seed: the same on every machine and thread.
namespace vitrine::imaging {

/// Well-mixed bits of three numbers.
std::uint32_t scrambled(std::uint32_t x, std::uint32_t y, std::uint32_t seed);

/// About normally distributed, mean 0, standard deviation 1, in -3.5..3.5.
float normal_noise(std::uint32_t x, std::uint32_t y, std::uint32_t seed);

/// Smooth hills that repeat every `kSide` cells.
class NoiseField {
 public:
  static constexpr int kSide = 256;
  explicit NoiseField(std::uint32_t seed);
  /// 0..1, mean 0.5; one hill per unit.
  float at(float x, float y) const;
  /// `octaves` layers, each twice as fine and `keep` as strong; 0..1, mean 0.5.
  float layered(float x, float y, int octaves, float keep = 0.5f) const;

 private:
  std::vector<float> cells_;
};

}  // namespace vitrine::imaging
