#!/usr/bin/env python3
"""What a package is built from: the text of every part's licence, and the list of parts (SBOM, CycloneDX 1.5).

    parts.py licences TARGET      the texts, for the program as built for TARGET
    parts.py system TARGET        those of the C library that TARGET links, as this machine's packages have them
    parts.py sbom TARGET          the list, as JSON
    parts.py check TARGET         whether both can be made; prints how many parts there are
    parts.py self-test

Parts are those that `cargo tree` has for TARGET, without what only tests and build scripts use. Whatever has no
text of a licence that is known ends the run with 1, and is named. The same commit gives the same bytes: the only time
is that of $SOURCE_DATE_EPOCH.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent

# How a file is called that holds a licence, a notice, or whose work it is.
TEXT = re.compile(r"(un)?licen[cs]e|copying|copyright|notice|ofl", re.IGNORECASE)
# Texts that lie in a part and are about something else: samples of e-mails, and the licence that zstd offers beside
# the one under which it is used here.
NOT_OURS = re.compile(r"/resources/eml/|/zstd/COPYING$|\.(rs|c|h|html|py)$")

# Parts whose authors left the text out of what they published. Looked at one by one: each states MIT as its licence,
# or as one of several; its text then names those who are stated as authors.
WITHOUT_TEXT = {
    "age",
    "age-core",
    "cms",
    "cookie-factory",
    "fluent-langneg",
    "intl_pluralrules",
    "io_tee",
    "krilla",
}

TYPEFACE = HERE / "src/surface/statement_page/typeface"
RULE = "=" * 100

# What a target's program holds of its C library and of the compiler: name, licence, and the file in which Debian's
# package has the text.
SYSTEM = {
    "x86_64-unknown-linux-musl": [("musl", "MIT", "/usr/share/doc/musl/copyright")],
    "x86_64-pc-windows-gnu": [
        ("mingw-w64", "ZPL-2.1", "/usr/share/doc/mingw-w64-x86-64-dev/copyright"),
        (
            "libgcc",
            "GPL-3.0-or-later WITH GCC-exception-3.1",
            "/usr/share/doc/gcc-mingw-w64-base/copyright",
        ),
    ],
}


class Wrong(Exception):
    """What keeps a list from being made, in words."""


def run(*words):
    done = subprocess.run(words, cwd=HERE, capture_output=True, text=True)
    if done.returncode != 0:
        raise Wrong(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def metadata(target):
    cargo = os.environ.get("CARGO", "cargo")
    options = ["--format-version", "1", "--locked", "--offline", "--filter-platform", target]
    return json.loads(run(cargo, "metadata", *options))


def built(target):
    """Name and version of each part that is compiled for a target: `cargo metadata` has more, with features that are off."""
    cargo = os.environ.get("CARGO", "cargo")
    options = ["--locked", "--offline", "--target", target, "--edges", "normal", "--prefix", "none"]
    lines = [line.split() for line in run(cargo, "tree", *options).splitlines() if line.strip()]
    return {(words[0], words[1].removeprefix("v")) for words in lines}


def parts_of(known, only):
    """The packages below the program, by id; and the ids of those that the program itself holds.

    The others are macros and what those need: they run in the compiler alone.
    """
    packages = {package["id"]: package for package in known["packages"]}
    nodes = {node["id"]: node for node in known["resolve"]["nodes"]}
    root = known["resolve"]["root"]

    def is_macro(at):
        return any("proc-macro" in target["kind"] for target in packages[at]["targets"])

    def normal(at):
        for dep in nodes[at]["deps"]:
            package = packages[dep["pkg"]]
            is_normal = any(kind["kind"] is None for kind in dep["dep_kinds"]) and dep["pkg"] != root
            if is_normal and (package["name"], package["version"]) in only:
                yield dep["pkg"]

    def below(at, into, through):
        for dep in normal(at):
            if dep not in into and (through or not is_macro(dep)):
                into.add(dep)
                below(dep, into, through)
        return into

    everything = below(root, set(), True)
    edges = {at: sorted(normal(at)) for at in everything | {root}}
    return packages, root, everything, below(root, set(), False), edges


def name_of(package):
    return f"{package['name']} {package['version']}"


def expression(package):
    """Its licences as SPDX has them; `/` is the older spelling of OR."""
    stated = package["license"]
    if not stated:
        raise Wrong(f"{name_of(package)} states no licence")
    return re.sub(r"\s*/\s*", " OR ", stated)


def texts_in(folder):
    """The texts of licences that lie in a package, in the order of their paths."""
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        named = TEXT.search(path.name) or path.parent.name == "LICENSES"
        if named and path.is_file() and not NOT_OURS.search(f"/{inside}"):
            found.append((inside, path.read_text(encoding="utf-8", errors="replace")))
    return found


def mit_of(package):
    """The MIT licence in the name of those who are stated as a package's authors."""
    own = (HERE / "LICENSE").read_text(encoding="utf-8").split(RULE[:80])[1]
    authors = [re.sub(r"\s*<.*>", "", author) for author in package["authors"]]
    holders = ", ".join(authors) or f"the authors of {package['name']}"
    text, changed = re.subn(r"Copyright \(c\) .*", f"Copyright (c) {holders}", own)
    if changed != 1 or not text.strip().startswith("MIT License"):
        raise Wrong("LICENSE: its second part is the MIT licence with one line of copyright")
    return text


