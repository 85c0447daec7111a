#pragma once

#include "pipeline/net/server.hpp"
#include "pipeline/net/stream.hpp"
#include "pipeline/net/watch.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace vitrine::net {

/// Serves one connection until either side has enough. `watch` runs this very work: its mark is
/// moved with each step, and stopping it ends everything.
boost::asio::awaitable<void> serve_connection(Stream& stream,
                                              Watch& watch,
                                              const ServerOptions& options,
                                              const Handler& handler);

/// One piece of a body as it goes out, and whether the fault comes after it.
struct BodyPiece {
  std::string bytes;
  bool cut = false;
};
/// The piece that begins at `at`; with chunks, framed as one that promises all of `length` bytes
/// even where the cut comes earlier.
BodyPiece body_piece(const ServerReply& reply, std::size_t at, std::size_t length);

}  // namespace vitrine::net
