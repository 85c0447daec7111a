#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vitrine::util {

/// A SHA-256 digest: how every blob, key and text is named.
struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  std::string hex() const;        ///< 64 lower-case digits
  std::string short_hex() const;  ///< the first 8, for people
  bool is_zero() const { return *this == Digest{}; }
  static std::optional<Digest> from_hex(std::string_view hex);  ///< nothing unless 64 hex digits

  friend auto operator<=>(const Digest&, const Digest&) = default;
  friend bool operator==(const Digest&, const Digest&) = default;
};

/// Hashes in pieces. `finish` may be called once.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

Digest sha256(std::string_view bytes);

/// The first bytes are already uniform, so they serve as the hash.
struct DigestHash {
  std::size_t operator()(const Digest& digest) const noexcept;
};

}  // namespace vitrine::util

template <>
struct std::hash<vitrine::util::Digest> : vitrine::util::DigestHash {};
