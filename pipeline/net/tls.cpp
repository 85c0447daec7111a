#include "pipeline/net/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <filesystem>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

namespace vitrine::net {

namespace {

// Where systems keep the bundle. Named here and not left to OpenSSL, whose default would read the
// environment behind the caller's back.
constexpr std::array<const char*, 3> kBundles = {
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};
constexpr unsigned char kAlpn[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

ssl_ctx_st* new_context(const SSL_METHOD* method) {
  SSL_CTX* context = SSL_CTX_new(method);
  if (context == nullptr) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // an idle connection holds no buffers
  return context;
}

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

std::unique_ptr<BIO, FreeBio> reader(const std::string& text) {
  return std::unique_ptr<BIO, FreeBio>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

bool is_address(const std::string& host) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

}  // namespace

TlsContext TlsContext::for_client(const std::string& ca_file) {
  TlsContext made(new_context(TLS_client_method()));
  SSL_CTX_set_verify(made.context_, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(made.context_, kAlpn, sizeof kAlpn);
  std::string bundle = ca_file;
  for (const char* file : kBundles)
    if (bundle.empty() && std::filesystem::exists(file)) bundle = file;
  if (!bundle.empty() && SSL_CTX_load_verify_file(made.context_, bundle.c_str()) != 1) {
    ERR_clear_error();
    throw std::runtime_error("no certificates can be read from " + bundle);
  }
  return made;
}

TlsContext TlsContext::for_server(const std::string& certificate_pem, const std::string& key_pem) {
  TlsContext made(new_context(TLS_server_method()));
  const auto certificate_text = reader(certificate_pem);
  const auto key_text = reader(key_pem);
  const std::unique_ptr<X509, FreeCertificate> certificate(
      PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
  const std::unique_ptr<EVP_PKEY, FreeKey> key(
      PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
  if (!certificate || !key || SSL_CTX_use_certificate(made.context_, certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(made.context_, key.get()) != 1) {
    ERR_clear_error();
    throw std::invalid_argument("the server's certificate and key cannot be used");
  }
  return made;
}

TlsContext::TlsContext(TlsContext&& other) noexcept
    : context_(std::exchange(other.context_, nullptr)) {}
TlsContext& TlsContext::operator=(TlsContext&& other) noexcept {
  std::swap(context_, other.context_);
  return *this;
}
TlsContext::~TlsContext() { SSL_CTX_free(context_); }

ssl_st* TlsContext::new_client(const std::string& host) const {
  SSL* connection = SSL_new(context_);
  if (connection == nullptr) throw std::bad_alloc();
  X509_VERIFY_PARAM* rules = SSL_get0_param(connection);
  X509_VERIFY_PARAM_set_hostflags(
      rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  bool set = false;
  if (is_address(host))
    set = X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
  else
    set = X509_VERIFY_PARAM_set1_host(rules, host.data(), host.size()) == 1 &&
          SSL_set_tlsext_host_name(connection, host.c_str()) == 1;
  if (!set) {  // a connection that would not verify the name must not be made
    SSL_free(connection);
    throw std::invalid_argument("the host cannot be verified: " + host);
  }
  return connection;
}

ssl_st* TlsContext::new_server() const {
  SSL* connection = SSL_new(context_);
  if (connection == nullptr) throw std::bad_alloc();
  return connection;
}

std::string certificate_complaint(const ssl_st* connection) {
  const long verdict = SSL_get_verify_result(connection);
  switch (verdict) {
    case X509_V_OK:
      return "";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "its certificate is made out to another name";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "its certificate has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "its certificate is not valid yet";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "its certificate is signed by nobody who is trusted here";
    default:
      return std::string("its certificate is not accepted: ") +
             X509_verify_cert_error_string(verdict);
  }
}

}  // namespace vitrine::net
