#pragma once

#include "pipeline/emulator/drawings.hpp"
#include "pipeline/emulator/models.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vitrine::emulator {

/// A picture to be made.
struct DrawOrder {
  std::string prompt;
  std::vector<std::string> pictures;  ///< files as they were sent
  Pixels size;                        ///< exactly
  std::string mime_type = "image/png";
  int quality = 90;
  std::uint64_t seed = 0;
  /// A grey PNG: what is drawn shows where it is white, the first picture everywhere else. Empty:
  /// everywhere. Not for what is transparent.
  std::string mask;
  bool flat = false;  ///< one colour and a number, for load tests
  /// Set: one of a few pictures of what was sent, whatever the prompt; kept there, so that only its
  /// metadata is new. For load tests. Must outlive the call.
  Drawings* repeated = nullptr;
  /// The product alone on nothing; where none was sent, the drawing in an oval. Not for JPEG.
  bool transparent = false;
  bool needs_padding = false;  ///< of a length whose base64 ends in "="
};

/// How many pictures of the same things `DrawOrder::repeated` chooses from, by the seed.
inline constexpr int kRepeatedScenes = 4;

/// The file. Products that were sent are cut out and stand in the scene that the words or another
/// picture give; words alone give an empty scene. Says in its metadata that it was emulated. The
/// same order gives the same bytes. Runs on any thread.
std::string draw(const DrawOrder& order);

/// A PNG of one colour with the number in it; costs about as much as its compressed size.
std::string draw_flat(Pixels size, std::uint64_t seed);

/// What stands in the metadata of every picture made here, as the system that made it.
inline constexpr const char* kMadeBy = "emulated by Vitrine";

}  // namespace vitrine::emulator
