#include "pipeline/lineage/sqlite_lineage.hpp"
#include "pipeline/lineage/texts.hpp"

#include <algorithm>
#include <charconv>
#include <exception>
#include <map>

namespace vitrine::lineage {
namespace {

/// One attempt and the sums of its ledger rows by kind.
struct Line {
  std::string attempt, state;
  util::Money own_charge;
  std::optional<std::int64_t> book;
  std::string usage;
  util::Money reserved, charged, corrected, unknown, doubt;
};

Line read_line(Query& row) {
  Line line;
  line.attempt = row.text();
  line.state = row.text();
  line.own_charge = row.money();
  if (row.next_is_null())
    row.skip();
  else
    line.book = row.integer();
  line.usage = row.text();
  line.reserved = row.money();
  line.charged = row.money();
  line.corrected = row.money();
  line.unknown = row.money();
  line.doubt = row.money();
  return line;
}

std::string usd(util::Money money) { return util::to_text(money) + " USD"; }

/// Prices of the books on record: by book, unit and tier.
class Books {
 public:
  explicit Books(Database& database) {
    Query query = database.query("SELECT book, unit, tier, amount FROM price");
    while (query.step()) {
      const std::int64_t book = query.integer();
      const std::string unit = query.text(), tier = query.text();
      prices_[{book, unit, tier}] = query.integer();
    }
  }

