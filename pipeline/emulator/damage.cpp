#include "pipeline/emulator/emulator.hpp"
#include "pipeline/emulator/spelling.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace vitrine::emulator {
namespace {

constexpr std::string_view kProxyPage =
    "<!DOCTYPE html>\n<html><head><title>Error</title></head>\n"
    "<body><h1>Bad gateway</h1><p>The server met a temporary error.</p></body></html>\n";

void become_page(int status, net::ServerReply& reply) {
  reply.status = status;
  reply.headers.set("Content-Type", "text/html; charset=UTF-8");
  reply.body = kProxyPage;
}

void lower_names(net::ServerReply& reply) {
  net::Headers lower;
  for (const auto& [name, value] : reply.headers.lines()) lower.add(util::to_lower(name), value);
  reply.headers = std::move(lower);
}

}  // namespace

void damage(const Fault& fault, net::ServerReply& reply) {
  using Ending = net::ServerReply::Ending;
  const auto cut = static_cast<std::size_t>(static_cast<double>(reply.body.size()) * fault.cut);
  const auto end = [&](Ending ending) {
    reply.ending = ending;
    reply.cut_at = std::min(cut, reply.body.empty() ? 0 : reply.body.size() - 1);
  };
  if (fault.retry_header_seconds > 0)  // whole seconds are all that the header can say
    reply.headers.set(
        "Retry-After",
        std::to_string(static_cast<std::int64_t>(std::ceil(fault.retry_header_seconds))));
  switch (fault.kind) {
    case FaultKind::html_502:
      return become_page(502, reply);
    case FaultKind::html_200:
      return become_page(200, reply);
    case FaultKind::error_array:
      reply.body = "[" + reply.body + "]";
      return;
    case FaultKind::openai_error:
      reply.body =
          R"({"error":{"message":"upstream error","type":"upstream_error","param":null,"code":"500"}})";
      return;
    case FaultKind::error_text:
      reply.body = R"({"error":"the request failed on purpose"})";
      return;
    case FaultKind::error_detail:
      reply.body =
          R"({"detail":[{"loc":["body","prompt"],"msg":"failed on purpose","type":"value_error"}]})";
      return;
    case FaultKind::error_200:
      reply.status = 200;
      return;
    case FaultKind::snake_case:
      reply.body = with_snake_names(reply.body);
      return;
    case FaultKind::escaped_slashes:
      reply.body = with_escaped_slashes(reply.body);
      return;
    case FaultKind::redirect:
      reply.status = 307;
      reply.headers.set("Location", "https://elsewhere.invalid/v1beta/models");
      reply.body.clear();
      return;
    case FaultKind::truncated_json:
      reply.body.resize(std::min(cut, reply.body.empty() ? 0 : reply.body.size() - 1));
      return;
    case FaultKind::garbage_body:
      reply.body = "\x1F\x8B garbage \xC3(";
      return;
    case FaultKind::empty_body:
      reply.body.clear();
      return;
    case FaultKind::reset_before_head:
      reply.ending = Ending::reset_before_head;
      return;
    case FaultKind::close_before_head:
      reply.ending = Ending::close_before_head;
      return;
    case FaultKind::close_in_body:
      return end(Ending::close_in_body);
    case FaultKind::reset_in_body:
      return end(Ending::reset_in_body);
    case FaultKind::stall:
      return end(Ending::stall_in_body);
    case FaultKind::slow_body:
      reply.delay_per_piece = Milliseconds(fault.delay_ms);
      return;
    case FaultKind::slow_head:
    case FaultKind::overloaded:
    case FaultKind::capacity_exhausted:
    case FaultKind::deadline:
      reply.delay += Milliseconds(fault.delay_ms);
      return;
    case FaultKind::trailing_garbage:
      reply.trailing = "\r\ngarbage after the end\r\n";
      return;
    case FaultKind::informational:
      reply.informational = true;
      return;
    case FaultKind::lower_case_headers:
      return lower_names(reply);
    case FaultKind::chunked:
      reply.chunked = true;
      return;
    case FaultKind::close_after:
      reply.close_after = true;
      return;
    default:
      return;  // what it does was done when the answer was made
  }
}

}  // namespace vitrine::emulator
