#include "pipeline/quality/reader_pool.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <utility>

using namespace vitrine;

namespace {

class Nothing : public quality::TextReader {
 public:
  std::vector<quality::Word> read(const cv::Mat&, quality::Layout) override { return {}; }
};

}  // namespace

TEST_CASE("a reader that came back is lent again, and no more are kept than may be idle",
          "[quality]") {
  int made = 0;
  quality::ReaderPool pool(
      [&]() -> util::Result<std::unique_ptr<quality::TextReader>> {
        ++made;
        return std::unique_ptr<quality::TextReader>(std::make_unique<Nothing>());
      },
      1);
  const quality::TextReader* first = nullptr;
  {
    const auto lent = pool.borrow();
    REQUIRE(lent.has_value());
    first = lent->get();
  }
  {
    const auto again = pool.borrow();
    CHECK(again->get() == first);
    const auto other = pool.borrow();  // at the same time: another one
    CHECK(other->get() != first);
    CHECK(made == 2);
  }
  const auto kept = pool.borrow(), anew = pool.borrow();
  CHECK(made == 3);  // one of the two was kept
}

TEST_CASE("a reader that was in use when something went wrong is not lent again", "[quality]") {
  int made = 0;
  quality::ReaderPool pool([&]() -> util::Result<std::unique_ptr<quality::TextReader>> {
    ++made;
    return std::unique_ptr<quality::TextReader>(std::make_unique<Nothing>());
  });
  const auto break_off = [&] {
    const auto lent = pool.borrow();
    throw std::runtime_error("broken");
  };
  CHECK_THROWS(break_off());
  CHECK(pool.borrow().has_value());
  CHECK(made == 2);
}

TEST_CASE("where no reader can be made, borrowing says why", "[quality]") {
  quality::ReaderPool pool([]() -> util::Result<std::unique_ptr<quality::TextReader>> {
    return util::Error{util::ErrorKind::not_found, "install it"};
  });
  const auto lent = pool.borrow();
  REQUIRE(lent.has_error());
  CHECK(lent.error().message == "install it");
}
