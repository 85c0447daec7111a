#include "pipeline/cli/connections.hpp"

#include "pipeline/cli/asked_calls.hpp"
#include "pipeline/providers/registry.hpp"
#include "pipeline/providers/service_account_key.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;
namespace gemini = providers::gemini;
using util::Error;
using util::ErrorKind;
using util::Result;

std::string first_of(const Variables& variables, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (const auto value = variables(name)) return *value;
  return {};
}

/// The variables that may hold the key, in the order in which they are looked at.
std::vector<std::string> key_variables(const std::string& provider,
                                       const ProviderSettings& settings) {
  if (!settings.key_env.empty()) return {settings.key_env};
  return providers::find_api(provider)->key_variables;
}

Result<std::string> key_at_hand(const std::vector<std::string>& names,
                                const std::string& provider,
                                const Variables& variables) {
  std::string key = first_of(variables, names);
  if (!key.empty() || !providers::find_api(provider)->needs_key) return key;
  std::string message = "no key for " + provider + ": set " + util::join(names, " or ");
  if (provider == "vertex")
    message += ", or GOOGLE_APPLICATION_CREDENTIALS to a service account's key file";
  return Error{ErrorKind::not_found, message};
}

/// A service account's key file, and who says so.
struct Account {
  fs::path file;
  std::string from;
};
std::optional<Account> account_of(const ProviderSettings& settings, const Variables& variables) {
  if (!settings.credentials.empty())
    return Account{settings.credentials, shown_path(settings.credentials)};
  const std::string name = settings.credentials_env.empty() ? "GOOGLE_APPLICATION_CREDENTIALS"
                                                            : settings.credentials_env;
  if (!settings.key_env.empty() && settings.credentials_env.empty()) return std::nullopt;
  if (const auto file = variables(name)) return Account{*file, name};
  if (!settings.credentials_env.empty()) return Account{{}, name};
  return std::nullopt;
}

Result<gemini::ServiceAccount> read_account(const Account& account) {
  constexpr std::uintmax_t kMost = 64 * 1024;
  if (account.file.empty())
    return Error{ErrorKind::not_found,
                 "no service account for vertex: set " + account.from + " to its key file"};
  const Result<std::string> text = util::read_file(account.file, kMost);
  if (!text)
    return Error{ErrorKind::not_found, "the key file of the service account (" + account.from +
                                           ") cannot be read: " + text.error().message};
  Result<gemini::ServiceAccount> read = gemini::parse_service_account(*text);
  if (!read) return Error{read.error().kind, account.from + ": " + read.error().message};
  return read;
}

std::string project_of(const ProviderSettings& settings,
                       const Account& account,
                       const Variables& variables) {
  if (!settings.project.empty()) return settings.project;
  if (const auto project = variables("GOOGLE_CLOUD_PROJECT")) return *project;
  const Result<gemini::ServiceAccount> read = read_account(account);
  return read ? read->project : std::string();
}

Error no_project() {
  return {ErrorKind::not_found,
          "vertex needs a project: set GOOGLE_CLOUD_PROJECT, or providers.vertex.project in "
          "vitrine.yaml"};
}

net::ClientOptions client_options(const ProjectSettings& settings, const Variables& variables) {
  net::ClientOptions options;
  const NetworkSettings& network = settings.network;
  options.ca_file = first_of(variables, {"SSL_CERT_FILE"});
  options.proxy =
      network.proxy.empty() ? first_of(variables, {"https_proxy", "HTTPS_PROXY"}) : network.proxy;
  options.no_proxy =
      network.no_proxy.empty() ? first_of(variables, {"no_proxy", "NO_PROXY"}) : network.no_proxy;
  if (network.attempt_deadline)
    options.first_byte_timeout =
        std::max(options.first_byte_timeout,
                 std::chrono::duration_cast<std::chrono::milliseconds>(*network.attempt_deadline));
  return options;
}

/// A key would travel in the open.
std::optional<Error> plain_http(const providers::Place& place, const std::string& from) {
  const Result<net::Url> url = net::parse_url(place.base);
  if (!url || url->tls || url->is_loopback()) return std::nullopt;
  return Error{ErrorKind::refused, from + " names " + url->origin() +
                                       ": plain http goes to this machine only, because a key "
                                       "would travel in the open; use https"};
}

/// Vertex as an account enters it; by key where there is none, or no project to name yet.
providers::Reach reach_of(const ProviderSettings& settings,
                          std::string base,
                          const std::optional<Account>& account,
                          const Variables& variables) {
  providers::Reach reach;
  reach.base = std::move(base);
  reach.auth = settings.auth;
  if (!account) return reach;
  reach.project = project_of(settings, *account, variables);
  reach.location = settings.location;
  if (reach.location.empty())
    reach.location = variables("GOOGLE_CLOUD_LOCATION").value_or("global");
  return reach;
}

std::function<providers::KeySource(net::Client&)> account_keys(Account account,
                                                               bool has_project,
                                                               const util::Clock& clock) {
  auto read = [account = std::move(account), has_project]() -> Result<gemini::ServiceAccount> {
    if (!has_project) return no_project();
    return read_account(account);
  };
  return [read = std::move(read), &clock](net::Client& client) {
    return providers::service_account_key(read, client, clock);
  };
}

}  // namespace