def texts_of(package):
    texts = texts_in(Path(package["manifest_path"]).parent)
    if texts:
        return texts
    if package["name"] in WITHOUT_TEXT and "MIT" in expression(package).split(" OR "):
        return [("MIT, by its statement", mit_of(package))]
    raise Wrong(
        f"{name_of(package)} ({package['license']}) has no text of its licence: look at it, then name it in "
        "packages/parts.py under WITHOUT_TEXT, or leave it"
    )


def same(text):
    """By what two texts count as one."""
    return " ".join(text.split())


def licences(target):
    packages, _, everything, _, _ = parts_of(metadata(target), built(target))
    wrong, texts = [], {}
    for package in sorted((packages[at] for at in everything), key=name_of):
        try:
            for _, text in texts_of(package):
                texts.setdefault(same(text), (text.strip("\n"), []))[1].append(package)
        except Wrong as error:
            wrong.append(str(error))
    if wrong:
        raise Wrong("\n".join(wrong))
    parts = sorted((packages[at] for at in everything), key=name_of)
    lines = ["What this program is built from, and under which licences. kluis itself: see LICENSE.", ""]
    lines += [f"  {name_of(package)}: {expression(package)}" for package in parts]
    lines += ["  DejaVu Sans Condensed 2.37, the typeface of its pages: Bitstream-Vera", ""]
    for text, of in texts.values():
        names = list(dict.fromkeys(name_of(package) for package in of))
        lines += [RULE, ", ".join(names), RULE, "", text, ""]
    typeface = (TYPEFACE / "LICENSE").read_text(encoding="utf-8")
    lines += [RULE, "DejaVu Sans Condensed", RULE, "", typeface.strip("\n")]
    return "\n".join(lines) + "\n"


def system(target):
    lines = []
    for name, licence, path in SYSTEM[target]:
        if not Path(path).is_file():
            raise Wrong(f"{path} is missing: it has the licence of {name}, which this program links")
        text = Path(path).read_text(encoding="utf-8", errors="replace")
        lines += [RULE, f"{name}: {licence}", RULE, "", text.strip("\n"), ""]
    return "\n".join(lines)


