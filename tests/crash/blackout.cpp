#include "tests/crash/blackout.hpp"

#include <stdexcept>

namespace vitrine::test {
namespace {

namespace fs = std::filesystem;

fs::path journal_of(const SmallShop& shop) { return shop.root().parent_path() / "journal"; }

Disk disk_of(const SmallShop& shop) { return Disk(shop.root(), {".vitrine", "out", "safe"}); }

/// What lets the shim write a new journal.
Variables journaling(const SmallShop& shop, const Variables& wishes) {
  fs::remove(journal_of(shop));
  Variables variables = shimmed(shop, {{"VITRINE_SHIM_JOURNAL", journal_of(shop).string()}});
  variables.insert(variables.end(), wishes.begin(), wishes.end());
  return variables;
}

Ending run_journaled(const SmallShop& shop,
                     const EmulatorProcess& google,
                     int in_flight,
                     const Variables& wishes) {
  return shop.run(google, in_flight, journaling(shop, wishes));
}

/// Lets the disk know what was done since.
void play_journal(const SmallShop& shop, Journaled& run) {
  if (!fs::exists(journal_of(shop)))
    throw std::runtime_error("it was not journaled: exit " + std::to_string(run.ended.exit_code) +
                             ", signal " + std::to_string(run.ended.signal) + ": " + run.ended.err);
  const std::vector<Event> events = read_journal(journal_of(shop));
  run.events = events.size();
  run.disk.play(events);
}

bool came_to_its_end(const Ending& ended) { return ended.exit_code == 0 || ended.exit_code == 4; }

}  // namespace

Variables shimmed(const SmallShop& shop, const Variables& wishes) {
  Variables all{{"LD_PRELOAD", SHIM_LIBRARY},
                {"VITRINE_SHIM_ROOT", fs::canonical(shop.root()).string()}};
  all.insert(all.end(), wishes.begin(), wishes.end());
  return all;
}

Journaled journaled_run(const SmallShop& shop,
                        const EmulatorProcess& google,
                        int in_flight,
                        const Variables& wishes) {
  Journaled run{{}, 0, disk_of(shop)};
  journaled_run_after(run, shop, google, in_flight, wishes);
  return run;
}

void journaled_run_after(Journaled& first,
                         const SmallShop& shop,
                         const EmulatorProcess& google,
                         int in_flight,
                         const Variables& wishes) {
  first.ended = run_journaled(shop, google, in_flight, wishes);
  play_journal(shop, first);
}

Journaled journaled_command(const SmallShop& shop,
                            const std::vector<std::string>& arguments,
                            const Variables& wishes) {
  Journaled run{{}, 0, disk_of(shop)};
  run.ended = shop.command(arguments, journaling(shop, wishes)).wait();
  play_journal(shop, run);
  return run;
}

Ending quick_run(const SmallShop& shop, const EmulatorProcess& google, int in_flight) {
  return run_journaled(shop, google, in_flight, {});
}

Complaints broken_promises(const SmallShop& shop) {
  if (!has_record(shop.store())) return {};
  const Record record(shop.store());
  Complaints all = blob_complaints(record, shop.store());
  for (std::string& complaint : torn_complaints(record, shop.out()))
    all.push_back(std::move(complaint));
  if (record.rows("PRAGMA integrity_check").front().front() != "ok")
    all.push_back("the database is damaged");
  return all;
}

Complaints complaints_after(const SmallShop& shop,
                            const EmulatorProcess& google,
                            int in_flight,
                            int reproduced) {
  const auto sealed = sealed_answers(shop.store());
  const std::int64_t before = has_record(shop.store()) ? named_unknown(Record(shop.store())) : 0;
  const Ending next = quick_run(shop, google, in_flight);
  if (!came_to_its_end(next))
    return {"the next run does not come to its end: " + next.out + next.err};
  Bill bill;
  bill.add(google.bill());
  Complaints all = all_complaints(shop, bill, reproduced);
  const Record record(shop.store());
  for (std::string& complaint : lost_answers(record, sealed)) all.push_back(std::move(complaint));
  if (named_unknown(record) - before > in_flight)
    all.push_back("more calls are named unknown than were in flight");
  return all;
}

}  // namespace vitrine::test
