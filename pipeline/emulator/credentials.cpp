#include "pipeline/emulator/credentials.hpp"

#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

namespace vitrine::emulator {

std::string key_mark(std::string_view key) { return util::sha256(key).hex().substr(0, 12); }

std::string bearer_of(const net::Headers& headers) {
  const std::string_view value = headers.find("Authorization").value_or(std::string_view());
  constexpr std::string_view kScheme = "bearer ";
  if (util::to_lower(value.substr(0, kScheme.size())) != kScheme) return {};
  return std::string(util::trim(value.substr(kScheme.size())));
}

std::map<std::string, std::string> credentials_of(const net::Headers& headers,
                                                  const std::string& query_key) {
  std::map<std::string, std::string> marks;
  const auto note = [&](const std::string& where, std::string_view key) {
    if (!key.empty()) marks[where] = key_mark(key);
  };
  const std::string token = bearer_of(headers);
  const std::string_view other = headers.find("Authorization").value_or(std::string_view());
  note("authorization", token.empty() ? util::trim(other) : std::string_view(token));
  for (const char* name : {"x-goog-api-key", "x-key", "api-key"})
    note(name, util::trim(headers.find(name).value_or(std::string_view())));
  note("key", query_key);
  return marks;
}

}  // namespace vitrine::emulator
