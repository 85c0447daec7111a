#include "pipeline/imaging/grid_cut.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc/detail/gcgraph.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using vitrine::imaging::GridCut;

namespace {

/// Both graphs of one drawing, and what they make of it, as letters.
class Both {
 public:
  Both(int width, int vertices)
      : ours_(vertices),
        theirs_(static_cast<unsigned>(vertices), static_cast<unsigned>(4 * vertices)),
        above_(static_cast<std::size_t>(width), -1) {}

  void add(int column, bool beside, int left_cost, int up_cost, int leaning) {
    const int own = ours_.add();
    theirs_.addVtx();
    if (beside) {
      ours_.link_left(own, left_cost);
      theirs_.addEdges(own, own - 1, left_cost, left_cost);
    }
    int& above = above_[static_cast<std::size_t>(column)];
    if (above >= 0) {
      ours_.link_up(own, above, up_cost);
      theirs_.addEdges(own, above, up_cost, up_cost);
    }
    above = own;
    ours_.lean(own, leaning);
    theirs_.addTermWeights(own, std::max(leaning, 0), std::max(-leaning, 0));
    ++count_;
  }
  void skip(int column) { above_[static_cast<std::size_t>(column)] = -1; }

  std::string ours() {
    ours_.solve();
    return letters([&](int vertex) { return ours_.is_product(vertex); });
  }
  std::string theirs() {
    theirs_.maxFlow();
    return letters([&](int vertex) { return theirs_.inSourceSegment(vertex); });
  }

 private:
  template <class IsProduct>
  std::string letters(IsProduct is_product) const {
    std::string text;
    for (int vertex = 0; vertex < count_; ++vertex) text += is_product(vertex) ? 'P' : '.';
    return text;
  }
  GridCut ours_;
  cv::detail::GCGraph<int> theirs_;
  std::vector<int> above_;
  int count_ = 0;
};

}  // namespace

TEST_CASE("a cut goes where separating costs least", "[imaging][cut]") {
  GridCut row(5);
  for (const int cost : {0, 9, 9, 2, 9}) {
    const int own = row.add();
    if (cost > 0) row.link_left(own, cost);
  }
  row.lean(0, 20);
  row.lean(4, -20);
  row.solve();
  std::string sides;
  for (int vertex = 0; vertex < 5; ++vertex) sides += row.is_product(vertex) ? 'P' : '.';
  CHECK(sides == "PPP..");
}

TEST_CASE("a vertex by itself follows its leaning", "[imaging][cut]") {
  GridCut apart(2);
  apart.add(), apart.add();
  apart.lean(0, 1);
  apart.lean(1, -1);
  apart.solve();
  CHECK(apart.is_product(0));
  CHECK_FALSE(apart.is_product(1));
}

TEST_CASE("of several minimum cuts it is the one that OpenCV finds", "[imaging][cut]") {
  std::mt19937 dice(7);
  const auto throw_of = [&](int least, int most) {
    return least + static_cast<int>(dice() % static_cast<unsigned>(most - least + 1));
  };
  int products = 0, vertices = 0;
  for (int round = 0; round < 400; ++round) {
    const int width = throw_of(2, 40), height = throw_of(2, 40);
    // Few different costs and leanings make many cuts equal; gaps leave parts that nothing pulls.
    const int dearest = round % 2 == 0 ? 2 : 250, strongest = round % 3 == 0 ? 2 : 60;
    const int gaps = throw_of(0, 45), calm = throw_of(0, 90);
    Both both(width, width * height);
    for (int y = 0; y < height; ++y) {
      bool beside = false;
      for (int x = 0; x < width; ++x) {
        if (throw_of(0, 99) < gaps) {
          both.skip(x);
          beside = false;
          continue;
        }
        const int left_cost = throw_of(1, dearest), up_cost = throw_of(1, dearest);
        const int leaning = throw_of(0, 99) < calm ? 0 : throw_of(-strongest, strongest);
        both.add(x, beside, left_cost, up_cost, leaning);
        beside = true;
      }
    }
    const std::string ours = both.ours();
    if (ours.size() < 2) continue;
    INFO("round " << round << ", " << width << " x " << height);
    REQUIRE(ours == both.theirs());
    vertices += static_cast<int>(ours.size());
    products += static_cast<int>(std::count(ours.begin(), ours.end(), 'P'));
  }
  CHECK(products > vertices / 5);
  CHECK(products < vertices * 4 / 5);
}
