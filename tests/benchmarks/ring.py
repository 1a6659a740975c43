"""Do the presets of the ring do what they are called? Ten fresh seeds each, in processor seconds; no test.

    python -m tests.benchmarks.ring                      # seeds 200 to 209
    python -m tests.benchmarks.ring --seeds 300 320
    python -m tests.benchmarks.ring --move beta1=0       # the collapse preset with one setting moved
"""

import argparse
import time
from dataclasses import replace

from course_lib.generators.neural.gan.ring import MODES, PRESETS, ROUNDS, RingGAN, high_quality, modes_covered
from course_lib.randomness import threads


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs=2, default=(200, 210))
    parser.add_argument("--move", default="", help="name=value: move one setting of the collapse preset")
    arguments = parser.parse_args()
    trials = dict(PRESETS)
    if arguments.move:
        name, _, value = arguments.move.partition("=")
        trials = {arguments.move: replace(PRESETS["collapse"], **{name: value if name == "loss" else float(value)})}
    for trial, settings in trials.items():
        covered, quality, seconds = [], [], []
        for seed in range(*arguments.seeds):
            start = time.process_time()
            points = RingGAN(settings, seed=seed).train(ROUNDS).sample(2000, seed=0)
            seconds.append(time.process_time() - start)
            covered.append(modes_covered(points))
            quality.append(round(high_quality(points), 2))
        print(f"{trial}: covered {covered}, on a mode {quality}")
        print(f"  collapsed {sum(c <= MODES // 2 for c in covered)} of {len(covered)}, all eight "
              f"{sum(c == MODES for c in covered)}; processor seconds {min(seconds):.1f} to {max(seconds):.1f}")


if __name__ == "__main__":
    with threads(1):
        main()
