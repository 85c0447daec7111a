#!/usr/bin/env python3
"""Measures how long a night takes to go on after a kill: from `vitrine run` to its first request.

A job of N shots, all of them asked of the model, is run and killed (SIGKILL) after K calls were
billed, then run again; the emulator says when the first request of the second run arrived. Printed
as JSON:
  first_request_s   from the start of the second command to that request
  plan_s            `vitrine plan` of the same job by itself, for comparison: what planning takes
Usage: tools/bench/restart_night.py [--tasks 100000] [--kill-after 300] [--build build/release]
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

import wire_night


def environment_for(emulator):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOOGLE_", "GEMINI_"))}
    return kept | {"GOOGLE_GEMINI_BASE_URL": emulator.base, "GEMINI_API_KEY": "emulated",
                   "SSL_CERT_FILE": str(emulator.ca)}


def arrivals(emulator):
    return sorted(e["at_micros"] / 1e6 for e in emulator.bill()["requests"] if e["route"] == "generate")


def run_until(command, environment, enough):
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not enough():
        time.sleep(0.05)
    process.kill()
    process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=100000)
    parser.add_argument("--kill-after", type=int, default=300)
    parser.add_argument("--build", default=str(wire_night.ROOT / "build/release"))
    options = parser.parse_args()
    build = pathlib.Path(options.build)
    with tempfile.TemporaryDirectory(prefix="restart-night-") as temporary:
        folder = pathlib.Path(temporary)
        job = wire_night.project(folder / "shop", options.tasks)
        emulator = wire_night.Emulator(build / "vitrine-emulator", folder, 200, None)
        try:
            environment = environment_for(emulator)
            command = [str(build / "vitrine"), "run", str(job), "--yes", "--quiet", "--in-flight", "32"]
            run_until(command, environment, lambda: len(arrivals(emulator)) >= options.kill_after)
            before = len(arrivals(emulator))
            begun = time.time()
            run_until(command, environment, lambda: len(arrivals(emulator)) > before)
            first = arrivals(emulator)[before] - begun
            planning = time.monotonic()
            subprocess.run([str(build / "vitrine"), "plan", str(job)], env=environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            planned = time.monotonic() - planning
        finally:
            emulator.stop()
    print(json.dumps({"benchmark": "restart_night", "tasks": options.tasks, "billed_before": before,
                      "first_request_s": round(first, 3), "plan_s": round(planned, 3)}, indent=1))


if __name__ == "__main__":
    main()
