#pragma once

#include <string>

struct ssl_ctx_st;  // OpenSSL's own, so that its headers stay out of ours
struct ssl_st;

namespace vitrine::net {

/// What one side of TLS needs to know: whom to trust, or who it is. TLS 1.2 and newer.
class TlsContext {
 public:
  /// Trusts what is in `ca_file`, or the system's bundle if that is empty. A machine without a
  /// bundle trusts nobody. Throws std::runtime_error for a file that cannot be read.
  static TlsContext for_client(const std::string& ca_file);
  /// Throws std::invalid_argument for what is no certificate with its key.
  static TlsContext for_server(const std::string& certificate_pem, const std::string& key_pem);

  TlsContext(TlsContext&& other) noexcept;
  TlsContext& operator=(TlsContext&& other) noexcept;
  ~TlsContext();

  /// A connection's state; belongs to the caller. The client's verifies the certificate against
  /// `host`, a name or an address, and sends a name along (SNI).
  ssl_st* new_client(const std::string& host) const;
  ssl_st* new_server() const;

 private:
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_ = nullptr;
};

/// After a failed handshake: what is wrong with the peer's certificate; empty if nothing is.
std::string certificate_complaint(const ssl_st* connection);

}  // namespace vitrine::net