bool is_spoken(const std::string& provider) { return providers::find_api(provider) != nullptr; }

bool is_own_server(const std::string& provider) {
  const providers::Api* api = providers::find_api(provider);
  return api != nullptr && api->is_own_server;
}

Result<Connection> connection_for(const std::string& provider,
                                  const ProjectSettings& settings,
                                  const Variables& variables,
                                  const util::Clock& clock) {
  const providers::Api* api = providers::find_api(provider);
  if (api == nullptr)
    return Error{ErrorKind::unsupported, "nobody here speaks to \"" + provider + "\""};
  const ProviderSettings own = settings.provider(provider);
  std::string base = own.base_url, base_from = "vitrine.yaml";
  if (base.empty() && !api->base_variable.empty()) {
    base = variables(api->base_variable).value_or("");
    base_from = api->base_variable;
  }
  const auto account = provider == "vertex" ? account_of(own, variables) : std::nullopt;
  providers::Reach reach = reach_of(own, base, account, variables);
  reach.graph = own.graph;
  auto access = api->open(reach);
  if (!access && base.empty()) return access.error();  // nobody said an address
  if (!access) return Error{access.error().kind, base_from + ": " + access.error().message};
  if (auto error = plain_http((*access)->place(), base_from)) return *error;
  Connection connection;
  connection.access = std::move(*access);
  connection.client = client_options(settings, variables);
  if (api->is_own_server)
    connection.client.first_byte_timeout =
        std::max<std::chrono::milliseconds>(connection.client.first_byte_timeout, kLoadingTime);
  if (account) {
    connection.key_from = account->from;
    connection.make_key = account_keys(*account, !reach.project.empty(), clock);
    return connection;
  }
  const std::vector<std::string> names = key_variables(provider, own);
  connection.key_from = names.front();
  for (auto name = names.rbegin(); name != names.rend(); ++name)
    if (variables(*name)) connection.key_from = *name;
  connection.make_key = [names, provider, variables](net::Client&) -> providers::KeySource {
    return [names, provider, variables] { return key_at_hand(names, provider, variables); };
  };
  return connection;
}

std::optional<Connection> connection_to(const std::string& surface,
                                        const std::string& model,
                                        const catalog::Catalog& catalog,
                                        const ProjectSettings& settings,
                                        const Variables& variables,
                                        const util::Clock& clock) {
  const domain::Model* const row = catalog.find_model(model);
  std::optional<Connection> found;
  for (const providers::Api& api : providers::apis()) {
    const std::string provider(api.provider);
    auto connection = connection_for(provider, settings, variables, clock);
    if (!connection || connection->place().name != surface) continue;
    const bool is_its_own = row != nullptr && row->provider == provider;
    if (!found || is_its_own) found = std::move(*connection);
  }
  return found;
}

std::optional<Error> missing_key(const std::string& provider,
                                 const ProjectSettings& settings,
                                 const Variables& variables) {
  const ProviderSettings own = settings.provider(provider);
  if (provider == "vertex")
    if (const auto account = account_of(own, variables)) {
      const Result<gemini::ServiceAccount> read = read_account(*account);
      if (!read) return read.error();
      if (project_of(own, *account, variables).empty()) return no_project();
      return std::nullopt;
    }
  const Result<std::string> key = key_at_hand(key_variables(provider, own), provider, variables);
  return key ? std::nullopt : std::optional(key.error());
}

Result<std::unique_ptr<PlannedJob>> plan_connected(std::unique_ptr<LoadedJob> loaded,
                                                   const JobFlags& flags,
                                                   lineage::Access access,
                                                   const Variables& variables,
                                                   const util::Clock& clock,
                                                   PlanOptions options) {
  std::map<std::string, Connection> reached;
  const std::string first = model_choice(*loaded).id;
  std::vector<std::string> models = fallback_models(*loaded);
  models.push_back(first);
  for (const std::string& model : models) {
    const std::string provider = model_choice(*loaded, model).provider;
    if (!is_spoken(provider)) continue;
    Result<Connection> connection = connection_for(provider, loaded->settings, variables, clock);
    if (!connection) return connection.error();
    (model == first ? options.surface : options.fallback_surfaces[model]) =
        connection->place().name;
    reached.emplace(model, std::move(*connection));
  }
  std::unique_ptr<PlannedJob> planned(
      new PlannedJob(plan_job(std::move(loaded), flags, access, clock, std::move(options))));
  if (auto own = reached.extract(first)) planned->connection = std::move(own.mapped());
  planned->fallback_connections = std::move(reached);
  return planned;
}

std::shared_ptr<providers::RemoteProvider> make_remote(const Connection& connection,
                                                       const catalog::Catalog& catalog,
                                                       boost::asio::any_io_executor executor) {
  struct Remote {
    std::unique_ptr<net::Client> client;
    std::unique_ptr<providers::RemoteProvider> provider;  // goes first
  };
  const auto remote = std::make_shared<Remote>();
  remote->client = net::make_client(std::move(executor), connection.client);
  remote->provider =
      connection.access->provider(catalog, connection.make_key(*remote->client), *remote->client);
  return {remote, remote->provider.get()};
}

}  // namespace vitrine::cli
