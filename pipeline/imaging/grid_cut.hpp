#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace vitrine::imaging {

/// The minimum cut of a graph whose vertices are pixels, each linked with those beside, above and
/// below it. A vertex takes 36 bytes; a graph of any shape would take more than twice that.
/// Vertices are numbered as they are added: row by row, from left to right.
/// Source: Boykov, Kolmogorov 2004: two search trees that are kept between augmentations, with time
///         stamps and distances; first in, first out. Of several minimum cuts it finds the one that
///         OpenCV's `GCGraph` does if links are added to that as they are here.
class GridCut {
 public:
  explicit GridCut(int vertices) { nodes_.reserve(static_cast<std::size_t>(vertices)); }

  int add();
  /// With the vertex added before it, or with one of the row above. Separating the two costs `cost`
  /// (1 to 16383) either way.
  void link_left(int vertex, int cost) { link(vertex, vertex - 1, kLeft, cost); }
  void link_up(int vertex, int above, int cost);
  /// How much more it costs to cut the vertex off from the product than from the backdrop.
  void lean(int vertex, int to_product) { node(vertex).surplus = to_product; }

  /// Once, after everything was added.
  void solve();
  bool is_product(int vertex) const { return node(vertex).side == kProduct; }

 private:
  static constexpr int kRight = 0, kDown = 1, kLeft = 2, kUp = 3;
  /// The last link added is looked at first.
  static constexpr std::array<int, 4> kOrder = {kDown, kRight, kUp, kLeft};
  static constexpr std::int8_t kFree = -1, kRoot = -2, kOrphan = -3;  ///< instead of a parent
  static constexpr int kNotWaiting = -2, kLast = -1;                  ///< instead of the next one
  static constexpr std::uint8_t kProduct = 0, kBackdrop = 1;

  struct Node {
    std::array<std::int16_t, 4> left{};  ///< what each link lets through yet, outwards
    int above = -1, below = -1;
    int surplus = 0;  ///< what still comes from the product (> 0) or goes to the backdrop
    int stamp = 0, distance = 0;
    int next = kNotWaiting;      ///< in the queue of those that may grow
    std::int8_t parent = kFree;  ///< direction
    std::uint8_t side = kProduct;
    std::uint8_t links = 0;  ///< bits, by direction
  };
  /// A link that joins the trees, from the product's.
  struct Meeting {
    int from = -1;
    int direction = 0;
  };

  Node& node(int vertex) { return nodes_[static_cast<std::size_t>(vertex)]; }
  const Node& node(int vertex) const { return nodes_[static_cast<std::size_t>(vertex)]; }
  static std::int16_t& outwards(Node& of, int direction) {
    return of.left[static_cast<std::size_t>(direction)];
  }
  void link(int vertex, int other, int direction, int cost);
  int neighbour(int vertex, int direction) const;
  /// What flows along the link as the tree of that side needs it: away from the product's root,
  /// towards the backdrop's.
  std::int16_t& along(int vertex, int direction, std::uint8_t side);

  void wait(int vertex);
  bool grow(Meeting& meeting);
  void augment(const Meeting& meeting);
  int narrowest(int vertex) const;
  void push(int vertex, int amount);
  int distance_to_root(int vertex) const;
  void adopt(int vertex);
  void abandon(int vertex);

  std::vector<Node> nodes_;
  std::vector<int> orphans_;
  int first_ = kLast, last_ = kLast;
  int now_ = 0;
};

}  // namespace vitrine::imaging
