#include "pipeline/cli/invoice.hpp"

#include "pipeline/spec/csv.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <initializer_list>
#include <map>
#include <system_error>
#include <utility>

namespace vitrine::cli {
namespace {

constexpr std::int64_t kNanosPerMicro = 1'000;

/// "Cost (USD)" and "cost_usd" are one heading.
std::string plain(std::string_view heading) {
  std::string letters;
  for (const char c : heading)
    if (std::isalnum(static_cast<unsigned char>(c)))
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return letters;
}

/// The first heading that means one of these, in the order of meanings.
std::optional<std::size_t> column_of(const spec::Csv& csv,
                                     std::initializer_list<const char*> meanings) {
  for (const char* meaning : meanings)
    for (std::size_t i = 0; i < csv.headings.size(); ++i)
      if (plain(csv.headings[i]) == meaning) return i;
  return std::nullopt;
}

/// "8.2E-05" as spreadsheets write it, with its point where it belongs; other texts as they are,
/// and so no amount where an exponent makes no sense.
std::string without_exponent(const std::string& number) {
  const std::size_t e = number.find_first_of("eE");
  if (e == std::string::npos) return number;
  int exponent = 0;
  const char* begin = number.data() + e + 1;
  if (e + 1 < number.size() && *begin == '+') ++begin;
  const char* end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(begin, end, exponent);
  if (e == 0 || error != std::errc{} || stop != end || exponent < -15 || exponent > 9)
    return number;
  std::string digits = number.substr(0, e);
  const std::size_t found = digits.find('.');
  int point = static_cast<int>(found == std::string::npos ? digits.size() : found);
  if (found != std::string::npos) digits.erase(found, 1);
  point += exponent;
  if (point < 0) digits.insert(0, static_cast<std::size_t>(-point), '0');
  point = std::max(point, 0);
  if (point > static_cast<int>(digits.size())) digits.resize(static_cast<std::size_t>(point), '0');
  return digits.insert(static_cast<std::size_t>(point), ".");
}

/// "0.0403740", "-1.5", "$0.04", "1,234.50", "8.2E-05"; nothing if it is none of these: a comma
/// without a point may mean either. More decimals than nine are rounded.
std::optional<std::int64_t> nanos_of(std::string_view text) {
  const std::size_t comma = text.rfind(',');
  if (comma != std::string_view::npos && text.find('.', comma) == std::string_view::npos)
    return std::nullopt;
  std::string number;
  for (const char c : text)
    if (c != '$' && c != ' ' && c != ',') number += c;
  const bool negative = !number.empty() && number.front() == '-';
  if (negative) number.erase(0, 1);
  number = without_exponent(number);
  std::int64_t whole = 0, fraction = 0;
  int digits = 0, decimals = -1;
  bool rounds_up = false;
  for (const char c : number) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (!std::isdigit(static_cast<unsigned char>(c))) return std::nullopt;
    ++digits;
    if (decimals < 0) {
      whole = whole * 10 + (c - '0');
      if (whole > 1'000'000'000) return std::nullopt;
    } else if (decimals < 9) {
      fraction = fraction * 10 + (c - '0');
      ++decimals;
    } else if (decimals++ == 9) {
      rounds_up = c >= '5';
    }
  }
  if (digits == 0) return std::nullopt;
  for (int i = std::max(decimals, 0); i < 9; ++i) fraction *= 10;
  const std::int64_t nanos = whole * 1'000'000'000 + fraction + (rounds_up ? 1 : 0);
  return negative ? -nanos : nanos;
}

util::Money rounded(std::int64_t nanos) {
  const std::int64_t half = nanos < 0 ? -kNanosPerMicro / 2 : kNanosPerMicro / 2;
  return {(nanos + half) / kNanosPerMicro};
}

/// The day a cell begins with: "2026-11-26", or "2026-11-26T02:00:07Z".
std::string day_in(std::string_view cell) {
  const std::string_view day = cell.substr(0, 10);
  return util::parse_date(day) ? std::string(day) : std::string();
}

struct Columns {
  std::size_t reference = 0, amount = 0;
  std::optional<std::size_t> currency, day;
};

util::Result<Columns> columns_of(const spec::Csv& csv) {
  const auto reference = column_of(
      csv, {"attempt", "attemptid", "vitrineattempt", "requestid", "request", "responseid",
            "response", "providerrequest", "providerrequestid", "callid", "id", "label"});
  const auto amount =
      column_of(csv, {"amount", "amountusd", "cost", "costusd", "charge", "charged", "chargedusd",
                      "total", "totalusd", "price", "priceusd", "usd", "netamount"});
  if (!reference || !amount)
    return util::Error{util::ErrorKind::bad_spec,
                       std::string("the invoice has no column for ") +
                           (!reference ? "the request or attempt (\"request id\", \"attempt\")"
                                       : "the amount (\"amount\", \"cost\")") +
                           "; its columns: " + util::join(csv.headings, ", ")};
  return Columns{*reference, *amount, column_of(csv, {"currency", "currencycode"}),
                 column_of(csv, {"date", "day", "usagedate", "time", "timestamp", "usagestart",
                                 "starttime", "createdat", "created"})};
}

InvoiceRow read_row(const spec::CsvRow& row, const Columns& columns) {
  InvoiceRow read;
  read.row = row.row;
  read.wrong = row.wrong;
  if (!read.wrong.empty()) return read;
  read.reference = row.cells[columns.reference];
  if (columns.day) read.day = day_in(row.cells[*columns.day]);
  const std::string& amount = row.cells[columns.amount];
  if (const auto nanos = nanos_of(amount))
    read.nanos = *nanos;
  else
    read.wrong = "\"" + util::one_line(amount, 40) + "\" is no amount";
  if (columns.currency && util::to_lower(row.cells[*columns.currency]) != "usd")
    read.wrong = "it is in \"" + util::one_line(row.cells[*columns.currency], 12) +
                 "\", and the books are in USD";
  return read;
}

bool is_open(const lineage::Booked& booked) {
  return booked.state == "sent" || booked.state == "batched";
}

/// Whether an invoice of these days should name it.
bool is_expected_on(const Comparison& invoice, const lineage::Booked& ours) {
  if (invoice.first_day.empty()) return ours.unknown.micros != 0;
  return (ours.charged.micros != 0 || ours.unknown.micros != 0) && invoice.first_day <= ours.day &&
         ours.day <= invoice.last_day;
}

}  // namespace

util::Result<Invoice> read_invoice(std::string_view csv) {
  const util::Result<spec::Csv> table = spec::read_csv(csv);
  if (!table) return table.error();
  const util::Result<Columns> columns = columns_of(*table);
  if (!columns) return columns.error();
  Invoice invoice;
  std::int64_t sum = 0;
  for (const spec::CsvRow& row : table->rows) {
    invoice.rows.push_back(read_row(row, *columns));
    if (invoice.rows.back().wrong.empty()) sum += invoice.rows.back().nanos;
  }
  invoice.total = rounded(sum);
  return invoice;
}

Comparison compare(const Invoice& invoice,
                   const std::vector<lineage::Booked>& books,
                   const std::string& write_off_before) {
  Comparison result;
  result.invoice = invoice.total;
  std::map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < books.size(); ++i) {
    if (is_open(books[i])) continue;
    by_name[books[i].attempt] = i;
    if (!books[i].provider_request.empty()) by_name[books[i].provider_request] = i;
  }
  std::map<std::size_t, std::int64_t> billed;
  for (const InvoiceRow& row : invoice.rows) {
    if (!row.wrong.empty()) {
      result.unread.push_back(row);
      continue;
    }
    if (!row.day.empty()) {
      if (result.first_day.empty() || row.day < result.first_day) result.first_day = row.day;
      result.last_day = std::max(result.last_day, row.day);
    }
    const auto found = by_name.find(row.reference);
    if (found == by_name.end())
      result.nobodys.push_back(row);
    else
      billed[found->second] += row.nanos;
  }
  for (std::size_t i = 0; i < books.size(); ++i) {
    const lineage::Booked& ours = books[i];
    if (const auto found = billed.find(i); found != billed.end()) {
      result.matches.push_back({ours, rounded(found->second)});
      result.matched += result.matches.back().billed;
      continue;
    }
    if (ours.state == "unknown" && !write_off_before.empty() && ours.day < write_off_before)
      result.write_offs.push_back(ours);
    else if (!is_open(ours) && is_expected_on(result, ours))
      result.not_billed.push_back(ours);
  }
  result.unmatched = result.invoice - result.matched;
  return result;
}

}  // namespace vitrine::cli
