#!/usr/bin/env python3
"""Tells what the timings come to: the tables of docs/performance.md, and the plots beside it.

    report.py RESULTS DOCS KLUIS PEERS FILE_SYSTEM

RESULTS is what measure.py wrote. Whatever stands between the two marks in performance.md is written anew; the rest of
the page is for people, and stays. A work that RESULTS does not have leaves its row out.
"""

import math
import os
import platform
import statistics
import sys
from pathlib import Path

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

# What is asked of which work: contestant, against which peer, the ratio to reach, the stretch.
GOALS = [
    ("1 GiB: packing", "kluis", "pipe", 1.0, 0.8),
    ("1 GiB: archive", "kluis", "restic", 0.55, None),
    ("1 GiB: archive", "kluis", "pipe", None, 1.0),
    ("1 GiB: archive", "kluis, parity", "restic", 0.75, 0.6),
    ("small files: archive", "kluis", "pipe", 1.5, 1.0),
    ("small files: archive", "kluis", "restic", 0.25, None),
    ("1 GiB: restore all", "kluis", "pipe", 1.0, 0.8),
    ("1 GiB: restore all", "kluis", "restic", 0.6, None),
    ("small files: restore all", "kluis", "pipe", 1.0, 0.7),
    ("1 GiB: verify", "kluis", "restic", 0.25, None),
    ("1 GiB: verify", "kluis", "sha256sum", None, 1.0),
    ("1 GiB: deep verify", "kluis", "pipe", 1.0, 0.7),
    ("small files: deep verify", "kluis", "pipe", 1.0, 0.7),
    ("small files: size", "kluis", "pipe", 1.8, 1.4),
]
CLOCK_GOALS = [
    ("one record of 1024 MiB", 0.020, 0.010),
    ("one record of 1024 MiB, by its path", 0.020, 0.010),
    ("find in 1000000 records", 1.0, None),
    ("list of 500 bundles", 0.050, None),
    ("due of 500 bundles", 0.050, None),
    ("status of 500 bundles", 0.050, None),
    ("status of 60 vaults", 1.0, None),
    ("help", 0.020, None),
]
MEMORY_GOALS = (256, 128)
COLOURS = {"archive": "#1b6ca8", "verify": "#2a9d5c", "deep verify": "#c47f17", "restore all": "#a83232", "one record": "#6b4fa0"}


class Figures:
    """All timings of one work and contestant."""

    def __init__(self):
        self.seconds, self.processor, self.peaks, self.sizes = [], [], [], []

    def add(self, seconds, processor, peak, size):
        for values, text in ((self.seconds, seconds), (self.processor, processor), (self.peaks, peak), (self.sizes, size)):
            if text:
                values.append(float(text))

    def values(self):
        return self.seconds or self.sizes

    def median(self):
        return statistics.median(self.values())


def read(results):
    works = {}
    with open(results, encoding="utf-8") as file:
        for line in file:
            work, contestant, *fields = line.rstrip("\n").split("\t")
            works.setdefault(work, {}).setdefault(contestant, Figures()).add(*fields)
    return works


def shown_seconds(seconds):
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def shown_bytes(size):
    return f"{size / 1e6:.1f} MB"


def processor_name():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            lines = [line.split(":", 1) for line in file if ":" in line]
    except OSError:
        return platform.processor()
    facts = {name.strip(): value.strip() for name, value in lines}
    flags = facts.get("flags", facts.get("Features", "")).split()
    hashing = "with" if {"sha_ni", "sha2"} & set(flags) else "without"
    return f"{facts.get('model name', platform.machine())}, {hashing} instructions for SHA-256"


def goals_table(works):
    lines = ["| work | against | ratio of the medians | range that the noise allows | to reach | stretch |",
             "| --- | --- | --- | --- | --- | --- |"]
    for work, contestant, peer, reach, stretch in GOALS:
        ours, theirs = works.get(work, {}).get(contestant), works.get(work, {}).get(peer)
        if not ours or not theirs:
            continue
        middle = ours.median() / theirs.median()
        low = min(ours.values()) / max(theirs.values())
        high = max(ours.values()) / min(theirs.values())
        lines.append(row(f"{work} ({contestant})", peer, f"{middle:.2f}", f"{low:.2f} to {high:.2f}", goal(middle, reach), goal(middle, stretch)))
    for work, reach, stretch in CLOCK_GOALS:
        ours = works.get(work, {}).get("kluis")
        if ours:
            low, high = (shown_seconds(edge(ours.seconds)) for edge in (min, max))
            middle = ours.median()
            lines.append(row(work, "the clock", shown_seconds(middle), f"{low} to {high}", goal(middle, reach, shown_seconds), goal(middle, stretch, shown_seconds)))
    one, many = (works.get(f"find {what}in 1000000 records", {}).get("kluis") for what in ("", "21 names "))
    if one and many:
        middle = (many.median() - one.median()) / 20
        lines.append(row("each further name of the same run", "the clock", shown_seconds(middle), "", goal(middle, 0.15, shown_seconds), ""))
    for how in ("", ", by its path"):
        small, large = (works.get(f"one record of {mib} MiB{how}", {}).get("kluis") for mib in (1024, 20480))
        if small and large:
            middle = large.median() / small.median()
            lines.append(row(f"one record of 20480 MiB{how}", "the same of 1024 MiB", f"{middle:.2f}", "", goal(middle, 1.3), goal(middle, 1.1)))
    busy = works.get("slow drive: archive: share of the time", {}).get("kluis")
    if busy:
        middle = busy.median()
        lines.append(row("a drive of 30 MB/s is busy", "the clock", shown_share(middle), "", f"95% {'reached' if middle >= 0.95 else '**missed**'}", ""))
    slow = works.get("slow drive: archive", {})
    if "kluis" in slow and "kluis, two drives" in slow:
        middle = slow["kluis, two drives"].median() / slow["kluis"].median()
        lines.append(row("two such drives (kluis)", "one of them", f"{middle:.2f}", "", "", ""))
    peaks = [(max(figures.peaks) / 1024, work) for work, all_of in works.items() for name, figures in all_of.items()
             if figures.peaks and (name.startswith("kluis") or work.startswith("growth"))]
    if peaks:
        peak, work = max(peaks)
        lines.append(row(f"peak memory, the most of all ({work})", "", f"{peak:.0f} MiB", "", goal(peak, MEMORY_GOALS[0], "{:.0f} MiB".format), goal(peak, MEMORY_GOALS[1], "{:.0f} MiB".format)))
    return lines


