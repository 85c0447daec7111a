#include "pipeline/cli/graph_settings.hpp"

#include "pipeline/util/files.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::cli {
namespace {

using providers::NodeRole;

constexpr std::uintmax_t kMostBytes = 4'000'000;

/// Each node that is named, with its role and the place where its id is kept.
class Nodes {
 public:
  Nodes(const providers::ComfyGraph& graph, spec::Complaints& complaints)
      : graph_(graph), ids_(providers::graph_nodes(graph.json)), complaints_(complaints) {}

  std::string read(const spec::Node* named, NodeRole role) {
    const std::string* id = spec::text_of(named);
    if (id == nullptr) return {};
    const bool is_there = std::find(ids_.begin(), ids_.end(), *id) != ids_.end();
    if (!is_there) {
      complain(*named, spec::unknown_word("unknown-node",
                                          "the graph has no node " + spec::quote(*id), *id, ids_));
    } else if (const auto problem = providers::node_problem(graph_.json, *id, role)) {
      complain(*named, {"bad-node", *problem});
    } else if (!taken_.insert(*id).second && (role == NodeRole::image || role == NodeRole::mask)) {
      complain(*named, {"bad-node", "node " + *id + " is named already"});
    }
    return *id;
  }
  bool are_well() const { return are_well_; }

 private:
  void complain(const spec::Node& at, spec::Complaint complaint) {
    are_well_ = false;
    complaints_.error(at, std::move(complaint));
  }

  const providers::ComfyGraph& graph_;
  std::vector<std::string> ids_;
  std::set<std::string> taken_;
  spec::Complaints& complaints_;
  bool are_well_ = true;
};

}  // namespace

std::shared_ptr<const providers::ComfyGraph> read_graph(const spec::Node& provider,
                                                        const std::filesystem::path& folder,
                                                        spec::Complaints& complaints) {
  const spec::Node* named = provider.find("graph");
  const spec::Node* nodes = provider.find("nodes");
  const std::string* path = spec::text_of(named);
  if (path == nullptr) {
    if (nodes != nullptr)
      complaints.error(*nodes, {"no-graph", "nodes: are those of a graph; name its file, graph:"});
    return nullptr;
  }
  if (nodes == nullptr)
    complaints.error(*named, {"no-nodes",
                              "which of the graph's nodes take prompt and pictures is not said; "
                              "name them, nodes:"});
  util::Result<std::string> json = util::read_file((folder / *path).lexically_normal(), kMostBytes);
  if (!json) {
    complaints.error(*named,
                     {"no-such-file", "no file " + spec::quote(*path) + " for a graph to be read"});
    return nullptr;
  }
  if (const auto problem = providers::graph_problem(*json)) {
    complaints.error(*named, {"bad-graph", spec::quote(*path) + " is no graph: " + *problem});
    return nullptr;
  }
  if (nodes == nullptr || !nodes->is_map()) return nullptr;
  auto graph = std::make_shared<providers::ComfyGraph>();
  graph->json = std::move(*json);
  Nodes read(*graph, complaints);
  providers::GraphNodes& into = graph->nodes;
  into.prompt = read.read(nodes->find("prompt"), NodeRole::prompt);
  into.seed = read.read(nodes->find("seed"), NodeRole::seed);
  into.size = read.read(nodes->find("size"), NodeRole::size);
  into.output = read.read(nodes->find("output"), NodeRole::output);
  if (const spec::Node* images = nodes->find("images"); images != nullptr && images->is_list())
    for (const spec::Node& image : images->items)
      into.images.push_back(read.read(&image, NodeRole::image));
  into.mask = read.read(nodes->find("mask"), NodeRole::mask);
  if (!read.are_well() || into.prompt.empty() || into.output.empty()) return nullptr;
  return graph;
}

}  // namespace vitrine::cli
