#include "pipeline/emulator/cli.hpp"

#include "pipeline/emulator/scenario_reader.hpp"
#include "pipeline/emulator/service.hpp"
#include "pipeline/util/files.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <optional>
#include <ostream>
#include <utility>

namespace vitrine::emulator {
namespace {

namespace asio = boost::asio;

constexpr int kBadUsage = 2, kCannotStart = 5;

struct Flags {
  std::uint16_t port = 0;
  std::string scenario, latency, ca_out;
  std::optional<std::uint64_t> seed;
  bool tls = false, flat = false, repeated = false;
  int connections = 1024, threads = 0;
};

void declare(CLI::App& app, Flags& flags) {
  app.add_option("--port", flags.port, "Port on 127.0.0.1; 0 takes any free one")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--scenario", flags.scenario, "What goes wrong, and when: a YAML file, see below")
      ->type_name("FILE");
  app.add_option("--latency", flags.latency,
                 "Before each answer, instead of the scenario's: 2s, \"uniform 1s 3s\"\n"
                 "or \"lognormal 8s 20s\" (p50, p95)");
  app.add_option("--seed", flags.seed, "Decides faults and drawings; instead of the scenario's")
      ->type_name("N");
  CLI::Option* flat =
      app.add_flag("--flat", flags.flat, "Answer pictures of one colour, for load tests");
  app.add_flag("--repeated", flags.repeated,
               "Draw each product in four scenes only, for load tests:\n"
               "the same pixels again and again, in files of their own")
      ->excludes(flat);
  CLI::Option* tls =
      app.add_flag("--tls", flags.tls, "Speak https with a certificate made for this run");
  CLI::Option* ca = app.add_option("--ca-out", flags.ca_out,
                                   "Where the CA of --tls is written; printed as second line")
                        ->type_name("FILE");
  tls->needs(ca);  // nobody could trust it otherwise
  ca->needs(tls);
  app.add_option("--max-connections", flags.connections, "Further ones wait")
      ->type_name("N")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--threads", flags.threads, "That draw; 0: one for each core")
      ->type_name("N")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string long_help() {
  std::string help =
      "Routes, below any prefix; {v} is v1, v1beta or v1beta1, and on Vertex\n"
      "models stand below projects/{p}/locations/{l}/publishers/google:\n";
  for (int i = 0; i < kRouteKinds; ++i) {
    const auto kind = static_cast<RouteKind>(i);
    help += "  " + padded(std::string(to_text(kind)), 20) + std::string(describe(kind)) + "\n";
  }
  help += "\nFaults (b: billed although something is wrong):\n";
  std::optional<FaultGroup> group;
  for (int i = 0; i < kFaultKinds; ++i) {
    const FaultRow& row = row_of(static_cast<FaultKind>(i));
    if (group != row.group) help += " " + std::string(describe(row.group)) + ":\n";
    group = row.group;
    help += std::string("  ") + (row.billed ? "b " : "  ") + padded(std::string(row.name), 24) +
            std::string(row.line) + "\n";
  }
  help += "Without a route, a fault befalls the routes that make pictures, each where it can.\n";
  help += "\n" + std::string(scenario_help());
  return help + "\nExit codes: 0 stopped by a signal, 2 bad usage or scenario, 5 could not start.";
}

bool report(const std::vector<Mistake>& mistakes, const std::string& file, std::ostream& err) {
  for (const Mistake& mistake : mistakes) err << to_text(mistake, file) << '\n';
  return !mistakes.empty();
}

/// The scenario as file and flags give it; nothing after complaints.
std::optional<Scenario> scenario_of(const Flags& flags, std::ostream& err) {
  Scenario scenario;
  if (!flags.scenario.empty()) {
    const util::Result<std::string> text = util::read_file(flags.scenario);
    if (!text) {
      err << "vitrine-emulator: " << text.error().message << '\n';
      return std::nullopt;
    }
    ReadScenario read = read_scenario(*text);
    if (report(read.mistakes, flags.scenario, err)) return std::nullopt;
    scenario = std::move(read.scenario);
  }
  if (!flags.latency.empty()) {
    ReadScenario read = read_latency_words(flags.latency);
    if (report(read.mistakes, "--latency", err)) return std::nullopt;
    scenario.latency = std::move(read.scenario.latency);
  }
  if (flags.seed) scenario.seed = *flags.seed;
  if (flags.flat) scenario.picture = PictureStyle::flat;
  if (flags.repeated) scenario.picture = PictureStyle::repeated;
  return scenario;
}

asio::awaitable<void> serve(net::Server& server, Service& service) {
  co_await server.run();
  co_await service.finish();
}

void run(const Flags& flags, Scenario scenario, std::ostream& out, const util::Clock& clock) {
  asio::io_context io(1);
  net::ServerOptions options;
  options.port = flags.port;
  options.max_connections = flags.connections;
  if (flags.tls) {
    const net::SelfMadeCertificate made = net::make_certificate();
    options.certificate_pem = made.certificate_pem;
    options.key_pem = made.key_pem;
    util::write_file_durably(flags.ca_out, made.ca_pem);
  }
  ServiceOptions service_options;
  service_options.scenario = std::move(scenario);
  service_options.scheme = flags.tls ? "https" : "http";
  service_options.drawing_threads = flags.threads;
  Service service(io.get_executor(), std::move(service_options), clock);
  const std::unique_ptr<net::Server> server =
      net::make_server(io.get_executor(), std::move(options), service.handler());
  out << server->base_url() << '\n';
  if (flags.tls) out << flags.ca_out << '\n';
  out << std::flush;
  asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) server->stop();
  });
  std::exception_ptr failure;
  asio::co_spawn(io, serve(*server, service), [&](std::exception_ptr thrown) {
    failure = std::move(thrown);
    signals.cancel();
  });
  io.run();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

int run_emulator(const std::vector<std::string>& arguments,
                 std::ostream& out,
                 std::ostream& err,
                 const util::Clock& clock) {
  CLI::App app(
      "The image APIs of Google, OpenAI and others on this machine: drawn by the embedded studio,\n"
      "with a bill of its own.",
      "vitrine-emulator");
  Flags flags;
  declare(app, flags);
  app.footer(long_help());
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? 0 : kBadUsage;
  }
  try {
    std::optional<Scenario> scenario = scenario_of(flags, err);
    if (!scenario) return kBadUsage;
    run(flags, std::move(*scenario), out, clock);
    return 0;
  } catch (const std::exception& error) {
    err << "vitrine-emulator: " << error.what() << '\n';
    return kCannotStart;
  }
}

}  // namespace vitrine::emulator
