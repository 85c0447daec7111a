#pragma once

#include "pipeline/emulator/usage.hpp"
#include "pipeline/util/clock.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vitrine::emulator {

/// One request as it was booked, or one line of a batch.
struct BillEntry {
  std::uint64_t ordinal =
      0;  ///< of the request, from 1; lines of a batch have that of its creation
  util::Timestamp at;
  std::string digest;   ///< SHA-256 of the body
  std::string attempt;  ///< as the client named it; empty if it did not
  std::string route, surface, model;
  int status = 0;
  std::string fault;  ///< empty: none
  Usage usage;
  Charge charge;
  bool billed = false;
  std::string batch, key;  ///< of a batch's line
  std::string vendor;      ///< whose route it was: "google", "openai"; empty: nobody's
  std::map<std::string, std::string> credentials;  ///< that came, by place, each as its mark
};

/// Sums over some of the entries.
struct BillSums {
  std::int64_t requests = 0, billed = 0, pictures = 0, micros = 0;
};

/// The bill as a program reads it that has the emulator inside.
struct BillSummary {
  BillSums all;
  std::map<std::string, BillSums> by_model;               ///< without requests that name none
  std::map<std::string, BillSums> by_vendor;              ///< without requests that are nobody's
  std::map<std::string, BillSums> by_fault;               ///< without those that nothing befell
  std::map<std::string, std::int64_t> micros_by_attempt;  ///< of those that named themselves
};

/// What the service would ask for. Entries stand in the order in which requests came.
class Bill {
 public:
  /// Keeps a place, so that answers which take longer do not change the order.
  std::size_t open(BillEntry entry);
  BillEntry& at(std::size_t place) { return entries_.at(place); }
  const std::vector<BillEntry>& entries() const { return entries_; }

  std::int64_t total_micros() const;
  BillSummary summary() const;
  /// `{"total_usd":0.039074,"micros":39074,…}`; without `requests` if only the sums are wanted.
  std::string to_json(bool summary) const;

 private:
  std::vector<BillEntry> entries_;
};

}  // namespace vitrine::emulator
