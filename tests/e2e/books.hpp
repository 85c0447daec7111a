#pragma once

#include "tests/e2e/shop.hpp"

namespace vitrine::test {

/// A rehearsal's `--json`: ledger and emulated bill must agree, attempt by attempt, wherever the
/// ledger claims to know; and no more was billed than it holds back for what it does not know.
void check_books(const Ended& rehearsed);

}  // namespace vitrine::test
