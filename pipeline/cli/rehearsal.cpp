#include "pipeline/cli/rehearsal.hpp"

#include "pipeline/emulator/scenario_reader.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/providers/registry.hpp"
#include "pipeline/store/layout.hpp"
#include "pipeline/util/files.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cctype>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

namespace vitrine::cli {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

/// Of older rehearsals, when another begins.
constexpr std::size_t kKept = 2;

emulator::ServiceOptions options_of(emulator::Scenario scenario) {
  emulator::ServiceOptions options;
  options.scenario = std::move(scenario);
  return options;
}

asio::awaitable<void> serve(net::Server& server, emulator::Service& service) {
  std::exception_ptr broken;
  try {
    co_await server.run();
  } catch (...) {
    broken = std::current_exception();
  }
  co_await service.finish();  // whatever happens: its work refers to it
  if (broken) std::rethrow_exception(broken);
}

domain::Problem problem_at(const std::string& file, int line, int column, std::string message) {
  domain::Problem problem;
  problem.file = file;
  problem.line = line;
  problem.column = column;
  problem.code = "bad-scenario";
  problem.message = std::move(message);
  return problem;
}

/// "20261126-020000", perhaps with "-2": what nobody else would call a folder there.
bool is_run_id(const std::string& name) {
  const auto is_right = [&](std::size_t i) {
    if (i == 8 || i == 15) return name[i] == '-';
    return std::isdigit(static_cast<unsigned char>(name[i])) != 0;
  };
  if (name.size() < 15) return false;
  for (std::size_t i = 0; i < name.size(); ++i)
    if (!is_right(i)) return false;
  return true;
}

void remove_older(const fs::path& rehearsals) {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(rehearsals, none))
    if (entry.is_directory() && !entry.is_symlink() && is_run_id(entry.path().filename().string()))
      found.push_back(entry.path());
  std::sort(found.rbegin(), found.rend());
  for (std::size_t i = kKept; i < found.size(); ++i)
    if (lineage::sender_holding(found[i].string()).empty()) fs::remove_all(found[i], none);
}

}  // namespace

RehearsalScenario read_rehearsal_scenario(const std::string& file) {
  RehearsalScenario read;
  if (file.empty()) return read;
  const util::Result<std::string> text = util::read_file(file);
  if (!text) {
    read.problems.push_back(problem_at(file, 0, 0, text.error().message));
    return read;
  }
  emulator::ReadScenario found = emulator::read_scenario(*text);
  for (const emulator::Mistake& mistake : found.mistakes)
    read.problems.push_back(problem_at(file, mistake.line, mistake.column, mistake.message));
  read.scenario = std::move(found.scenario);
  return read;
}

struct Rehearsal::Impl {
  Impl(emulator::Scenario scenario, const util::Clock& clock)
      : service(io.get_executor(), options_of(std::move(scenario)), clock),
        server(net::make_server(io.get_executor(), {}, service.handler())) {
    asio::co_spawn(io, serve(*server, service),
                   [this](std::exception_ptr thrown) { failure = std::move(thrown); });
    thread = std::thread([this] { io.run(); });
  }
  ~Impl() { stop(); }

  void stop() {
    if (!thread.joinable()) return;
    asio::post(io, [this] { server->stop(); });
    thread.join();
  }

  asio::io_context io{1};
  emulator::Service service;
  std::unique_ptr<net::Server> server;
  std::exception_ptr failure;
  std::thread thread;
};

Rehearsal::Rehearsal(emulator::Scenario scenario, const util::Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(scenario), clock)) {}

Rehearsal::~Rehearsal() = default;

util::Result<Connection> Rehearsal::connection(const std::string& provider,
                                               const ProviderSettings& settings) const {
  const providers::Api& api = *providers::find_api(provider);
  providers::Reach reach;
  reach.base = impl_->server->base_url() + api.path;
  reach.name = kRehearsalSurface;
  reach.graph = settings.graph;
  Connection connection;
  auto access = api.open(reach);
  if (!access) return access.error();
  connection.access = std::move(*access);
  connection.make_key = [](net::Client&) -> providers::KeySource {
    return [] { return util::Result<std::string>(std::string("no-secret-at-all")); };
  };
  return connection;
}

emulator::BillSummary Rehearsal::end() {
  impl_->stop();
  if (impl_->failure) std::rethrow_exception(impl_->failure);
  return impl_->service.bill();
}

fs::path make_rehearsal_folder(const fs::path& store, util::Timestamp now) {
  const fs::path rehearsals = store::Layout(store).rehearsals();
  fs::create_directories(rehearsals);
  remove_older(rehearsals);
  const std::string base = util::run_id_text(now);
  for (int n = 1;; ++n) {
    const fs::path folder = rehearsals / (n == 1 ? base : base + "-" + std::to_string(n));
    if (fs::create_directory(folder)) return folder;
  }
}

}  // namespace vitrine::cli