def goal(value, wanted, shown="{:.2f}".format):
    if wanted is None:
        return ""
    return f"{shown(wanted)} {'reached' if value <= wanted else '**missed**'}"


def shown_share(share):
    return f"{share:.0%}"


def shower(work, figures):
    if work.endswith("share of the time"):
        return shown_share
    return shown_seconds if figures.seconds else shown_bytes


def row(*cells):
    return "| " + " | ".join(cells) + " |"


def works_table(works):
    lines = ["| work | contestant | runs | least | median | most | processor time, median | peak memory |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for work, contestants in works.items():
        if work.startswith("growth"):
            continue
        for name, figures in contestants.items():
            shown = shower(work, figures)
            values = figures.values()
            processor = shown_seconds(statistics.median(figures.processor)) if figures.processor else ""
            peak = f"{max(figures.peaks) / 1024:.0f} MiB" if figures.peaks else ""
            lines.append(row(work, name, str(len(values)), shown(min(values)), shown(statistics.median(values)), shown(max(values)), processor, peak))
    return lines


def growth_tables(works, docs):
    lines = []
    for unit, slug in (("MiB", "mib"), ("records", "records")):
        prefix = f"growth in {unit}: "
        jobs = {work[len(prefix):]: contestants for work, contestants in works.items() if work.startswith(prefix)}
        amounts = sorted({int(amount) for contestants in jobs.values() for amount in contestants})
        if len(amounts) < 2:
            continue
        lines += ["", f"### As the number of {unit} grows", "", f"![Time as {unit} grow](performance-{slug}.svg)", ""]
        lines += [row(unit, *jobs), row(*["---"] * (len(jobs) + 1))]
        for amount in amounts:
            cells = []
            for contestants in jobs.values():
                figures = contestants.get(str(amount))
                cells.append(f"{shown_seconds(figures.median())}, {max(figures.peaks) / 1024:.0f} MiB" if figures else "")
            lines.append(row(f"{amount:,}", *cells))
        series = {job: sorted((int(amount), figures.median()) for amount, figures in contestants.items()) for job, contestants in jobs.items()}
        (docs / f"performance-{slug}.svg").write_text(plot(series, unit), encoding="utf-8")
    return lines


def plot(series, unit):
    """Both axes logarithmic: what grows as the work grows is a line at 45 degrees, as the grey ones are."""
    points = [point for line in series.values() for point in line]
    left, right = (edge(math.log10(amount) for amount, _ in points) for edge in (min, max))
    low, high = (edge(math.log10(max(seconds, 1e-3)) for _, seconds in points) for edge in (min, max))
    low, high = math.floor(low), math.ceil(high)
    width, height, margin = 640, 420, 60

    def at(amount, seconds):
        x = margin + (math.log10(amount) - left) / (right - left) * (width - 2 * margin - 60)
        y = height - margin - (math.log10(max(seconds, 1e-3)) - low) / (high - low) * (height - 2 * margin)
        return x, y

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{width}" height="{height}" fill="white"/>']
    for power in range(low, high + 1):
        x, y = at(10 ** left, 10.0 ** power)
        out.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{width - margin - 60}" y2="{y:.1f}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0 ** power:g} s</text>')
    for amount in sorted({amount for amount, _ in points}):
        x, _ = at(amount, 1)
        out.append(f'<text x="{x:.1f}" y="{height - margin + 18}" text-anchor="middle">{amount:,}</text>')
    out.append(f'<text x="{width / 2}" y="{height - 14}" text-anchor="middle">{unit}</text>')
    for job, line in series.items():
        colour = COLOURS.get(job, "#444444")
        (first, seconds), last = line[0], line[-1][0]
        (x1, y1), (x2, y2) = at(first, seconds), at(last, seconds * last / first)
        out.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#cccccc" stroke-dasharray="3 3"/>')
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in line))
        out.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = at(*line[-1])
        out.append(f'<text x="{x + 6:.1f}" y="{y + 4:.1f}" fill="{colour}">{job}</text>')
    return "\n".join(out) + "\n</svg>\n"


def noise_line(works):
    figures = works.get("noise", {}).get("sha256sum")
    if not figures:
        return []
    spread = (max(figures.seconds) - min(figures.seconds)) / figures.median()
    speed = 268.435456 / figures.median()
    return ["", f"The machine's noise: the same hashing of 256 MiB differed by {spread:.0%} between rounds ({speed:.0f} MB/s)."]


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    results, docs, kluis, peers, file_system = sys.argv[1:]
    docs, works = Path(docs), read(results)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    lines = [f"{cores} cores ({processor_name()}), {platform.system()}, file system {file_system}; {kluis}; {peers}.", *noise_line(works)]
    lines += ["", "### What is asked, and what is reached", "", *goals_table(works)]
    lines += ["", "### All timings", "", *works_table(works), *growth_tables(works, docs)]
    page = docs / "performance.md"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n\n" + "\n".join(lines) + f"\n\n{END}{after}", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
