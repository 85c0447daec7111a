#!/usr/bin/env python3
"""Compares what one picture costs: Vitrine's picture_bench, a Python script with OpenCV, and a Node
script with sharp, doing the same work on the same answer in the same run.

Rounds of all programs take turns, so that what else the machine does meets all of them; reported
are medians over the rounds, in CPU milliseconds for each picture, and
  python_over_floor, node_over_floor   how much more the scripts take than Vitrine's floor
  ship_over_floor_ms                   what durability, ledger, TLS, profile and provenance add
The answer is 2.1 MB of JSON around a PNG of 1024 x 1024, made of this project's own samples.
Needs Debian's python3-opencv (tools/setup bench) and the preset "bench":
  cmake --preset bench && ninja -C build/bench picture_bench
For Node: npm install sharp better-sqlite3 in some folder, named by --node.

Usage: /usr/bin/python3 tools/bench/picture_night.py [--rounds 5] [--pictures 20] [--node FOLDER]
"""
import argparse
import base64
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

import cv2
import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tools/bench"
ANSWER = ('{"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"%s"},'
          '"thoughtSignature":"c2lnbmF0dXJl"}]},"finishReason":"STOP"}],'
          '"usageMetadata":{"promptTokenCount":54,"candidatesTokenCount":1120,"totalTokenCount":1174}}')


def answer_of_a_model():
    """A photograph with the grain that a model's pictures have: about 1.58 MB as a PNG."""
    scene = cv2.imread(str(ROOT / "samples/scenes/kitchen.jpg"))
    side = min(scene.shape[:2])
    square = cv2.resize(scene[:side, :side], (1024, 1024), interpolation=cv2.INTER_AREA)
    grain = numpy.random.default_rng(1).integers(-4, 5, square.shape)
    picture = numpy.clip(square.astype(int) + grain, 0, 255).astype(numpy.uint8)
    # Level 6 with libpng's own choice of filters, as most writers have it.
    png = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 6])[1].tobytes()
    return ANSWER % base64.b64encode(png).decode(), len(png)


def told_by(command):
    return json.loads(subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pictures", type=int, default=20, help="in each round, by each program")
    parser.add_argument("--build", default=str(ROOT / "build/bench"))
    parser.add_argument("--node", help="a folder whose node_modules have sharp and better-sqlite3")
    options = parser.parse_args()
    bench = pathlib.Path(options.build) / "tools/bench/picture_bench"
    body, png_bytes = answer_of_a_model()
    measured = {}
    with tempfile.TemporaryDirectory(prefix="picture-night-") as temporary:
        answer = pathlib.Path(temporary) / "answer.json"
        answer.write_text(body)
        for _ in range(options.rounds):
            ours = told_by([bench, answer, options.pictures])
            for name in ("floor", "floor_m2", "ship", "scaling"):
                measured.setdefault(name, []).append(ours[name])
            command = [sys.executable, HERE / "picture_peer.py", answer, options.pictures]
            measured.setdefault("python", []).append(told_by(command))
            if options.node:
                command = ["node", HERE / "picture_peer.mjs", answer, options.pictures, options.node]
                measured.setdefault("node", []).append(told_by(command))

    def median_of(name):
        return statistics.median(each["cpu_ms"] for each in measured[name])

    cpu = {name: round(median_of(name), 2) for name in measured if name != "scaling"}
    report = {"benchmark": "picture_night", "machine": platform.processor() or platform.machine(),
              "cores": os.cpu_count(), "answer_bytes": len(body), "png_bytes": png_bytes,
              "rounds": options.rounds, "pictures": options.pictures, "cpu_ms": cpu,
              "python_over_floor": round(cpu["python"] / cpu["floor"], 2),
              "ship_over_floor_ms": round(cpu["ship"] - cpu["floor"], 2)}
    if options.node:
        report["node_over_floor"] = round(cpu["node"] / cpu["floor"], 2)
    report["speedup_of_two_threads"] = round(max(each["speedup"] for each in measured["scaling"]), 2)
    report["floor"] = measured["floor"][-1]["parts"]
    report["ship"] = measured["ship"][-1]["parts"]
    report["peers"] = {name: measured[name][-1] for name in ("python", "node") if name in measured}
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
