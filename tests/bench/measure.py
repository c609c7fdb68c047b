#!/usr/bin/env python3
"""Times one command, or tells what many timings come to.

    measure.py run RESULTS WORK CONTESTANT COMMAND…   runs it, appends seconds and peak memory
    measure.py report RESULTS                         prints the table and the ratios

Seconds are wall time of the whole process; peak memory is the largest of it and its children. A
command that fails ends the run: a figure of work that was not done is worse than none.
A peak below 15 MiB reads as that: until it runs the command, the child is this program.
"""

import os
import resource
import statistics
import subprocess
import sys
import time


def run(results, work, contestant, command):
    with open(os.devnull, "rb") as nothing:
        started = time.perf_counter()
        done = subprocess.run(command, stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        seconds = time.perf_counter() - started
    if done.returncode != 0:
        sys.stdout.buffer.write(done.stdout[-4000:])
        sys.exit(f"{work}: {contestant} failed with exit code {done.returncode}: {command}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with open(results, "a", encoding="utf-8") as file:
        file.write(f"{work}\t{contestant}\t{seconds:.6f}\t{peak}\n")


def read(results):
    works = {}
    with open(results, encoding="utf-8") as file:
        for line in file:
            work, contestant, seconds, peak = line.rstrip("\n").split("\t")
            entry = works.setdefault(work, {}).setdefault(contestant, ([], []))
            entry[0].append(float(seconds))
            entry[1].append(int(peak))
    return works


def report(results):
    works = read(results)
    head = ("work", "contestant", "runs", "min ms", "median ms", "max ms", "peak MiB")
    print("{:<22} {:<16} {:>4} {:>10} {:>10} {:>10} {:>9}".format(*head))
    for work, contestants in works.items():
        for contestant, (seconds, peaks) in contestants.items():
            low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
            print(
                f"{work:<22} {contestant:<16} {len(seconds):>4} {low * 1000:>10.1f} "
                f"{middle * 1000:>10.1f} {high * 1000:>10.1f} {max(peaks) / 1024:>9.1f}"
            )
    print("\nratios of kluis to each peer: of the medians, and the range that the noise allows")
    for work, contestants in works.items():
        ours = contestants.get("kluis", ([], []))[0]
        for contestant, (theirs, _) in contestants.items():
            if ours and contestant != "kluis":
                middle = statistics.median(ours) / statistics.median(theirs)
                low, high = min(ours) / max(theirs), max(ours) / min(theirs)
                print(f"{work:<22} kluis / {contestant:<16} {middle:6.2f}   ({low:.2f} to {high:.2f})")
    noise = works.get("noise", {}).get("sha256sum", ([], []))[0]
    if noise:
        spread = (max(noise) - min(noise)) / statistics.median(noise)
        print(f"\nthe machine's noise: the same hashing differed by {spread:.0%} between runs")


def main():
    arguments = sys.argv[1:]
    if len(arguments) >= 5 and arguments[0] == "run":
        run(arguments[1], arguments[2], arguments[3], arguments[4:])
    elif len(arguments) == 2 and arguments[0] == "report":
        report(arguments[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
