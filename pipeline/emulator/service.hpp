#pragma once

#include "pipeline/emulator/bill.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/util/clock.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace vitrine::emulator {

struct ServiceOptions {
  Scenario scenario;
  std::string scheme = "http";  ///< "https" if the server in front of it speaks TLS
  int drawing_threads = 0;      ///< 0: one for each core
};

/// The emulator on an I/O thread, with a pool of its own for drawing. To embed it:
///
///   emulator::Service service(executor, options, clock);
///   auto server = net::make_server(executor, {}, service.handler());
///   … co_await server->run();          // returns after server->stop()
///   … co_await service.finish();       // then both may go
class Service {
 public:
  Service(boost::asio::any_io_executor executor, ServiceOptions options, const util::Clock& clock);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Refers to the service.
  net::Handler handler();
  /// Leaves the batches unmade that are not begun, and waits for what is.
  boost::asio::awaitable<void> finish();
  /// What `/__bill` answers; from the I/O thread.
  std::string bill_json(bool summary) const;
  BillSummary bill() const;  ///< from the I/O thread, or when that has ended
  std::int64_t billed_micros() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vitrine::emulator
