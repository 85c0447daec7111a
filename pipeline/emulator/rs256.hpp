#pragma once

#include <string>
#include <string_view>

namespace vitrine::emulator {

/// Whether this is a public RSA key in PEM.
bool is_public_key(const std::string& pem);

/// Whether `signature` is that of `text` (SHA-256 with RSA) by the owner of the public key.
bool signed_by(const std::string& public_key_pem,
               std::string_view text,
               std::string_view signature);

}  // namespace vitrine::emulator
