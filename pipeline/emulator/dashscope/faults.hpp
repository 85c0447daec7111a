#pragma once

#include "pipeline/emulator/dashscope/request.hpp"
#include "pipeline/emulator/faults.hpp"

#include <string>

namespace vitrine::emulator::dashscope {

/// A fault of the group `refusal`.
Error error_of(const Fault& fault, const std::string& model);
/// What an inspection of the words or of the picture says; nothing for other faults.
std::optional<Error> inspection(const std::optional<Fault>& fault);

}  // namespace vitrine::emulator::dashscope
