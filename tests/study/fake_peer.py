"""A peer without a library: speaks the protocol of course_lib/study/peers/exchange.py, with faults on request.

    python fake_peer.py FAULT JOB.json      fault: none, fails, short, silent, loses, words, mute
"""

import csv
import json
import random
import sys


def main(fault, path):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    if fault == "fails":
        print("Traceback (most recent call last):\nValueError: cannot learn this table", file=sys.stderr)
        return 1
    if fault == "mute":
        return 3
    with open(job["train"], newline="", encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    assert head == list(job["kinds"])
    rng = random.Random(job["seed"])
    made = [[rng.choice(rows)[j] for j in range(len(head))] for _ in range(job["rows"])]  # columns independent
    if fault == "short":
        made = made[:-1]
    if fault == "words":
        made = [["many", *row[1:]] for row in made]
    if fault == "loses":
        head, made = head[1:], [row[1:] for row in made]
    if fault != "silent":
        with open(job["out"], "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([list(reversed(head)), *(list(reversed(row)) for row in made)])
    with open(job["result"], "w", encoding="utf-8") as file:
        json.dump({"fit_seconds": 1.5, "sample_seconds": 0.25, "peak_mb": 12.0, "versions": {"fake": "1"}}, file)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
