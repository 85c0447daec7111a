#include "pipeline/providers/remote_provider.hpp"

// What an API does that takes no uploads, knows no plainer words and has one price: it never asks
// for one, and is asked the same again.
namespace vitrine::providers {

util::Result<PreparedCall> RemoteProvider::prepare_again(const domain::RenderRequest& request,
                                                         const SourceReader& read,
                                                         const std::vector<std::string>&) const {
  return prepare(request, read);
}

util::Result<PreparedCall> RemoteProvider::prepare_at(const domain::RenderRequest& request,
                                                      const SourceReader& read,
                                                      const std::string&) const {
  return prepare(request, read);
}

void RemoteProvider::expect(const util::Digest&, int) {}

boost::asio::awaitable<std::optional<Hindrance>> RemoteProvider::upload(std::vector<Upload>,
                                                                        util::Deadline) {
  std::optional<Hindrance> none;
  co_return none;
}

void RemoteProvider::forget(const std::vector<NamedUpload>&) {}

boost::asio::awaitable<net::CallResult> RemoteProvider::resume(std::string /*begun*/,
                                                               net::BodySink& /*sink*/,
                                                               util::Deadline /*deadline*/) {
  co_return net::Failure{{util::ErrorKind::unsupported,
                          surface() + " answers at once: there is nothing to go on with"},
                         net::Progress::not_sent};
}

}  // namespace vitrine::providers