def component(package, sums, linked):
    name, version = package["name"], package["version"]
    sha256 = sums.get((name, version))
    if not sha256:
        raise Wrong(f"{name_of(package)} has no sum in Cargo.lock")
    made = {
        "type": "library",
        "bom-ref": f"pkg:cargo/{name}@{version}",
        "name": name,
        "version": version,
        "scope": "required" if linked else "excluded",
        "hashes": [{"alg": "SHA-256", "content": sha256}],
        "licenses": [{"expression": expression(package)}],
        "purl": f"pkg:cargo/{name}@{version}",
    }
    if package["description"]:
        made["description"] = " ".join(package["description"].split())
    if package["repository"]:
        made["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return made


def sums_of_lock():
    text = (HERE / "Cargo.lock").read_text(encoding="utf-8")
    block = re.compile(r'name = "([^"]+)"\nversion = "([^"]+)"\nsource = "[^"]+"\nchecksum = "([0-9a-f]{64})"')
    return {(name, version): sha256 for name, version, sha256 in block.findall(text)}


def beside_crates(packages, everything, target):
    """What the program holds and no package of Cargo is: C code within one, the standard library, the typeface."""
    made = [("rust-std", run("rustc", "--version").split()[1], "MIT OR Apache-2.0", "library")]
    for at in everything:
        if packages[at]["name"] == "zstd-sys":
            made.append(("zstd", packages[at]["version"].split("+zstd.")[1], "BSD-3-Clause", "library"))
    made += [(name, None, licence, "library") for name, licence, _ in SYSTEM.get(target, [])]
    made.append(("DejaVu Sans Condensed", "2.37", "Bitstream-Vera", "data"))
    for name, version, licence, kind in made:
        part = {"type": kind, "bom-ref": name, "name": name, "licenses": [{"expression": licence}]}
        if version:
            part["version"] = version
        yield part


def sbom(target):
    packages, root, everything, linked, edges = parts_of(metadata(target), built(target))
    sums = sums_of_lock()
    parts = [component(packages[at], sums, at in linked) for at in everything]
    parts += beside_crates(packages, everything, target)
    parts.sort(key=lambda part: part["bom-ref"])
    own = packages[root]

    def reference(at):
        return f"pkg:cargo/{packages[at]['name']}@{packages[at]['version']}"

    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": reference(root),
                "name": own["name"],
                "version": own["version"],
                "description": own["description"],
                "licenses": [{"expression": expression(own)}],
                "purl": reference(root),
            },
            "properties": [{"name": "kluis:target", "value": target}],
        },
        "components": parts,
        "dependencies": sorted(
            ({"ref": reference(at), "dependsOn": sorted({reference(dep) for dep in below})} for at, below in edges.items()),
            key=lambda edge: edge["ref"],
        ),
    }
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        document["metadata"]["timestamp"] = utc(int(epoch))
    content = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def utc(seconds):
    from datetime import datetime, timezone

    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def check(target):
    listed = json.loads(sbom(target))["components"]
    licences(target)
    return f"{target}: {len(listed)} parts, each with its licence\n"


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        package = {
            "name": "made-up",
            "version": "1.0.0",
            "license": "MIT/Apache-2.0",
            "authors": ["A. Maker <a@example.org>"],
            "manifest_path": f"{folder}/Cargo.toml",
        }
        try:
            texts_of(package)
        except Wrong as error:
            assert "made-up 1.0.0" in str(error), error
        else:
            raise AssertionError("a part without a text was let through")
        assert "Copyright (c) A. Maker\n" in mit_of(package)
        assert expression(package) == "MIT OR Apache-2.0"
        for name, inside in [("LICENSE-MIT", True), ("licence.rs", False), ("zstd/COPYING", False)]:
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(name)
            assert (name in [found for found, _ in texts_in(Path(folder))]) == inside, name
        assert texts_of(package) == [("LICENSE-MIT", "LICENSE-MIT")]
    assert same("a  b\n c") == same("a b c")
    assert utc(0) == "1970-01-01T00:00:00Z"
    return "the lists of parts: as expected\n"


def main(words):
    verbs = {"licences": licences, "system": system, "sbom": sbom, "check": check}
    if words == ["self-test"]:
        print(self_test(), end="")
    elif len(words) == 2 and words[0] in verbs:
        print(verbs[words[0]](words[1]), end="")
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Wrong as error:
        print(f"parts: {error}", file=sys.stderr)
        sys.exit(1)