  /// The charge of a usage, multiplied and rounded here anew; nothing if the book does not say.
  std::optional<util::Money> charge(std::int64_t book, const util::Fields& usage) const {
    // What the vendor itself said that a call cost stands above any book.
    if (const auto said = number(usage, "said_micros")) return util::Money{*said};
    const std::string size(util::find(usage, "size").value_or(""));
    const std::string quality(util::find(usage, "quality").value_or(""));
    for (const char* unit : {"flat", "call"})
      if (const auto flat = flat_price(book, unit, size, quality)) return flat;
    if (prices_.contains({book, "first_megapixel", ""})) return by_megapixel(book, usage);
    Wide sum = 0;
    for (const char* unit : {"input", "picture", "text"}) {
      const auto price = find(book, unit);
      const auto used = number(usage, unit);
      if (!price || !used) return std::nullopt;
      sum += static_cast<Wide>(*price) * *used;
    }
    const auto of_pictures = find(book, "picture_input");
    sum += static_cast<Wide>(of_pictures ? *of_pictures : *find(book, "input")) *
           number(usage, "picture_input").value_or(0);
    return util::Money{static_cast<std::int64_t>((sum + 500'000) / 1'000'000)};
  }

 private:
  __extension__ using Wide = __int128;

  static std::optional<std::int64_t> number(const util::Fields& usage, const char* name) {
    const std::string_view text = util::find(usage, name).value_or("");
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{})
      return std::nullopt;
    return value;
  }

  std::optional<std::int64_t> find(std::int64_t book, const char* unit) const {
    const auto found = prices_.find({book, unit, ""});
    return found == prices_.end() ? std::nullopt : std::optional(found->second);
  }

  /// The first megapixel whole, the others by their share.
  std::optional<util::Money> by_megapixel(std::int64_t book, const util::Fields& usage) const {
    constexpr std::int64_t kMegapixel = 1024 * 1024;
    const auto pixels = number(usage, "pixels"), sent = number(usage, "input_pixels");
    const auto further = find(book, "further_megapixel"), input = find(book, "input_megapixel");
    if (!pixels || !sent || !further || !input) return std::nullopt;
    const Wide sum = static_cast<Wide>(*find(book, "first_megapixel")) * kMegapixel +
                     static_cast<Wide>(*further) * std::max<std::int64_t>(0, *pixels - kMegapixel) +
                     static_cast<Wide>(*input) * *sent;
    return util::Money{static_cast<std::int64_t>((sum + kMegapixel / 2) / kMegapixel)};
  }

  /// Of that size, of any, or where no size is named of the only one.
  std::optional<util::Money> flat_price(std::int64_t book,
                                        const std::string& unit,
                                        const std::string& size,
                                        const std::string& quality) const {
    for (const std::string& tier :
         {size + " " + quality, "any " + quality, size, std::string("any")})
      if (const auto found = prices_.find({book, unit, tier}); found != prices_.end())
        return util::Money{found->second};
    if (!size.empty()) return std::nullopt;
    const auto first = prices_.lower_bound({book, unit, ""});
    if (first == prices_.end() || std::get<0>(first->first) != book ||
        std::get<1>(first->first) != unit)
      return std::nullopt;
    return util::Money{first->second};
  }

  std::map<std::tuple<std::int64_t, std::string, std::string>, std::int64_t> prices_;
};

/// What is read while it lives is of one moment, whoever writes meanwhile.
class OneMoment {
 public:
  explicit OneMoment(Connection& connection)
      : connection_(connection), is_mine_(!connection.in_transaction()) {
    if (is_mine_) connection_.execute("BEGIN");
  }
  ~OneMoment() {
    if (!is_mine_ || !connection_.in_transaction()) return;
    try {
      connection_.execute("COMMIT");
    } catch (const std::exception&) {
      // Nothing was written.
    }
  }
  OneMoment(const OneMoment&) = delete;
  OneMoment& operator=(const OneMoment&) = delete;

 private:
  Connection& connection_;
  bool is_mine_;
};

class Checker {
 public:
  Checker(Database& database, LedgerCheck& check)
      : database_(database), check_(check), books_(database) {}

  void attempts() {
    Query query = database_.query(
        "SELECT a.id, a.state, a.charged, a.price_book, coalesce(a.usage, ''),"
        " coalesce(l.reserved, 0), coalesce(l.charged, 0), coalesce(l.corrected, 0),"
        " coalesce(l.unknown, 0), coalesce(l.doubt, 0) FROM attempt a LEFT JOIN"
        " (SELECT attempt, sum(iif(kind IN ('reserve', 'release'), amount, 0)) AS reserved,"
        "   sum(iif(kind = 'charge', amount, 0)) AS charged,"
        "   sum(iif(kind = 'correct', amount, 0)) AS corrected,"
        "   sum(iif(kind = 'unknown', amount, 0)) AS unknown,"
        "   sum(iif(kind = 'doubt', amount, 0)) AS doubt FROM ledger GROUP BY attempt) l"
        " ON l.attempt = a.id ORDER BY a.id");
    while (query.step()) attempt(read_line(query));
  }

  void budgets() {
    // Both ways: a sum that is wrong, and one that is missing or of nothing.
    Query query = database_.query(
        "WITH anew AS (SELECT b.scope, b.name,"
        "   sum(iif(l.kind IN ('reserve', 'release'), l.amount, 0)) AS reserved,"
        "   sum(iif(l.kind IN ('charge', 'correct'), l.amount, 0)) AS spent,"
        "   sum(iif(l.kind = 'unknown', l.amount, 0)) AS unknown,"
        "   sum(iif(l.kind = 'doubt', l.amount, 0)) AS doubt"
        "   FROM ledger l JOIN attempt_budget b ON b.attempt = l.attempt GROUP BY b.scope, b.name),"
        " keys AS (SELECT scope, name FROM anew UNION SELECT scope, name FROM budget)"
        " SELECT k.scope, k.name, coalesce(a.spent, 0), coalesce(a.reserved, 0),"
        " coalesce(a.unknown, 0), coalesce(a.doubt, 0), coalesce(b.spent, 0),"
        " coalesce(b.reserved, 0), coalesce(b.unknown, 0), coalesce(b.doubt, 0) FROM keys k"
        " LEFT JOIN anew a ON a.scope = k.scope AND a.name = k.name"
        " LEFT JOIN budget b ON b.scope = k.scope AND b.name = k.name ORDER BY k.scope, k.name");
    while (query.step()) {
      const std::string scope = query.text(), name = query.text();
      util::Money sums[2][4];
      for (auto& side : sums)
        for (util::Money& sum : side) sum = query.money();
      constexpr const char* kWhat[] = {"spent", "reserved", "unknown", "held back for estimates"};
      for (int i = 0; i < 4; ++i)
        if (sums[0][i] != sums[1][i])
          problem("the budget of " + scope + (name.empty() ? "" : " " + name) + " says " +
                  usd(sums[1][i]) + " " + kWhat[i] + ", but its ledger rows add up to " +
                  usd(sums[0][i]));
    }
  }

 private:
  void problem(std::string sentence) { check_.problems.push_back(std::move(sentence)); }

  void attempt(const Line& line) {
    count(line.state);
    const util::Money spent = line.charged + line.corrected;
    check_.charged += spent;
    check_.unknown += line.unknown;
    const std::string who = "attempt " + line.attempt + " (" + line.state + ")";
    const bool open = line.state == "sent" || line.state == "batched";
    if (line.own_charge != spent + line.unknown)
      problem(who + " was charged " + usd(line.own_charge) + " but the ledger says " +
              usd(spent + line.unknown));
    if (!open && line.reserved.micros != 0)
      problem(who + " has ended, and " + usd(line.reserved) + " are still reserved for it");
    if (line.reserved.micros < 0)
      problem(who + " gave back " + usd(util::Money{} - line.reserved) + " more than it reserved");
    if (line.state != "unknown" && line.unknown.micros != 0)
      problem(who + " has " + usd(line.unknown) + " unknown on the ledger");
    if (line.state == "unknown" && spent.micros != 0)
      problem(who + " is charged " + usd(spent) + " although nobody knows whether it was billed");
    if ((line.state == "free_failure" || line.state == "written_off") && spent.micros != 0)
      problem(who + " cost nothing, but the ledger charges " + usd(spent));
    if (line.charged.micros != 0) recompute(line, who);
  }

  void recompute(const Line& line, const std::string& who) {
    if (!line.book || line.usage.empty()) {
      ++check_.not_recomputed;
      return;
    }
    const auto charge = books_.charge(*line.book, read_fields(line.usage));
    if (charge) ++check_.recomputed;
    if (!charge)
      problem(who + " has a usage that its price book does not price");
    else if (*charge != line.charged)
      problem(who + " was charged " + usd(line.charged) + ", but its usage at its price book's " +
              "numbers comes to " + usd(*charge));
  }

  void count(const std::string& state) {
    if (state == "settled")
      ++check_.settled;
    else if (state == "unknown")
      ++check_.unknowns;
    else if (state == "billed_failure")
      ++check_.billed_failures;
    else if (state == "free_failure")
      ++check_.free_failures;
    else if (state == "reconciled")
      ++check_.reconciled;
    else if (state == "written_off")
      ++check_.written_off;
    else
      ++check_.open;
  }

  Database& database_;
  LedgerCheck& check_;
  Books books_;
};

}  // namespace

LedgerCheck SqliteLineage::check_ledger() {
  LedgerCheck check;
  const OneMoment one_moment(database_.connection());
  Checker checker(database_, check);
  checker.attempts();
  checker.budgets();
  return check;
}

}  // namespace vitrine::lineage
