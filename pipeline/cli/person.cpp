#include "pipeline/cli/person.hpp"

#include <array>
#include <pwd.h>
#include <unistd.h>

namespace vitrine::cli {

std::string person_deciding(const ProjectSettings& settings) {
  if (!settings.names_people) return {};
  // The user's own entry, and no variable, which may say anything.
  std::array<char, 16'384> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const uid_t user = ::getuid();
  if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return found->pw_name;
  return "user " + std::to_string(user);
}

}  // namespace vitrine::cli
