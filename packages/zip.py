#!/usr/bin/env python3
"""Packs a folder into a zip whose bytes depend on nothing but the files: sorted, one time, one mode.

    zip.py AT FOLDER FILE

The time is $SOURCE_DATE_EPOCH, in UTC.
"""

import os
import sys
import time
import zipfile
from pathlib import Path

at, folder, out = sys.argv[1:]
# A zip counts in steps of two seconds, from 1980.
moment = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))[:6]
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in sorted(Path(at, folder).rglob("*")):
        if path.is_dir():
            continue
        entry = zipfile.ZipInfo(path.relative_to(at).as_posix(), moment)
        entry.compress_type = zipfile.ZIP_DEFLATED
        # Unix, so that the modes count where Unix unpacks it.
        entry.create_system = 3
        entry.external_attr = (0o100000 | (0o755 if path.suffix == ".exe" else 0o644)) << 16
        archive.writestr(entry, path.read_bytes(), compresslevel=9)
