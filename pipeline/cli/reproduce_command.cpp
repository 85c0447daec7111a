#include "pipeline/audit/reproduce.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/records.hpp"
#include "pipeline/store/asset_store.hpp"

#include <algorithm>
#include <ostream>

namespace vitrine::cli {
namespace {

using audit::Reproduction;
using audit::Sameness;

long long count(const std::vector<Reproduction>& results, Sameness sameness) {
  return std::count_if(results.begin(), results.end(),
                       [&](const Reproduction& result) { return result.sameness == sameness; });
}

void write(const std::vector<Reproduction>& results, std::ostream& out) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", count(results, Sameness::identical) == static_cast<long long>(results.size()));
  json.member("assets", results.size());
  json.member("identical", static_cast<std::int64_t>(count(results, Sameness::identical)));
  json.member("different", static_cast<std::int64_t>(count(results, Sameness::different)));
  json.member("missing", static_cast<std::int64_t>(count(results, Sameness::missing)));
  json.key("problems");
  json.begin_array();
  for (const Reproduction& result : results) {
    if (result.sameness == Sameness::identical) continue;
    json.begin_object();
    json.member("asset", result.asset);
    json.member("outcome", audit::to_text(result.sameness));
    json.member("detail", result.detail);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out << std::move(json).take() << '\n';
}

void print(const std::vector<Reproduction>& results, std::ostream& out) {
  for (const Reproduction& result : results)
    if (result.sameness != Sameness::identical)
      out << result.asset.substr(0, 12) << "  " << audit::to_text(result.sameness) << ": "
          << result.detail << '\n';
  const long long identical = count(results, Sameness::identical);
  const long long different = count(results, Sameness::different);
  const long long missing = count(results, Sameness::missing);
  out << counted(static_cast<long long>(results.size()), "asset") << ": " << identical
      << " identical";
  if (different > 0) out << ", " << different << " different";
  if (missing > 0) out << ", " << missing << " missing";
  out << '\n';
  if (different + missing == 0) out << "bytes identical\n";
}

}  // namespace

int reproduce(const Invocation& call,
              const std::vector<std::string>& names,
              bool all,
              int threads) {
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  std::vector<lineage::AssetRecord> wanted;
  if (all) wanted = records->lineage->assets("");
  for (const std::string& name : names) {
    auto found = find_assets(*records, name);
    if (found.empty())
      return fail(call.console, kBadJob,
                  "\"" + name + "\" is no asset id, digest, shot or delivered file of this project",
                  "no-such-asset");
    for (lineage::AssetRecord& asset : found) wanted.push_back(std::move(asset));
  }
  if (wanted.empty())
    return fail(call.console, kBadJob, "name an asset, or ask for --all", "no-asset-named");
  const auto store = store::open_store(records->project.store_folder().string());
  const auto results = audit::reproduce(*records->lineage, *store, wanted, threads);
  if (call.console.json)
    write(results, call.console.out);
  else
    print(results, call.console.out);
  return count(results, Sameness::identical) == static_cast<long long>(results.size())
             ? kDone
             : kSomeFailed;
}

}  // namespace vitrine::cli
