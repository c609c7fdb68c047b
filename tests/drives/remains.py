"""Looks for a bundle's bytes on the bare blocks of a drive. Written apart from the program: it shares no code with it.

    remains.py note HASHES FILE...    adds the hash of each sector of these files to HASHES
    remains.py search HASHES IMAGE    prints as JSON what stands in the image still; exit 1 if something does

A sector is 512 bytes: a file system gives a file whole sectors, whatever its blocks are. What is shorter at a file's
end is left out, and so is a sector of one repeated byte, which stands on every drive.
"""

import hashlib
import json
import os
import sys

SECTOR = 512
SECTORS_AT_ONCE = 2048


def sectors(path):
    """Every whole sector of a file that tells something, with its number."""
    with open(path, "rb") as file:
        number = 0
        while True:
            piece = file.read(SECTOR * SECTORS_AT_ONCE)
            if not piece:
                return
            for at in range(0, len(piece) - SECTOR + 1, SECTOR):
                sector = piece[at:at + SECTOR]
                if sector != sector[:1] * SECTOR:
                    yield number + at // SECTOR, hashlib.sha256(sector).hexdigest()
            number += len(piece) // SECTOR


def note(hashes, files):
    with open(hashes, "a", encoding="utf-8") as out:
        for path in files:
            for number, sector in sectors(path):
                out.write(f"{sector} {number} {os.path.basename(path)}\n")


def search(hashes, image):
    noted = {}
    with open(hashes, encoding="utf-8") as file:
        for line in file:
            sector, number, name = line.rstrip("\n").split(" ", 2)
            noted.setdefault(sector, f"{name}, sector {number}")
    found, places, what = set(), [], []
    for number, sector in sectors(image):
        if sector in noted:
            found.add(sector)
            places.append(number * SECTOR)
            what.append(noted[sector])
    print(json.dumps({"noted": len(noted), "found": len(found), "places": places, "what": what}))
    return 1 if found else 0


def main(words):
    if len(words) >= 3 and words[0] == "note":
        note(words[1], words[2:])
        return 0
    if len(words) == 3 and words[0] == "search":
        return search(words[1], words[2])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
