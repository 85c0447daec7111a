#pragma once

#include "pipeline/providers/access.hpp"
#include "pipeline/providers/protocol.hpp"
#include "pipeline/util/result.hpp"

#include <memory>
#include <string_view>

/// The protocol of Alibaba's DashScope (Qwen-Image): pictures and one text in one message, answered
/// by the picture's address; or a task that is looked at until it has one. Each region has keys of
/// its own: another region is another base address.
/// Options of a model's row: sends_pixels, prompt_extend, watermark, prompt_limit (characters: what
/// is longer would be cut there without a word, so it is refused here).
namespace vitrine::providers {

struct Reach;

inline constexpr std::string_view kDashscopeBase = "https://dashscope-intl.aliyuncs.com";

util::Result<std::shared_ptr<const Access>> dashscope_access(const Reach& reach);
std::shared_ptr<const Protocol> dashscope_protocol();

}  // namespace vitrine::providers
