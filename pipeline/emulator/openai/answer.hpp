#pragma once

#include "pipeline/emulator/vendor.hpp"

#include <string>

namespace vitrine::emulator::openai {

/// All that an answer depends on besides the body. A value: the work runs on any thread.
struct Drawing {
  std::string model;
  std::string content_type;  ///< of the request
  bool edit = false;
  Look look;
  std::optional<Fault> fault;
  util::Timestamp now;
};
Made make_images(std::string_view body, const Drawing& drawing);

}  // namespace vitrine::emulator::openai
