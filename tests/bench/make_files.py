#!/usr/bin/env python3
"""Makes inputs for the figures: text that compresses, noise that does not, in chosen shapes.

    make_files.py OUT mixed  --mib N     files as an office has them, N MiB in all
    make_files.py OUT tiny   --count N   N small XML files, a thousand a folder: 0.6 to 6 KB, most of them under 2,
                                         2,050 bytes on average, as small UBL invoices and e-mails are
    make_files.py OUT single --mib N     one file, text and noise by turns

The same bytes for the same arguments. Every file was last changed in 2025.
"""

import argparse
import os
import random
from pathlib import Path

MIB = 1024 * 1024
SUMMER_2025 = 1_750_000_000

# Shares of bytes: three quarters of a real administration are PDFs and photos, which are
# compressed already; the rest is XML and bank files, which shrink to a tenth.
NOISE_SHARE = 0.75


def xml_text(chance, wanted):
    """Gives about `wanted` bytes that look like booking lines."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<bookings>"]
    size = 0
    while size < wanted:
        number, account = chance.randrange(10**8), chance.randrange(1000, 9999)
        cents = chance.randrange(10**7)
        line = (
            f"  <booking><number>{number}</number><account>{account}</account>"
            f"<description>levering en onderhoud {chance.randrange(5000)}</description>"
            f"<amount>{cents // 100}.{cents % 100:02}</amount></booking>"
        )
        lines.append(line)
        size += len(line) + 1
    lines.append("</bookings>\n")
    return "\n".join(lines).encode()


class Writer:
    """Writes files beneath a folder, and counts them."""

    def __init__(self, out):
        self.out, self.files, self.bytes = Path(out), 0, 0

    def put(self, name, pieces):
        path = self.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            for piece in pieces:
                self.bytes += file.write(piece)
        changed = SUMMER_2025 + self.files % 86_400
        os.utime(path, (changed, changed))
        self.files += 1


def mixed(writer, chance, mib):
    noise_left, text_left = int(mib * MIB * NOISE_SHARE), int(mib * MIB * (1 - NOISE_SHARE))
    number = 0
    while noise_left > 0 or text_left > 0:
        number += 1
        folder = f"{number % 12 + 1:02}/{number // 1000:03}"
        if text_left > 0:
            wanted = int(chance.triangular(4_000, 40_000, 10_000))
            if number % 200 == 0:
                wanted = 4 * MIB
            text = xml_text(chance, min(wanted, text_left))
            writer.put(f"{folder}/invoice-{number:06}.xml", [text])
            text_left -= len(text)
        if noise_left > 0:
            wanted = min(int(chance.triangular(30_000, 600_000, 60_000)), noise_left)
            if number % 25 == 0:
                wanted = min(chance.randrange(MIB, 4 * MIB), noise_left)
            writer.put(f"{folder}/page-{number:06}.pdf", [b"%PDF-1.7\n", chance.randbytes(wanted)])
            noise_left -= wanted


def tiny(writer, chance, count):
    for number in range(count):
        name = f"{number // 1000:04}/{number:07}.xml"
        # Many small ones and few large ones; the last booking line is written whole.
        wanted = min(540 + int(chance.expovariate(1 / 1_410)), 5_800)
        writer.put(name, [xml_text(chance, wanted)])


def single(writer, chance, mib):
    def pieces():
        for n in range(mib):
            if n % 4 == 0:
                yield (xml_text(chance, MIB) + b" " * MIB)[:MIB]
            else:
                yield chance.randbytes(MIB)

    writer.put("audit-file.bin", pieces())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("shape", choices=["mixed", "tiny", "single"])
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    writer, chance = Writer(wanted.out), random.Random(wanted.seed)
    if wanted.shape == "tiny":
        tiny(writer, chance, wanted.count)
    else:
        {"mixed": mixed, "single": single}[wanted.shape](writer, chance, wanted.mib)
    print(f"{writer.files} files, {writer.bytes / MIB:.1f} MiB")


if __name__ == "__main__":
    main()
