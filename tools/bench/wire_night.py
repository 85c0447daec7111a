#!/usr/bin/env python3
"""Measures a night over the wire: the real vitrine binary asks the real vitrine-emulator over TLS.

For each size N (number of calls) a job is written whose every shot is asked of the model, and run
once with C calls in flight against an emulator that waits L before each answer. Printed as JSON:
  wall_s        of the whole command, start to end
  ideal_s       N * L / C: nothing but the provider's patience
  wire_s        from the first request's arrival to the last one's, and one more latency
  waves_s       the same in whole rounds, as the last one lasts as long as a full one
  before_s, after_s   from the start to the first picture's request, and from the last answer to the end
  physics_s     max(ideal_s, CPU seconds of both programs / cores): what this machine can do at best
  over_ideal, over_physics   wall_s divided by each; wire_over_ideal: wire_s divided by ideal_s
  peak_mib      the command's largest resident size; peak_ratio compares the largest N with the smallest
  bill_usd, charged_usd      the emulator's own bill and the run's ledger: must be equal
The emulator answers flat pictures, so that it takes little of the same machine's time. They show no
product, so the gate is not asked. With --gate it is, and refuses them all; with --gate --drawn the
emulator draws the products, as a good model would, which takes its time (0.9 s of CPU a picture);
with --gate --repeated it draws each product in four scenes and repeats these, which takes none.

Usage: tools/bench/wire_night.py [--sizes 200 2000] [--in-flight 32] [--latency 500] [--build build/release]
       tools/bench/wire_night.py --job jobs/spring-catalog.yaml     the project's own job instead
"""
import argparse
import functools
import json
import math
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = "gemini-2.5-flash-image"
STYLES = {"flat": ["--flat"], "repeated": ["--repeated"], "drawn": []}
PACKSHOTS = ["mug-front", "tea-front", "lamp-front", "tote-front", "cushion-front"]


def project(folder, tasks, gate=False):
    """A project with `tasks` shots, all of them asked: products times scenes told in words."""
    (folder / "jobs").mkdir(parents=True)
    (folder / "samples").mkdir()
    (folder / "vitrine.yaml").write_text(
        "profiles:\n  - {id: probe, extends: shopify, version: 1, target_px: 256x256, min_px: 64"
        + ("" if gate else ", severity: {identity: info, text: info}") + "}\n")
    lines = ["vitrine: 1", "name: night", "model: " + MODEL, "products:"]
    for name in PACKSHOTS:
        shutil.copy(ROOT / "samples/products" / (name + ".jpg"), folder / "samples")
        lines.append(f"  - {{sku: {name}, title: {name}, packshots: [../samples/{name}.jpg]}}")
    scenes = tasks // len(PACKSHOTS)
    lines.append("scenes:")
    for i in range(scenes):
        lines.append(f'  s{i}: {{prompt: "on a table, arrangement number {i}"}}')
    names = ", ".join(f"s{i}" for i in range(scenes))
    lines += ["deliver:", f"  - {{profile: probe, scenes: [{names}]}}"]
    (folder / "jobs/night.yaml").write_text("\n".join(lines) + "\n")
    return folder / "jobs/night.yaml"


class Emulator:
    def __init__(self, binary, folder, latency_ms, scenario, style="flat"):
        self.ca = folder / "ca.pem"
        command = [binary, "--tls", "--ca-out", self.ca, "--latency", f"{latency_ms}ms"] + (STYLES[style])
        if scenario:
            command = [binary, "--tls", "--ca-out", self.ca, "--scenario", scenario]
        self.process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, text=True)
        self.base = re.search(r"https://\S+", self.process.stdout.readline()).group(0)

    def bill(self):
        context = ssl.create_default_context(cafile=str(self.ca))
        with urllib.request.urlopen(self.base + "/__bill", context=context) as answer:
            return json.load(answer)

    def stop(self):
        self.process.terminate()
        _, _, usage = os.wait4(self.process.pid, 0)
        return usage.ru_utime + usage.ru_stime


