#include "pipeline/net/server.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace vitrine::net {

namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;

void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not make a certificate");
}

Key new_key() {
  Key key(EVP_EC_gen("P-256"));
  must(key != nullptr);
  return key;
}

template <class Write>
std::string pem(Write write) {
  const Bio out(BIO_new(BIO_s_mem()));
  must(out && write(out.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

/// Everything but who signs it. The clocks of two machines differ: it begins an hour early.
Certificate new_certificate(const std::string& name,
                            EVP_PKEY* key,
                            std::chrono::seconds valid_for) {
  constexpr std::chrono::seconds kEarly = std::chrono::hours(1);
  Certificate made(X509_new());
  must(made != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1);
  std::uint64_t serial = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  must(ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1) == 1);
  const std::chrono::seconds begins = std::min(valid_for, std::chrono::seconds{0}) - kEarly;
  must(X509_gmtime_adj(X509_getm_notBefore(made.get()), begins.count()) != nullptr);
  must(X509_gmtime_adj(X509_getm_notAfter(made.get()), valid_for.count()) != nullptr);
  X509_NAME* subject = X509_get_subject_name(made.get());
  must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                  0) == 1);
  must(X509_set_pubkey(made.get(), key) == 1);
  return made;
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void sign(X509* certificate, const X509* issuer, EVP_PKEY* issuer_key) {
  must(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1);
  must(X509_sign(certificate, issuer_key, EVP_sha256()) > 0);
}

std::string names_of(const std::string& host) {
  if (host == "localhost") return "DNS:localhost,IP:127.0.0.1,IP:::1";
  boost::system::error_code is_name;
  boost::asio::ip::make_address(host, is_name);
  return (is_name ? "DNS:" : "IP:") + host;
}

}  // namespace

SelfMadeCertificate make_certificate(const std::string& host, std::chrono::seconds valid_for) {
  const Key ca_key = new_key();
  const Certificate ca =
      new_certificate("Vitrine rehearsal CA", ca_key.get(),
                      std::max(valid_for, std::chrono::seconds(std::chrono::hours(24))));
  extend(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign");
  extend(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  sign(ca.get(), ca.get(), ca_key.get());

  const Key key = new_key();
  const Certificate leaf = new_certificate(host, key.get(), valid_for);
  extend(leaf.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
  extend(leaf.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
  extend(leaf.get(), ca.get(), NID_ext_key_usage, "serverAuth");
  extend(leaf.get(), ca.get(), NID_subject_alt_name, names_of(host));
  extend(leaf.get(), ca.get(), NID_authority_key_identifier, "keyid");
  sign(leaf.get(), ca.get(), ca_key.get());

  SelfMadeCertificate made;
  made.ca_pem = pem([&](BIO* out) { return PEM_write_bio_X509(out, ca.get()); });
  made.certificate_pem = pem([&](BIO* out) { return PEM_write_bio_X509(out, leaf.get()); });
  made.key_pem = pem([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  return made;
}

}  // namespace vitrine::net
