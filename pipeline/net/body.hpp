#pragma once

#include "pipeline/net/http.hpp"

#include <string_view>

namespace vitrine::net {

/// Where the body of an answer goes, piece by piece through one fixed buffer: the spool, or a
/// string in tests. Called on the I/O thread; an exception (disk full) ends the call and reaches
/// whoever awaits it.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// Once, before the first piece.
  virtual void begin(const ResponseHead& head) = 0;
  virtual void write(std::string_view piece) = 0;
};

/// A complete, durable answer as it is read back. The bytes are a view into a mapping of the spool
/// file; they stay valid as long as the source, and are never copied whole.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual std::string_view bytes() const = 0;
};

/// A body that is a string: small answers, and tests.
class StringBody final : public BodySink, public BodySource {
 public:
  StringBody() = default;
  explicit StringBody(std::string bytes) : bytes_(std::move(bytes)) {}
  void begin(const ResponseHead&) override { bytes_.clear(); }
  void write(std::string_view piece) override { bytes_.append(piece); }
  std::string_view bytes() const override { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace vitrine::net
