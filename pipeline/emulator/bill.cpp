#include "pipeline/emulator/bill.hpp"

#include "pipeline/util/json_writer.hpp"

#include <map>
#include <utility>

namespace vitrine::emulator {
namespace {

void write(const Usage& usage, util::JsonWriter& writer) {
  writer.begin_object();
  writer.member("prompt", usage.prompt());
  writer.member("prompt_text", usage.prompt_text);
  writer.member("prompt_image", usage.prompt_image);
  writer.member("candidates", usage.candidates());
  writer.member("text", usage.text);
  writer.member("image", usage.image);
  writer.member("thoughts", usage.thoughts);
  writer.member("total", usage.total());
  writer.member("pictures", usage.pictures);
  writer.end_object();
}

void write(const BillEntry& entry, util::JsonWriter& writer) {
  writer.begin_object();
  writer.member("ordinal", static_cast<std::int64_t>(entry.ordinal));
  writer.member("at", util::to_text(entry.at));
  writer.member("at_micros", entry.at.micros);
  writer.member("digest", entry.digest);
  writer.member("attempt", entry.attempt);
  writer.member("vendor", entry.vendor);
  writer.member("route", entry.route);
  writer.member("surface", entry.surface);
  writer.member("model", entry.model);
  writer.member("status", entry.status);
  writer.key("fault");
  if (entry.fault.empty())
    writer.null();
  else
    writer.value(entry.fault);
  writer.key("usage");
  write(entry.usage, writer);
  writer.member("billed", entry.billed);
  writer.member("micros", entry.billed ? entry.charge.micros : 0);
  writer.key("usd");
  writer.raw(usd_text(entry.billed ? entry.charge.micros : 0));
  writer.member("arithmetic", entry.billed ? entry.charge.arithmetic : std::string());
  writer.key("credentials");
  writer.begin_object();
  for (const auto& [where, mark] : entry.credentials) writer.member(where, mark);
  writer.end_object();
  if (!entry.batch.empty()) {
    writer.member("batch", entry.batch);
    writer.member("key", entry.key);
  }
  writer.end_object();
}

void add(const BillEntry& entry, BillSums& sums) {
  ++sums.requests;
  if (!entry.billed) return;
  ++sums.billed;
  sums.pictures += entry.usage.pictures;
  sums.micros += entry.charge.micros;
}

void write(const std::map<std::string, BillSums>& sums, util::JsonWriter& writer) {
  writer.begin_object();
  for (const auto& [name, sum] : sums) {
    writer.key(name);
    writer.begin_object();
    writer.member("requests", sum.requests);
    writer.member("billed", sum.billed);
    writer.member("pictures", sum.pictures);
    writer.member("micros", sum.micros);
    writer.end_object();
  }
  writer.end_object();
}

}  // namespace

std::size_t Bill::open(BillEntry entry) {
  entries_.push_back(std::move(entry));
  return entries_.size() - 1;
}

std::int64_t Bill::total_micros() const {
  std::int64_t total = 0;
  for (const BillEntry& entry : entries_)
    if (entry.billed) total += entry.charge.micros;
  return total;
}

BillSummary Bill::summary() const {
  BillSummary summary;
  for (const BillEntry& entry : entries_) {
    add(entry, summary.all);
    if (!entry.model.empty()) add(entry, summary.by_model[entry.model]);
    if (!entry.vendor.empty()) add(entry, summary.by_vendor[entry.vendor]);
    if (!entry.fault.empty()) add(entry, summary.by_fault[entry.fault]);
    if (!entry.attempt.empty() && entry.billed)
      summary.micros_by_attempt[entry.attempt] += entry.charge.micros;
  }
  return summary;
}

std::string Bill::to_json(bool summary) const {
  const BillSummary sums = this->summary();
  util::JsonWriter writer;
  writer.begin_object();
  writer.key("total_usd");
  writer.raw(usd_text(sums.all.micros));
  writer.member("micros", sums.all.micros);
  writer.member("count", entries_.size());
  writer.member("billed", sums.all.billed);
  writer.key("models");
  write(sums.by_model, writer);
  writer.key("vendors");
  write(sums.by_vendor, writer);
  writer.key("faults");
  write(sums.by_fault, writer);
  if (!summary) {
    writer.key("requests");
    writer.begin_array();
    for (const BillEntry& entry : entries_) write(entry, writer);
    writer.end_array();
  }
  writer.end_object();
  return std::move(writer).take();
}

}  // namespace vitrine::emulator
