#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

/// Small ONNX files, written field by field (onnx.proto; protobuf's wire format), so that tests of
/// matting networks need no file from elsewhere.
namespace vitrine::onnx {

inline std::string varint(std::uint64_t number) {
  std::string bytes;
  for (; number > 127; number >>= 7) bytes += static_cast<char>((number & 127) | 128);
  return bytes + static_cast<char>(number);
}
inline std::string whole(int field, std::uint64_t number) {
  return varint(static_cast<std::uint64_t>(field) << 3) + varint(number);
}
inline std::string part(int field, std::string_view bytes) {
  return varint(static_cast<std::uint64_t>(field) << 3 | 2) + varint(bytes.size()) +
         std::string(bytes);
}

/// NodeProto, one output.
inline std::string node(const std::string& op,
                        const std::vector<std::string>& inputs,
                        const std::string& output,
                        const std::string& attributes = {}) {
  std::string bytes;
  for (const std::string& input : inputs) bytes += part(1, input);
  return part(1, bytes + part(2, output) + part(3, "at " + output) + part(4, op) + attributes);
}
/// AttributeProto of the kind INTS.
inline std::string attribute(const std::string& name, const std::vector<std::uint64_t>& numbers) {
  std::string bytes = part(1, name);
  for (const std::uint64_t number : numbers) bytes += whole(8, number);
  return part(5, bytes + whole(20, 7));
}
/// TensorProto of floats, as an initializer.
inline std::string tensor(const std::string& name,
                          const std::vector<std::uint64_t>& sides,
                          const std::vector<float>& values) {
  std::string raw(values.size() * sizeof(float), '\0'), bytes;
  std::memcpy(raw.data(), values.data(), raw.size());
  for (const std::uint64_t side : sides) bytes += whole(1, side);
  return part(5, bytes + whole(2, 1) + part(8, name) + part(9, raw));
}
/// ValueInfoProto of a picture with any height and width: field 11 is an input, 12 an output.
inline std::string value(int field, const std::string& name, std::uint64_t channels) {
  const std::string shape = part(1, whole(1, 1)) + part(1, whole(1, channels)) +
                            part(1, part(2, "height")) + part(1, part(2, "width"));
  return part(field, part(1, name) + part(2, part(1, whole(1, 1) + part(2, shape))));
}
/// ModelProto.
inline std::string model(const std::string& graph) {
  return whole(1, 7) + part(8, whole(2, 11)) + part(7, graph + part(2, "test"));
}

/// Product is what is dark: sigmoid(12 + weights . channels) for channels of 0..1, as "matte".
inline std::string dark_is_product(const std::vector<float>& weights = {-8, -8, -8}) {
  return model(
      node("Conv", {"picture", "weights", "offset"}, "sum", attribute("kernel_shape", {1, 1})) +
      node("Sigmoid", {"sum"}, "matte") + tensor("weights", {1, 3, 1, 1}, weights) +
      tensor("offset", {1}, {12}) + value(11, "picture", 3) + value(12, "matte", 1));
}
/// The same through 64 channels, with weights of many digits: sums whose last bits depend on the
/// order of their terms. Another `variant` is another file.
inline std::string deep_dark_is_product(int variant = 1) {
  constexpr std::uint64_t kChannels = 64;
  const auto weights = [variant](std::size_t count, float mean) {
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i)
      values[i] = mean * (1 + 0.37f * (static_cast<float>((i * 7919 + 13) % 101) / 101 - 0.5f) +
                          0.001f * static_cast<float>(variant));
    return values;
  };
  const std::string window = attribute("kernel_shape", {1, 1});
  return model(node("Conv", {"picture", "first"}, "many", window) + node("Relu", {"many"}, "kept") +
               node("Conv", {"kept", "second", "offset"}, "sum", window) +
               node("Sigmoid", {"sum"}, "matte") +
               tensor("first", {kChannels, 3, 1, 1}, weights(kChannels * 3, 1.0f / 3)) +
               tensor("second", {1, kChannels, 1, 1}, weights(kChannels, -30.0f / kChannels)) +
               tensor("offset", {1}, {22}) + value(11, "picture", 3) + value(12, "matte", 1));
}
/// The same as the first, with a second output "side".
inline std::string two_outputs() {
  return model(
      node("Conv", {"picture", "weights", "offset"}, "sum", attribute("kernel_shape", {1, 1})) +
      node("Sigmoid", {"sum"}, "matte") + node("Relu", {"sum"}, "side") +
      tensor("weights", {1, 3, 1, 1}, {-8, -8, -8}) + tensor("offset", {1}, {12}) +
      value(11, "picture", 3) + value(12, "matte", 1) + value(12, "side", 1));
}
/// One operator from picture to "matte", with as many channels.
inline std::string one_operator(const std::string& op) {
  return model(node(op, {"picture"}, "matte") + value(11, "picture", 3) + value(12, "matte", 3));
}

}  // namespace vitrine::onnx
