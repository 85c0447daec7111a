#include "pipeline/providers/key_source.hpp"

namespace vitrine::providers {

KeySource::KeySource(Now at_hand, Tag)
    : ask_([at_hand = std::move(at_hand)]() -> boost::asio::awaitable<util::Result<std::string>> {
        co_return at_hand();
      }) {}

}  // namespace vitrine::providers
