#include "pipeline/cli/matting_settings.hpp"

#include "pipeline/spec/complaints.hpp"
#include "pipeline/studio/matting_network.hpp"
#include "pipeline/util/files.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace vitrine::cli {
namespace {

constexpr std::uintmax_t kMostBytes = 2'000'000'000;  // what protobuf reads

void read_channels(const spec::Node* list, std::array<double, 3>& into) {
  if (list == nullptr || list->items.size() != into.size()) return;
  for (std::size_t i = 0; i < into.size(); ++i)
    into[i] = spec::number_of(list->items[i]).value_or(into[i]);
}

domain::Problem at_network(const MattingSettings& settings, std::string code, std::string message) {
  domain::Problem problem;
  problem.file = settings.settings_file;
  problem.line = settings.mark.line;
  problem.column = settings.mark.column;
  problem.length = settings.mark.length;
  problem.code = std::move(code);
  problem.message = std::move(message);
  return problem;
}

}  // namespace

std::optional<MattingSettings> read_matting(const spec::Node& node,
                                            const std::filesystem::path& settings_file) {
  const spec::Node* named = node.find("network");
  const std::string* path = spec::text_of(named);
  if (path == nullptr || path->empty()) return std::nullopt;
  MattingSettings settings;
  settings.settings_file = settings_file.string();
  settings.named = *path;
  settings.mark = named->mark;
  settings.network.file = (settings_file.parent_path() / *path).lexically_normal();
  domain::MattingFormat& format = settings.network.format;
  if (const spec::Node* size = node.find("size"))
    if (const auto side = spec::integer_of(*size))
      format.size = {static_cast<int>(*side), static_cast<int>(*side)};
  read_channels(node.find("mean"), format.mean);
  read_channels(node.find("std"), format.deviation);
  const std::string* channels = spec::text_of(node.find("channels"));
  format.blue_first = channels != nullptr && *channels == "bgr";
  if (const std::string* output = spec::text_of(node.find("output"))) format.output = *output;
  return settings;
}

std::optional<domain::Problem> matting_problem(const MattingSettings& settings) {
  for (const double deviation : settings.network.format.deviation)
    if (deviation == 0)
      return at_network(settings, "bad-network",
                        "the matting network's std: has a 0, by which nothing can be divided");
  const util::Result<std::string> bytes = util::read_file(settings.network.file, kMostBytes);
  if (!bytes)
    return at_network(
        settings, "no-such-file",
        "no file " + spec::quote(settings.named) + " for the matting network to be read from");
  const auto network = studio::MattingNetwork::load(*bytes, settings.network.format);
  if (network) return std::nullopt;
  return at_network(settings, "bad-network", network.error().message);
}

}  // namespace vitrine::cli
