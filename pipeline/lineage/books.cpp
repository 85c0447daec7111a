#include "pipeline/lineage/budgets.hpp"
#include "pipeline/lineage/sqlite_lineage.hpp"

#include <algorithm>

namespace vitrine::lineage {
namespace {

/// Of the numbers alone: another wording of the source is no other price.
util::Digest digest_of(const BookRow& book) {
  std::vector<BookRow::Price> prices = book.prices;
  std::sort(prices.begin(), prices.end(), [](const auto& a, const auto& b) {
    return std::pair(a.unit, a.tier) < std::pair(b.unit, b.tier);
  });
  util::Fields fields{{"model", book.model}};
  for (const BookRow::Price& price : prices) {
    fields.push_back({"unit", price.unit});
    fields.push_back({"tier", price.tier});
    fields.push_back({"amount", std::to_string(price.amount)});
  }
  return util::key_of("price_book/1", fields);
}

struct Known {
  std::int64_t id = 0;
  bool is_same = false;
};

std::optional<Known> known_book(Database& database, const BookRow& book) {
  Query query = database.query(
      "SELECT id, digest FROM price_book WHERE provider = ? AND version = ? AND model = ?");
  if (!query.bind(book.seller, book.version, book.model).step()) return std::nullopt;
  Known known;
  known.id = query.integer();
  known.is_same = query.digest() == digest_of(book);
  return known;
}

std::string other_numbers(const BookRow& book) {
  return "price book \"" + book.version + "\" has other numbers for " + book.model +
         " than when calls were paid by it; books are never edited, so give the new prices a book "
         "of a new name and day";
}

}  // namespace

std::int64_t note_book(Database& database, const BookRow& book) {
  const std::optional<Known> known = known_book(database, book);
  if (known && !known->is_same) throw Failure(other_numbers(book));
  if (known) return known->id;
  database
      .query(
          "INSERT INTO price_book (provider, version, model, source, digest, effective_from)"
          " VALUES (?, ?, ?, ?, ?, ?)")
      .bind(book.seller, book.version, book.model, book.source, digest_of(book),
            util::to_text(book.from))
      .run();
  const std::int64_t id = database.connection().last_row();
  Query add = database.query("INSERT INTO price (book, unit, tier, amount) VALUES (?, ?, ?, ?)");
  for (const BookRow::Price& price : book.prices)
    add.bind(id, price.unit, price.tier, price.amount).run();
  return id;
}

std::optional<std::string> SqliteLineage::book_problem(const BookRow& book) {
  const std::optional<Known> known = known_book(database_, book);
  if (!known || known->is_same) return std::nullopt;
  return other_numbers(book);
}

}  // namespace vitrine::lineage
