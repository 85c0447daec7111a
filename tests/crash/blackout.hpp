#pragma once

#include "tests/crash/checkers.hpp"
#include "tests/crash/power_cut.hpp"

namespace vitrine::test {

/// What makes the shim part of a run in `shop`.
Variables shimmed(const SmallShop& shop, const Variables& wishes = {});

/// A run under the shim, and the disk as its end left it.
struct Journaled {
  Ending ended;
  std::size_t events = 0;
  Disk disk;
};
Journaled journaled_run(const SmallShop& shop,
                        const EmulatorProcess& google,
                        int in_flight,
                        const Variables& wishes = {});
/// The same, after a run whose disk is handed in: nothing more was synced between the two.
void journaled_run_after(Journaled& first,
                         const SmallShop& shop,
                         const EmulatorProcess& google,
                         int in_flight,
                         const Variables& wishes = {});

/// Any other command under the shim. Its disk is the store's, the output folder's, and that of
/// `safe`, for backups.
Journaled journaled_command(const SmallShop& shop,
                            const std::vector<std::string>& arguments,
                            const Variables& wishes = {});

/// A run that nothing befalls and that waits for no disk.
Ending quick_run(const SmallShop& shop, const EmulatorProcess& google, int in_flight);

/// What must hold the moment the power is back, before anything has looked: whatever a row speaks
/// of was durable before the row was.
Complaints broken_promises(const SmallShop& shop);

/// What must hold after the next run came to its end, whatever the cut left.
Complaints complaints_after(const SmallShop& shop,
                            const EmulatorProcess& google,
                            int in_flight,
                            int reproduced);

}  // namespace vitrine::test
