#pragma once

#include "pipeline/lineage/money.hpp"
#include "pipeline/util/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A provider's invoice held against our books. Pure: what is to be written is told, not done.
namespace vitrine::cli {

/// One line of an invoice as it was read.
struct InvoiceRow {
  int row = 0;             ///< as a spreadsheet counts: the headings are row 1
  std::string reference;   ///< attempt or request id
  std::int64_t nanos = 0;  ///< billionths of the currency; a credit is negative
  std::string day;         ///< 2026-11-26, or empty
  std::string wrong;       ///< why the row is not counted; empty: it is
};

struct Invoice {
  std::vector<InvoiceRow> rows;
  util::Money total;  ///< of the rows that are counted, rounded once
};
/// Headings are known by meaning: "Request ID", "attempt", "Cost (USD)", "usage date", … A row that
/// cannot be read, or in a currency that is not the store's, is kept and says so. bad_spec where
/// the table has no column for a reference or an amount; it names the columns there are.
util::Result<Invoice> read_invoice(std::string_view csv);

/// What an invoice says of one attempt.
struct InvoiceMatch {
  lineage::Booked booked;
  util::Money billed;  ///< the sum of its rows
  /// Nothing to be written: our charge says the same, and nothing was in doubt.
  bool agrees() const {
    return billed == booked.charged && booked.unknown.micros == 0 && !booked.estimated;
  }
};

struct Comparison {
  std::vector<InvoiceMatch> matches;  ///< in the order of the books
  std::vector<InvoiceRow> nobodys;    ///< counted rows that match no attempt of ours
  std::vector<InvoiceRow> unread;     ///< rows that are not counted
  /// Ours of the invoice's days that it does not name; where it names no days, only unknown ones.
  std::vector<lineage::Booked> not_billed;
  std::vector<lineage::Booked> write_offs;  ///< unknown ones before the day asked for, not named
  util::Money invoice, matched, unmatched;  ///< invoice = matched + unmatched
  std::string first_day, last_day;          ///< of the invoice; empty: it names none
};
/// `write_off_before`: a day (2026-12-01), or empty. Attempts under way match nothing yet.
Comparison compare(const Invoice& invoice,
                   const std::vector<lineage::Booked>& books,
                   const std::string& write_off_before = {});

}  // namespace vitrine::cli
