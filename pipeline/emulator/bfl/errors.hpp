#pragma once

#include "pipeline/emulator/answer.hpp"
#include "pipeline/emulator/bfl/request.hpp"

#include <string>
#include <string_view>

namespace vitrine::emulator::bfl {

/// `{"detail":"…"}`
Made refusal(int status, std::string_view detail);
/// 422 with `{"detail":[{"type","loc","msg"}]}`
Made refusal(const FieldError& error);
Made refusal(const Fault& fault);
Made unknown_key();
Made no_such_model();
Made too_many_tasks(int most);

}  // namespace vitrine::emulator::bfl
