#include "pipeline/quality/identity_look.hpp"

namespace vitrine::quality {

std::string to_text(const IdentityReference&) { return {}; }

}  // namespace vitrine::quality
