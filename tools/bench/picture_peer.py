#!/usr/bin/env python3
"""The same work as picture_bench's floor, as a Python script does it with OpenCV and the standard
library: the program to compare with. Needs Debian's python3-opencv (tools/setup bench).

Usage: picture_peer.py ANSWER N   (WebP is always by method 4: OpenCV cannot be told another)
Prints one JSON object: cpu_ms, the median CPU milliseconds (user and system, the whole process) of
one picture, and the sizes of the last JPEG and WebP.
"""
import base64
import hashlib
import json
import os
import pathlib
import resource
import sqlite3
import statistics
import sys
import tempfile

import cv2
import numpy

CROPPED, DELIVERED, PREVIEW = 1000, 2000, 512


def write_and_rename(path, data):
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(data)
    os.rename(temporary, path)


def make_one(answer, folder, database, number):
    told = json.loads(answer.read_bytes())
    png = base64.b64decode(told["candidates"][0]["content"]["parts"][0]["inlineData"]["data"])
    picture = cv2.imdecode(numpy.frombuffer(png, numpy.uint8), cv2.IMREAD_COLOR)
    y, x = (picture.shape[0] - CROPPED) // 2, (picture.shape[1] - CROPPED) // 2
    large = cv2.resize(picture[y:y + CROPPED, x:x + CROPPED], (DELIVERED, DELIVERED),
                       interpolation=cv2.INTER_CUBIC)
    jpeg = cv2.imencode(".jpg", large, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
    preview = cv2.resize(large, (PREVIEW, PREVIEW), interpolation=cv2.INTER_AREA)
    webp = cv2.imencode(".webp", preview, [cv2.IMWRITE_WEBP_QUALITY, 80])[1].tobytes()
    _, deviation = cv2.meanStdDev(preview)
    if large.shape[:2] != (DELIVERED, DELIVERED) or deviation[0] < 1:
        sys.exit("a picture of the wrong size, or of nothing")
    digests = [hashlib.sha256(data).hexdigest() for data in (png, jpeg, webp)]
    write_and_rename(folder / f"{number}.jpg", jpeg)
    write_and_rename(folder / f"{number}.webp", webp)
    with database:
        database.executemany("INSERT INTO row VALUES (?, ?, ?, ?)",
                             [("rendering", str(number), digests[0], len(png)),
                              ("asset", str(number), digests[1], len(jpeg)),
                              ("preview", str(number), digests[2], len(webp)),
                              ("delivery", str(number), digests[1], 0)])
    return len(jpeg), len(webp)


def cpu_ms():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return 1000 * (usage.ru_utime + usage.ru_stime)


def main():
    answer, pictures = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    cv2.setNumThreads(1)  # as each process of a pool has it
    with tempfile.TemporaryDirectory(prefix="picture-peer-") as temporary:
        folder = pathlib.Path(temporary)
        database = sqlite3.connect(folder / "peer.db")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE TABLE row (kind TEXT, name TEXT, digest TEXT, size INTEGER)")
        taken = []
        for number in range(-3, pictures):
            before = cpu_ms()
            sizes = make_one(answer, folder, database, number)
            if number >= 0:
                taken.append(cpu_ms() - before)
        print(json.dumps({"cpu_ms": round(statistics.median(taken), 3), "jpeg_bytes": sizes[0],
                          "webp_bytes": sizes[1], "opencv": cv2.__version__}))


if __name__ == "__main__":
    main()
