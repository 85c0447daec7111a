#pragma once

#include "pipeline/emulator/answer.hpp"
#include "pipeline/emulator/batches.hpp"
#include "pipeline/emulator/bill.hpp"
#include "pipeline/emulator/drawings.hpp"
#include "pipeline/emulator/fault_choice.hpp"
#include "pipeline/emulator/files.hpp"
#include "pipeline/emulator/model_list.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/emulator/tokens.hpp"
#include "pipeline/emulator/vendor.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/util/clock.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace vitrine::emulator {

/// Google's image API, and those of the vendors in vendors.cpp, as a state and a function:
/// (request, clock, state) -> reply. Nothing here waits, listens or draws on its own; `Service`
/// (service.hpp) puts it on the wire. Belongs to one thread, but for the work it hands out.
class Emulator {
 public:
  /// `clock` must live longer. `scheme` stands in the addresses it answers: "http" or "https".
  Emulator(Scenario scenario, const util::Clock& clock, std::string scheme = "http");

  /// Work for any thread, and what to hand back with its result.
  struct Work {
    std::function<Made()> make;
    std::uint64_t ticket = 0;
  };
  /// The lines of a batch. Its creation is answered before they are made.
  struct BatchWork {
    std::vector<std::function<BatchLineMade()>> make;
    std::uint64_t ticket = 0;
  };
  struct Begun {
    std::variant<net::ServerReply, Work> answer;
    std::optional<BatchWork> background = {};
  };

  /// Counts, checks and decides; a request that needs drawing gives work.
  Begun begin(net::ServerRequest request);
  /// Books the result and gives the reply, with whatever goes wrong on purpose.
  net::ServerReply finish(std::uint64_t ticket, Made made);
  void finish_batch(std::uint64_t ticket, std::vector<BatchLineMade> lines);

  /// All of it at once, on this thread: what tests and small embedders call.
  net::ServerReply answer(net::ServerRequest request);

  const Bill& bill() const { return state_.bill; }

 private:
  /// What `/__reset` makes new.
  struct State {
    explicit State(const Scenario& scenario, util::Timestamp now)
        : started(now),
          files(scenario.file_processing, scenario.file_space),
          batches(scenario.batches),
          tokens(scenario.tokens, scenario.seed) {
      for (const VendorRow& row : vendor_rows()) vendors.push_back(row.make(scenario));
    }
    util::Timestamp started;
    std::uint64_t ordinal = 0, lines = 0;
    Bill bill;
    Files files;
    Batches batches;
    Tokens tokens;
    FaultChoice faults, line_faults;
    RateLimits limits;
    std::vector<std::unique_ptr<Vendor>> vendors;
  };
  /// A request between `begin` and `finish`.
  struct Open {
    Route route;
    std::size_t place = 0;  ///< in the bill
    std::uint64_t ordinal = 0;
    std::optional<Fault> fault;
    Vendor* vendor = nullptr;  ///< nullptr: Google
    std::optional<Allowance> left = {};
    std::function<void(const Made&)> then = {};
  };
  struct OpenBatch {
    std::string id;
    std::shared_ptr<const BatchOrder> order;
    BillEntry draft;  ///< of each line
  };

  Begun admit(const Route& route, net::ServerRequest& request);
  Begun admit_to(Vendor& vendor, const Route& route, net::ServerRequest& request);
  Open opened(const Route& route, const net::ServerRequest& request);
  std::size_t open_entry(const Route& route, const net::ServerRequest& request);
  Begun spared(const Open& open);
  Begun serve(const Route& route, net::ServerRequest& request, Open open);
  Begun create_batch(const Route& route, const net::ServerRequest& request, const Open& open);
  Making making_for(const Route& route,
                    const ModelRow& model,
                    const std::optional<Fault>& fault) const;
  net::ServerReply settled(const Open& open, net::ServerReply reply, const Made& made);
  Begun at_once(const Open& open, const Made& made);
  net::ServerReply admin(const Route& route);
  void book(const Open& open, const Made& made, bool befallen);
  util::Timestamp now() const;
  ModelsNow models() const { return {scenario_, state_.started, now()}; }
  Milliseconds since_start() const;
  std::string base_of(const Route& route, const net::ServerRequest& request) const;

  Scenario scenario_;
  const util::Clock& clock_;
  std::string scheme_;
  std::int64_t advanced_micros_ = 0;
  std::shared_ptr<Drawings> drawings_ = std::make_shared<Drawings>();
  Look look_;
  State state_;
  std::uint64_t next_ticket_ = 1;  ///< never starts anew: work from before a reset finds no ticket
  std::map<std::uint64_t, Open> open_;
  std::map<std::uint64_t, OpenBatch> open_batches_;
};

/// Whether the fault leaves nothing to be made.
bool spares_work(const Fault& fault);

/// The body and the connection as the fault leaves them.
void damage(const Fault& fault, net::ServerReply& reply);

}  // namespace vitrine::emulator
