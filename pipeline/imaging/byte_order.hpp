#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Numbers in file formats. The caller has checked that the bytes are there.
namespace vitrine::imaging {

inline std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}
inline std::uint32_t big_endian_16(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}
inline std::uint32_t big_endian_32(std::string_view bytes, std::size_t at) {
  return big_endian_16(bytes, at) << 16 | big_endian_16(bytes, at + 2);
}
inline std::uint32_t little_endian_16(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8;
}
inline std::uint32_t little_endian_32(std::string_view bytes, std::size_t at) {
  return little_endian_16(bytes, at) | little_endian_16(bytes, at + 2) << 16;
}

inline void append_big_endian_16(std::string& out, std::uint32_t value) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value));
}
inline void append_big_endian_32(std::string& out, std::uint32_t value) {
  append_big_endian_16(out, value >> 16);
  append_big_endian_16(out, value & 0xFFFF);
}

}  // namespace vitrine::imaging
