#include "pipeline/providers/remote_provider.hpp"

// What an API does that takes no uploads: it never asks for one.
namespace vitrine::providers {

void RemoteProvider::expect(const util::Digest&, int) {}

boost::asio::awaitable<std::optional<Hindrance>> RemoteProvider::upload(std::vector<Upload>,
                                                                        util::Deadline) {
  std::optional<Hindrance> none;
  co_return none;
}

void RemoteProvider::forget(const std::vector<NamedUpload>&) {}

}  // namespace vitrine::providers
