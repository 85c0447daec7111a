#include "pipeline/emulator/cli.hpp"

#include <iostream>

int main(int argc, char** argv) {
  const vitrine::util::SystemClock clock;
  return vitrine::emulator::run_emulator({argv + 1, argv + argc}, std::cout, std::cerr, clock);
}
