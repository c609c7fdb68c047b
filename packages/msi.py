#!/usr/bin/env python3
"""Packs a folder into an installer for Windows (MSI) whose bytes depend on nothing but the files.

    msi.py AT FOLDER VERSION WORK FILE

It installs for the user who runs it, below %LOCALAPPDATA%\\Programs, and puts that folder into their PATH: no
administrator is asked for. A later version takes the place of an earlier one. Needs wixl, msitools and faketime; WORK is
an empty folder. The time is $SOURCE_DATE_EPOCH.
"""

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from xml.sax.saxutils import quoteattr

# From which all other numbers are made, by name: what is one thing to Windows must keep its number for ever.
OURS = uuid.UUID("5d1c8a5e-9a0d-4c0b-8a53-0f6f7c3f3b1e")


def number(name):
    return str(uuid.uuid5(OURS, name)).upper()


def folder_lines(folder, top, parts, indent):
    """The files of a folder, each a component of its own, and the folders in it."""
    lines = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        within = path.relative_to(top).as_posix()
        # A name in these tables has letters, digits, `_` and `.`.
        key = "i" + number(within).replace("-", "")
        if path.is_dir():
            lines.append(f"{indent}<Directory Id=\"{key}\" Name={quoteattr(path.name)}>")
            lines += folder_lines(path, top, parts, indent + " ")
            lines.append(f"{indent}</Directory>")
            continue
        parts.append(key)
        lines.append(
            f"{indent}<Component Id=\"{key}\" Guid=\"{number('file/' + within)}\" Win64=\"yes\">"
            f"<File Id=\"f{key}\" Name={quoteattr(path.name)} Source={quoteattr(within)} KeyPath=\"yes\"/></Component>"
        )
    return lines


def description(top, version):
    """What wixl makes the tables of, and which component the program is."""
    parts = []
    files = folder_lines(top, top, parts, "     ")
    program = "i" + number("kluis.exe").replace("-", "")
    assert program in parts, "there is no kluis.exe"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">',
        f" <Product Id=\"{number('product/' + version)}\" UpgradeCode=\"{number('product')}\" Name=\"kluis\"",
        f"   Version=\"{version}\" Manufacturer=\"kluis\" Language=\"1033\" Codepage=\"1252\">",
        '  <Package InstallerVersion="200" Compressed="yes" InstallScope="perUser"/>',
        '  <MajorUpgrade DowngradeErrorMessage="A newer kluis is installed (er is al een nieuwere kluis)."/>',
        '  <Media Id="1" Cabinet="kluis.cab" EmbedCab="yes"/>',
        '  <Directory Id="TARGETDIR" Name="SourceDir">',
        '   <Directory Id="LocalAppDataFolder"><Directory Id="PROGRAMS" Name="Programs">',
        '    <Directory Id="INSTALLDIR" Name="kluis">',
        *files,
        "    </Directory>",
        "   </Directory></Directory>",
        "  </Directory>",
        '  <Feature Id="all" Level="1">',
        *(f"   <ComponentRef Id=\"{part}\"/>" for part in parts),
        "  </Feature>",
        " </Product>",
        "</Wix>",
        "",
    ]
    return "\n".join(lines), program


def table(name, head, kinds, keys, rows):
    """A table as msitools read it."""
    lines = [head, kinds, [name, *keys], *rows]
    return "".join("\t".join(line) + "\r\n" for line in lines)


def main():
    at, folder, version, work, out = sys.argv[1:]
    top, work, out = Path(at, folder).resolve(), Path(work).resolve(), str(Path(out).resolve())
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(epoch))

    def run(*words):
        # These programs write the time of day into what they make; wixl knows no paths but relative ones.
        subprocess.run(["faketime", "-f", moment, *words], check=True, cwd=top, env={**os.environ, "TZ": "UTC"})

    text, program = description(top, version)
    (work / "kluis.wxs").write_text(text, encoding="utf-8")
    Path(out).unlink(missing_ok=True)
    run("wixl", "-a", "x64", "-o", out, str(work / "kluis.wxs"))
    # What Debian's wixl has no words for: the folder in the user's PATH, and out of it again.
    env = [["path", "=-PATH", "[~];[INSTALLDIR]", program]]
    (work / "Environment.idt").write_text(
        table("Environment", ["Environment", "Name", "Value", "Component_"], ["s72", "l255", "L255", "s72"], ["Environment"], env),
        newline="",
    )
    sequence = "InstallExecuteSequence"
    told = subprocess.run(["msiinfo", "export", out, sequence], check=True, capture_output=True, text=True).stdout
    rows = [line.split("\t") for line in told.splitlines()[3:] if line]
    rows += [["RemoveEnvironmentStrings", "", "3300"], ["WriteEnvironmentStrings", "", "5200"]]
    (work / f"{sequence}.idt").write_text(
        table(sequence, ["Action", "Condition", "Sequence"], ["s72", "S255", "I2"], ["Action"], rows), newline=""
    )
    package = number(f"package/{version}/{epoch}")
    run("msibuild", out, "-i", str(work / "Environment.idt"), "-i", str(work / f"{sequence}.idt"),
        "-s", f"kluis {version}", "kluis", "x64;1033", f"{{{package}}}")


main()