def run(binary, emulator, job, in_flight, model):
    environment = {k: v for k, v in os.environ.items()
                   if not k.startswith(("GOOGLE_", "GEMINI_")) and k.lower() not in ("https_proxy", "no_proxy")}
    environment |= {"GOOGLE_GEMINI_BASE_URL": emulator.base, "GEMINI_API_KEY": "emulated",
                    "SSL_CERT_FILE": str(emulator.ca)}
    command = [binary, "--json", "run", job, "--yes", "--in-flight", in_flight, "--model", model]
    started, begun = time.time(), time.monotonic()
    process = subprocess.Popen([str(c) for c in command], env=environment, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begun
    return json.loads(out), started, wall, usage


def measure(options, job_of, size):
    build = pathlib.Path(options.build)
    with tempfile.TemporaryDirectory(prefix="wire-night-") as temporary:
        folder = pathlib.Path(temporary)
        job = job_of(folder / "shop", size)
        emulator = Emulator(build / "vitrine-emulator", folder, options.latency, options.scenario,
                            options.style)
        try:
            told, started, wall, usage = run(build / "vitrine", emulator, job, options.in_flight, options.model)
            bill = emulator.bill()
        finally:
            emulator_cpu = emulator.stop()
    if "planned" not in told:
        sys.exit("the run did not start: " + json.dumps(told))
    calls = bill["billed"]
    cpu = usage.ru_utime + usage.ru_stime
    arrivals = sorted(entry["at_micros"] for entry in bill["requests"] if entry["route"] == "generate")
    wire = (arrivals[-1] - arrivals[0]) / 1e6 + options.latency / 1000
    ideal = calls * options.latency / 1000 / options.in_flight
    waves = math.ceil(calls / options.in_flight) * options.latency / 1000
    before = arrivals[0] / 1e6 - started
    physics = max(ideal, (cpu + emulator_cpu) / os.cpu_count())
    return {"calls": calls, "deliveries": told["finished"], "failed": told["failed"],
            "wall_s": round(wall, 3), "wire_s": round(wire, 3), "before_s": round(before, 3),
            "after_s": round(wall - before - wire, 3), "ideal_s": round(ideal, 3), "waves_s": round(waves, 3), "physics_s": round(physics, 3),
            "over_ideal": round(wall / ideal, 3), "over_physics": round(wall / physics, 3),
            "wire_over_ideal": round(wire / ideal, 3),
            "cpu_s": round(cpu, 3), "emulator_cpu_s": round(emulator_cpu, 3),
            "cpu_ms_per_call": round(1000 * cpu / max(1, calls), 2),
            "peak_mib": round(usage.ru_maxrss / 1024, 1),
            "charged_usd": told["charged_usd"], "bill_usd": bill["total_usd"]}


def copied_project(job):
    def make(folder, _):
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("build", ".git", ".vitrine", "out", "node_modules"))
        return folder / job
    return make


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--latency", type=float, default=500, help="milliseconds before each answer")
    parser.add_argument("--build", default=str(ROOT / "build/release"))
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--gate", action="store_true", help="judge the pictures, which are then asked for again")
    style = parser.add_mutually_exclusive_group()
    style.add_argument("--drawn", dest="style", action="store_const", const="drawn", help="the emulator draws the products")
    style.add_argument("--repeated", dest="style", action="store_const", const="repeated",
                       help="the emulator draws each product in four scenes and repeats these")
    parser.set_defaults(style="flat")
    parser.add_argument("--scenario", help="what goes wrong, instead of a fixed latency and flat pictures")
    parser.add_argument("--job", help="a job of this project instead of the made ones")
    options = parser.parse_args()
    made = functools.partial(project, gate=options.gate)
    job_of, sizes = (copied_project(options.job), [0]) if options.job else (made, options.sizes)
    nights = [measure(options, job_of, size) for size in sizes]
    report = {"benchmark": "wire_night", "latency_ms": options.latency, "in_flight": options.in_flight,
              "cores": os.cpu_count(), "model": options.model, "nights": nights}
    if len(nights) > 1:
        report["peak_ratio"] = round(nights[-1]["peak_mib"] / nights[0]["peak_mib"], 3)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
