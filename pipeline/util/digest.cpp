#include "pipeline/util/digest.hpp"

#include <openssl/evp.h>

#include <cstring>
#include <stdexcept>

namespace vitrine::util {
namespace {

// Fetched once: looking the algorithm up by name costs more than hashing a short key.
const EVP_MD* sha256_algorithm() {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (algorithm == nullptr) throw std::runtime_error("OpenSSL offers no SHA-256");
  return algorithm;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string Digest::hex() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(64, '0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text[2 * i] = kDigits[bytes[i] >> 4];
    text[2 * i + 1] = kDigits[bytes[i] & 15];
  }
  return text;
}

std::string Digest::short_hex() const { return hex().substr(0, 8); }

std::optional<Digest> Digest::from_hex(std::string_view hex) {
  if (hex.size() != 64) return std::nullopt;
  Digest digest;
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return digest;
}

struct Sha256::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  Context() {
    if (evp == nullptr || EVP_DigestInit_ex2(evp, sha256_algorithm(), nullptr) != 1)
      throw std::runtime_error("SHA-256 could not start");
  }
  ~Context() { EVP_MD_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  if (EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()) != 1)
    throw std::runtime_error("SHA-256 failed");
}

Digest Sha256::finish() {
  Digest digest;
  if (EVP_DigestFinal_ex(context_->evp, digest.bytes.data(), nullptr) != 1)
    throw std::runtime_error("SHA-256 failed");
  return digest;
}

Digest sha256(std::string_view bytes) {
  // One context per thread: making one costs as much as hashing 200 bytes.
  struct Reused {
    EVP_MD_CTX* evp = EVP_MD_CTX_new();
    ~Reused() { EVP_MD_CTX_free(evp); }
  };
  thread_local Reused reused;
  Digest digest;
  if (reused.evp == nullptr || EVP_DigestInit_ex2(reused.evp, sha256_algorithm(), nullptr) != 1 ||
      EVP_DigestUpdate(reused.evp, bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(reused.evp, digest.bytes.data(), nullptr) != 1)
    throw std::runtime_error("SHA-256 failed");
  return digest;
}

std::size_t DigestHash::operator()(const Digest& digest) const noexcept {
  std::size_t value;
  std::memcpy(&value, digest.bytes.data(), sizeof value);
  return value;
}

}  // namespace vitrine::util
