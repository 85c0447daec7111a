#include "pipeline/imaging/grid_cut.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace vitrine::imaging {
namespace {

constexpr int opposite(int direction) { return direction ^ 2; }
constexpr int kNowhere = std::numeric_limits<int>::max();

}  // namespace

int GridCut::add() {
  nodes_.emplace_back();
  return static_cast<int>(nodes_.size()) - 1;
}

void GridCut::link_up(int vertex, int above, int cost) {
  node(vertex).above = above;
  node(above).below = vertex;
  link(vertex, above, kUp, cost);
}

void GridCut::link(int vertex, int other, int direction, int cost) {
  outwards(node(vertex), direction) = static_cast<std::int16_t>(cost);
  outwards(node(other), opposite(direction)) = static_cast<std::int16_t>(cost);
  node(vertex).links |= static_cast<std::uint8_t>(1 << direction);
  node(other).links |= static_cast<std::uint8_t>(1 << opposite(direction));
}

int GridCut::neighbour(int vertex, int direction) const {
  switch (direction) {
    case kRight:
      return vertex + 1;
    case kLeft:
      return vertex - 1;
    case kDown:
      return node(vertex).below;
    default:
      return node(vertex).above;
  }
}

std::int16_t& GridCut::along(int vertex, int direction, std::uint8_t side) {
  return side == kProduct ? outwards(node(vertex), direction)
                          : outwards(node(neighbour(vertex, direction)), opposite(direction));
}

void GridCut::wait(int vertex) {
  if (node(vertex).next != kNotWaiting) return;
  node(vertex).next = kLast;
  if (first_ == kLast)
    first_ = vertex;
  else
    node(last_).next = vertex;
  last_ = vertex;
}

void GridCut::solve() {
  for (int vertex = 0; vertex < static_cast<int>(nodes_.size()); ++vertex) {
    Node& own = node(vertex);
    if (own.surplus == 0) continue;
    own.parent = kRoot;
    own.distance = 1;
    own.side = own.surplus < 0 ? kBackdrop : kProduct;
    wait(vertex);
  }
  Meeting meeting;
  while (grow(meeting)) {
    augment(meeting);
    ++now_;
    while (!orphans_.empty()) {
      const int vertex = orphans_.back();
      orphans_.pop_back();
      adopt(vertex);
    }
  }
}

/// Both trees, until they meet; false if they never do again.
bool GridCut::grow(Meeting& meeting) {
  while (first_ != kLast) {
    const int vertex = first_;
    Node& own = node(vertex);
    if (own.parent != kFree)
      for (const int direction : kOrder) {
        if ((own.links >> direction & 1) == 0 || along(vertex, direction, own.side) == 0) continue;
        const int to = neighbour(vertex, direction);
        Node& other = node(to);
        if (other.parent != kFree && other.side != own.side) {
          meeting =
              own.side == kProduct ? Meeting{vertex, direction} : Meeting{to, opposite(direction)};
          return true;
        }
        const bool is_new = other.parent == kFree;
        const bool is_shorter = other.distance > own.distance + 1 && other.stamp <= own.stamp;
        if (!is_new && !is_shorter) continue;
        other.side = own.side;
        other.parent = static_cast<std::int8_t>(opposite(direction));
        other.stamp = own.stamp;
        other.distance = own.distance + 1;
        if (is_new) wait(to);
      }
    first_ = own.next;
    own.next = kNotWaiting;
  }
  return false;
}

/// The most that can be pushed between a vertex and its tree's root.
int GridCut::narrowest(int vertex) const {
  int least = kNowhere;
  while (node(vertex).parent >= 0) {
    const Node& own = node(vertex);
    const int parent = neighbour(vertex, own.parent);
    const auto& carrier = own.side == kProduct ? node(parent) : own;
    const int direction = own.side == kProduct ? opposite(own.parent) : own.parent;
    least = std::min<int>(least, carrier.left[static_cast<std::size_t>(direction)]);
    vertex = parent;
  }
  return std::min(least, std::abs(node(vertex).surplus));
}

/// Along the tree between a vertex and its root; whom nothing feeds any more is an orphan.
void GridCut::push(int vertex, int amount) {
  const std::uint8_t side = node(vertex).side;
  while (node(vertex).parent >= 0) {
    Node& own = node(vertex);
    const int direction = own.parent, parent = neighbour(vertex, direction);
    auto& used = along(parent, opposite(direction), side);
    auto& given = along(vertex, direction, side);
    given = static_cast<std::int16_t>(given + amount);
    used = static_cast<std::int16_t>(used - amount);
    if (used == 0) {
      own.parent = kOrphan;
      orphans_.push_back(vertex);
    }
    vertex = parent;
  }
  Node& root = node(vertex);
  root.surplus += side == kProduct ? -amount : amount;
  if (root.surplus == 0) {
    root.parent = kOrphan;
    orphans_.push_back(vertex);
  }
}

void GridCut::augment(const Meeting& meeting) {
  const int to = neighbour(meeting.from, meeting.direction);
  auto& bridge = outwards(node(meeting.from), meeting.direction);
  auto& back = outwards(node(to), opposite(meeting.direction));
  const int amount = std::min({int{bridge}, narrowest(meeting.from), narrowest(to)});
  bridge = static_cast<std::int16_t>(bridge - amount);
  back = static_cast<std::int16_t>(back + amount);
  push(meeting.from, amount);
  push(to, amount);
}

/// Steps to the root, as far as this round knows them; kNowhere if the way ends at an orphan.
int GridCut::distance_to_root(int vertex) const {
  for (int steps = 0;; ++steps) {
    const Node& own = node(vertex);
    if (own.stamp == now_) return steps + own.distance;
    if (own.parent == kRoot) return steps + 1;
    if (own.parent == kOrphan) return kNowhere;
    vertex = neighbour(vertex, own.parent);
  }
}

/// Finds the orphan the parent that is nearest to the root, or lets it go.
void GridCut::adopt(int vertex) {
  Node& own = node(vertex);
  int best = kFree, nearest = kNowhere;
  for (const int direction : kOrder) {
    if ((own.links >> direction & 1) == 0) continue;
    const int to = neighbour(vertex, direction);
    if (along(to, opposite(direction), own.side) == 0) continue;
    if (node(to).side != own.side || node(to).parent == kFree) continue;
    int distance = distance_to_root(to);
    if (distance == kNowhere) continue;
    if (distance + 1 < nearest) {
      nearest = distance + 1;
      best = direction;
    }
    // What was found out on the way is known for this round.
    for (int on_way = to; node(on_way).stamp != now_;) {
      node(on_way).stamp = now_;
      node(on_way).distance = distance--;
      if (node(on_way).parent < 0) break;
      on_way = neighbour(on_way, node(on_way).parent);
    }
  }
  own.parent = static_cast<std::int8_t>(best);
  if (best == kFree) {
    abandon(vertex);
    return;
  }
  own.stamp = now_;
  own.distance = nearest;
}

/// Its neighbours may grow into it, and its children are orphans.
void GridCut::abandon(int vertex) {
  Node& own = node(vertex);
  own.stamp = 0;
  for (const int direction : kOrder) {
    if ((own.links >> direction & 1) == 0) continue;
    const int to = neighbour(vertex, direction);
    Node& other = node(to);
    if (other.side != own.side || other.parent == kFree) continue;
    if (along(to, opposite(direction), own.side) != 0) wait(to);
    if (other.parent == opposite(direction)) {
      other.parent = kOrphan;
      orphans_.push_back(to);
    }
  }
}

}  // namespace vitrine::imaging
