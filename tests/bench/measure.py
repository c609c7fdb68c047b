#!/usr/bin/env python3
"""Times one command, or sums up what files take.

    measure.py run RESULTS WORK CONTESTANT COMMAND…   runs it, appends its figures
    measure.py size RESULTS WORK CONTESTANT PATH…     appends the bytes of files, or of all beneath folders
    measure.py share RESULTS WORK CONTESTANT BYTES SPEED    appends for which share of the time of its last run a drive
                                                      was busy that moved so many bytes at so many a second

A line has six fields between tabs: work, contestant, seconds of wall time, seconds of processor time, peak memory in
KiB, bytes (or a share, of a work that says so); a field that was not measured is empty. Seconds are those of the whole process and its children; peak memory
is the largest of them. A command that fails ends the run: a figure of work that was not done is worse than none.
A peak below 15 MiB reads as that: until it runs the command, the child is this program.
"""

import os
import resource
import subprocess
import sys
import time


def append(results, *fields):
    with open(results, "a", encoding="utf-8") as file:
        file.write("\t".join(fields) + "\n")


def run(results, work, contestant, command):
    # A wrapper that became this program may have had children of its own.
    before = processor_time()
    with open(os.devnull, "rb") as nothing:
        started = time.perf_counter()
        done = subprocess.run(command, stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        seconds = time.perf_counter() - started
    if done.returncode != 0:
        sys.stdout.buffer.write(done.stdout[-4000:])
        sys.exit(f"{work}: {contestant} failed with exit code {done.returncode}: {command}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    append(results, work, contestant, f"{seconds:.6f}", f"{processor_time() - before:.6f}", str(peak), "")


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def size(results, work, contestant, paths):
    total = 0
    for path in paths:
        if os.path.isfile(path):
            total += os.path.getsize(path)
        for folder, _, files in os.walk(path):
            total += sum(os.path.getsize(os.path.join(folder, name)) for name in files)
    append(results, work, contestant, "", "", "", str(total))


def share(results, work, contestant, moved, speed):
    with open(results, encoding="utf-8") as file:
        runs = [line.split("\t") for line in file if line.startswith(f"{work}\t{contestant}\t")]
    busy = int(moved) / float(speed) / float(runs[-1][2])
    append(results, f"{work}: share of the time", contestant, "", "", "", f"{busy:.4f}")


def main():
    arguments = sys.argv[1:]
    if len(arguments) >= 5 and arguments[0] == "run":
        run(arguments[1], arguments[2], arguments[3], arguments[4:])
    elif len(arguments) >= 5 and arguments[0] == "size":
        size(arguments[1], arguments[2], arguments[3], arguments[4:])
    elif len(arguments) == 6 and arguments[0] == "share":
        share(*arguments[1:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
