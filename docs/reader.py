#!/usr/bin/env python3
"""reader.py: gets records out of a kluis drive when kluis itself is gone.

You hold a drive with a folder `kluis-…`, and an identity: `identity.age` with its passphrase, or a
paper with AGE-SECRET-KEY-1…, typed into a text file. This is all that you need, besides Python 3.9
or newer and the tools `age` (age-encryption.org), `zstd` and `ssh-keygen`. It was written from
SPEC.md, which lies beside it; § in a comment means a section there. It never writes to the drive.

Never run it from a drive that was out of your hands: a changed one takes the identity. Copy it, compare
its SHA-256 with the recovery sheet, and run the copy.

    reader.py check   DRIVE                        is all as it was sealed? needs no identity
    reader.py check   DRIVE -i IDENTITY            the same, and each bundle is opened and read whole
    reader.py list    BUNDLE -i IDENTITY           which records are in this bundle?
    reader.py extract BUNDLE -i IDENTITY --to NEW_FOLDER [--match '*invoice*']
    reader.py record  BUNDLE -i IDENTITY PATH > FILE             one of them, reading little else
    reader.py extract BUNDLE -i IDENTITY --to NEW_FOLDER --salvage       what damage has left
    reader.py list    BUNDLE -i IDENTITY --salvage       the lines of the index (§4.7), as far as that tells them
    reader.py --self-test

BUNDLE is a folder below `bundles/`. Has it no `key.age`, then the keys lie on another drive: connect that
one too, and name its folder with `--keys DRIVE`. With `--vault-id`, as printed on the recovery sheet, a forged
drive is told from the real one; without it, the drive is only held against itself.
Exit: 0 all is well, 1 something is damaged, missing, forged or not found, 2 wrong use, a missing
tool, or an identity that does not open.
"""
import sys
if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]                    # this file's folder: a json.py there would run in place of Python's

import argparse, base64, bisect, collections, contextlib, datetime, decimal, fnmatch, hashlib, hmac
import io, json, os, re, stat, struct, subprocess, tempfile, threading, unicodedata

KIB, MIB = 1 << 10, 1 << 20
CHUNK = 64 * KIB                       # of age: 65,536 bytes, and 16 more once encrypted
INTEGER_MAX = 1 << 53
BUNDLE_ID = re.compile(r"[0-9]{8}-[0-9a-f]{8}")
PUBLIC_KEY = re.compile(r"ssh-ed25519 [A-Za-z0-9+/]{68}")
NAMESPACES = {"sealer": "kluis-seal,kluis-ledger,kluis-medium",
              "disposer": "kluis-ledger,kluis-statement"}
ALGORITHMS = {"commitment": "hmac-sha256", "compression": "zstd", "encryption": "age-v1",
              "fixity": "sha256", "signature": "sshsig-ed25519", "suite": "x25519"}
BY_SEALER = {"writer-joined", "medium-added", "book-year", "sealed", "copied", "keys-wrapped",
             "verified", "restored", "disclosure-closed", "moved", "repaired", "unfinished-erased",
             "clock-confirmed", "keys-drilled"}
BY_DISPOSER = {"vault-created", "medium-lost", "medium-found", "medium-retired", "medium-waived",
               "clock-corrected", "clock-proven", "signer-replaced", "lines-vouched", "chain-moved",
               "destruction-intended",
               "destruction-withdrawn", "copy-destroyed", "bundle-destroyed", "scanned",
               "space-cleared", "hold-placed", "hold-reviewed", "hold-released", "event-recorded", "extended",
               "signer-added", "signer-retired", "recipient-added", "recipient-removed", "two-persons", "approved", "approval-withdrawn",
               "statement-made", "shortening-proposed", "shortened", "hold-amended", "succeeded",
               "received"}

SEALED = ("seal", "rules", "end", "case", "key_file", "records", "bytes")   # of a `sealed` entry


# Of lines that are quarantined (§3.4) only these events count.
REFUSING = {"vault-created", "medium-lost", "medium-retired", "signer-replaced", "chain-moved",
            "destruction-intended", "copy-destroyed", "bundle-destroyed",
            "hold-placed", "extended", "statement-made", "signer-added", "signer-retired", "recipient-removed",
            "approval-withdrawn", "hold-amended", "succeeded", "received"}


class Refused(Exception):
    """What was read is not what was sealed: exit 1."""


class Impossible(Exception):
    """Nothing was found out: a wrong option, a missing tool, a wrong identity: exit 2."""


def need(holds, complaint):
    if not holds:
        raise Refused(complaint)


def shown(text):
    """A foreign text, safe on a terminal: what is invisible or steers becomes `\\u{…}`."""
    return "".join(c if c == " " or (c.isprintable() and c != "\\") else "\\u{%x}" % ord(c)
                   for c in text)


@contextlib.contextmanager
def reading(what):
    """Turns whatever foreign bytes can do to Python's types into one refusal."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as cause:
        raise Refused(f"{what} is not as the format says: {shown(str(cause))[:200]}")


# --- Bytes from a drive: no links, and never more than expected (§1) --------------------------

def is_folder(path):
    return os.path.lexists(path) and stat.S_ISDIR(os.lstat(path).st_mode)


def opened(path):
    """A regular file, not through a link."""
    try:
        need(stat.S_ISREG(os.lstat(path).st_mode), f"{shown(path)}: is no regular file")
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(path, flags), "rb")
    except FileNotFoundError:
        raise Refused(f"{shown(path)}: is missing")


def bytes_of(path, most):
    with opened(path) as file:
        content = file.read(most + 1)
    need(len(content) <= most, f"{shown(path)}: is over {most} bytes")
    return content


def digest_of(path):
    """Size and SHA-256."""
    total, sha = 0, hashlib.sha256()
    with opened(path) as file:
        for piece in iter(lambda: file.read(MIB), b""):
            total += len(piece)
            sha.update(piece)
    return total, sha.hexdigest()


def is_hex(text, digits):
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{%d}" % digits, text) is not None


def canonical(raw, what, document):
    """The value of canonical JSON (§1): a document is indented, a line is not."""
    def no_float(text):
        raise ValueError(f"a number that is no integer: {text}")

    with reading(what):
        depth = deepest = 0
        for mark in re.findall(rb'[\[{]|[\]}]', re.sub(rb'"(?:[^"\\]|\\.)*"', b"", raw)):
            depth += 1 if mark in b"[{" else -1
            deepest = max(deepest, depth)
        need(deepest <= 64, f"{what}: is nested over 64 deep")
        value = json.loads(raw.decode("ascii"), parse_float=no_float, parse_constant=no_float)
        spelling = {"indent": 1} if document else {"separators": (",", ":")}
        again = json.dumps(value, sort_keys=True, **spelling) + "\n"
        need(again.encode() == raw, f"{what}: its bytes are not canonical")
        need(isinstance(value, dict), f"{what}: is no object")
        need(all(abs(int(n)) <= INTEGER_MAX for n in re.findall(r"-?[0-9]{16,}",
             re.sub(r'"(?:[^"\\]|\\.)*"', "", again))), f"{what}: a number is too large")
        return value


def of_format_1(value, what):
    need(value.get("format") == 1,
         f"{what}: is of format {value.get('format')!r}, and this reads format 1")
    need(value.get("critical") == [], f"{what}: holds what only a newer reader understands")
    return value


# --- The stock tools --------------------------------------------------------------------------

def tool_at(name):
    """A tool's whole path. Windows would first look in the folder one stands in, which may be a drive's."""
    ending = "" if os.name == "posix" else ".exe"
    for folder in filter(os.path.isabs, os.get_exec_path()):
        path = os.path.join(folder, name + ending)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise Impossible(f"the tool {name} is not installed")


def start(arguments, **pipes):
    tool = tool_at(arguments[0])
    errors = tempfile.TemporaryFile()
    process = subprocess.Popen([tool, *arguments[1:]], stdout=subprocess.PIPE, stderr=errors, **pipes)
    process.name = arguments[0]
    process.errors = errors
    return process


def stop(tools):
    for tool in tools:
        tool.kill()
        tool.wait()
        tool.stdout.close()
        tool.errors.close()


def complaint_of(process):
    process.errors.seek(0)
    lines = process.errors.read(4 * KIB).decode("utf-8", "replace").strip().splitlines()
    return shown(lines[0]) if lines else f"exit code {process.returncode}"


def feed(process, pieces):
    """Writes to a tool from another thread, so that its output can be read meanwhile."""
    def write():
        with contextlib.suppress(OSError, ValueError, Refused), process.stdin:
            for piece in pieces:
                process.stdin.write(piece)
    threading.Thread(target=write, daemon=True).start()


@contextlib.contextmanager
def as_file(secret):
    """A name under which a tool can read a secret; off the disk, where the system can do that."""
    if os.name == "posix":
        end, start_of_pipe = os.pipe()
        os.write(start_of_pipe, secret)
        os.close(start_of_pipe)
        try:
            yield f"/dev/fd/{end}", (end,)
        finally:
            os.close(end)
    else:
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "identity"), "wb") as file:
                file.write(secret)
            yield file.name, ()


@contextlib.contextmanager
def decrypted(identity, pieces, unzip):
    """The plain stream of an age file, through zstd if asked. Read to its end, it is whole."""
    with contextlib.ExitStack() as after:
        name, descriptors = after.enter_context(as_file(identity))
        tools = [start(["age", "-d", "-i", name], stdin=subprocess.PIPE, pass_fds=descriptors)]
        after.callback(stop, tools)
        if unzip:
            tools.append(start(["zstd", "-d", "-c", "-q"], stdin=tools[0].stdout))
            tools[0].stdout.close()
        feed(tools[0], pieces)
        yield tools[-1].stdout
        if not tools[-1].stdout.read(1):
            for tool in tools:
                need(tool.wait() == 0, f"{tool.name}: {complaint_of(tool)}")


def pieces_of(*paths):
    for path in paths:
        with opened(path) as file:
            yield from iter(lambda: file.read(MIB), b"")


def signed(raw, signature, signers, role, namespace):
    """Whether `signature` (armoured) is by the vault's signer of that role, over these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        allowed, armoured = os.path.join(folder, "allowed"), os.path.join(folder, "signature")
        with open(allowed, "w", encoding="ascii") as file:
            for key in signers[role] if isinstance(signers[role], list) else [signers[role]]:
                file.write(f'{role} namespaces="{NAMESPACES[role]}" {key}\n')
        with open(armoured, "wb") as file:
            file.write(signature)
        tool = start(["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", role, "-n", namespace,
                      "-s", armoured], stdin=subprocess.PIPE)
        feed(tool, [raw])
        with tool.stdout:
            tool.stdout.read()
        return tool.wait() == 0


# --- The vault: ledger, label, signers (§2, §3) -----------------------------------------------

class Vault:
    """What a vault's folder proves about itself. `faults` are findings, `remarks` are not."""

    def __init__(self, folder, vault_id=None):
        self.folder, self.faults, self.remarks = os.path.abspath(folder), [], []
        self.label, self.chains = None, {}
        self.sealed, self.key_files, self.keys_on = {}, {}, {}
        self.copies, self.gone, self.notes = set(), set(), {}
        self.holds, self.released, self.events, self.extended = {}, set(), [], {}
        self.parents, self.statements = collections.defaultdict(set), []
        self.received = collections.defaultdict(list)
        # Where each bundle was sealed, and which lines follow which head that none before them in their chain follows.
        self.sealings, self.follows = collections.defaultdict(list), collections.defaultdict(list)
        need(is_folder(self.folder) and is_folder(self.at("ledger")),
             f"{shown(folder)}: is no vault's folder, since it has no ledger/")
        self.id, self.signers = self.first_line(vault_id)
        self.disposers = [self.signers["disposer"]]
        self.find_disposers()
        self.moved = self.find_moved()
        self.replaced, self.vouched = self.find_replacements(), []
        self.find_vouched()
        need(vault_id or not re.fullmatch("kluis-[0-9a-f]{8}", os.path.basename(self.folder))
             or self.folder.endswith(self.id[:8]),
             f"{shown(self.folder)}: is named for another vault")
        self.choose_label()
        heads = {head["writer"]: head for head in self.label["heads"]} if self.label else {}
        for writer in self.writers():
            try:
                self.read_chain(writer, heads.get(writer), self.label and writer not in heads)
            except Refused as fault:
                self.faults.append(str(fault))
        self.faults += [f"ledger/{writer}.jsonl: is missing, though the label names it"
                        for writer in heads if writer not in self.writers()]

    def at(self, *names):
        return os.path.join(self.folder, *names)

    def writers(self):
        return sorted(n[:-6] for n in os.listdir(self.at("ledger"))
                      if re.fullmatch(r"[0-9a-f]{16}\.jsonl", n))

    def first_line(self, vault_id):
        """The vault's id, and the signers that it pins."""
        found = []
        for writer in self.writers():
            with opened(self.at("ledger", writer + ".jsonl")) as file:
                raw = file.readline(MIB + 1)
            if b'"event":"vault-created"' in raw and raw.endswith(b"\n"):
                if vault_id in (None, hashlib.sha256(raw[:-1]).hexdigest()):
                    found.append(raw)
        need(found or not vault_id,
             "the ledger does not begin with that vault id: this is another vault, or a forgery")
        need(found, "the ledger's first line is missing")
        need(len(found) == 1,
             "the ledger has several first lines: name the right one by --vault-id")
        with reading("the ledger's first line"):
            fields = canonical(found[0], "the ledger's first line", False)["fields"]
            signers = {role: fields["signers"][role] for role in NAMESPACES}
            need(all(PUBLIC_KEY.fullmatch(key) for key in signers.values()),
                 "the ledger's first line: no signers")
        return hashlib.sha256(found[0][:-1]).hexdigest(), signers

    def find_disposers(self):
        """The disposers' keys: each that one of them has added (§3.3, "Two persons")."""
        while True:
            added = {entry["fields"]["key"] for entry in self.find_signed("signer-added")}
            new = sorted(key for key in added - set(self.disposers) if PUBLIC_KEY.fullmatch(key))
            if not new:
                return
            self.disposers += new

    def find_moved(self):
        """The lines that stand in another chain (§3.5): a head's old place, the fork and the new one."""
        moved = {}
        for fields in (entry["fields"] for entry in self.find_signed("chain-moved")):
            for at, sha256 in enumerate(fields["lines"], fields["from"]):
                moved[fields["writer"], at + 1, sha256] = (
                    fields["after"], fields["to"], at - fields["after"] + 2)
        return moved

    def standing(self, heads):
        """Heads, where a line moved the two for which its head stands."""
        found = []
        for head in heads:
            after, to, count = self.moved.get(
                (head["writer"], head["count"], head["sha256"]), (head["count"], None, 0))
            found.append({**head, "count": after})
            if to:
                found.append({**head, "writer": to, "count": count})
        return found

    def resolved(self, entry):
        """An entry with each head that it names as it stands (§3.5)."""
        if not self.moved:
            return entry
        entry = {**entry, "follows": self.standing(entry.get("follows", []))}
        if entry["event"] == "signer-replaced":
            fields = {**entry["fields"], "heads": self.standing(entry["fields"]["heads"])}
            for head in entry["fields"]["heads"]:
                place = self.moved.get((head["writer"], head["count"], head["sha256"]))
                if place:
                    for name in ("distrusted", "quarantined"):
                        fields[name] = renumbered(fields[name], head["writer"], *place[:2])
            entry["fields"] = fields
        elif entry["event"] == "lines-vouched":
            heads = self.standing(entry["fields"]["heads"])
            entry["fields"] = {**entry["fields"], "heads": heads}
        return entry

    def find_replacements(self):
        """The entries by which a sealer's key was replaced (§3.4)."""
        found = []
        for entry in self.find_signed("signer-replaced"):
            if all(PUBLIC_KEY.fullmatch(entry["fields"][key]) for key in ("old", "new")):
                found.append(self.resolved(entry))
        return found

    def find_vouched(self):
        """The entries that vouch for lines, but for those that are quarantined themselves (§3.4)."""
        waiting = [self.resolved(entry) for entry in self.find_signed("lines-vouched")]
        while True:
            counting = [entry for entry in waiting if not self.is_quarantined(entry)]
            if not counting:
                return
            self.vouched += counting
            waiting = [entry for entry in waiting if entry not in counting]

    def find_signed(self, event):
        """The entries with this word, each proven by the disposer."""
        found = []
        for writer in self.writers():
            with opened(self.at("ledger", writer + ".jsonl")) as file:
                for raw in iter(lambda: file.readline(MIB + 1), b""):
                    if not raw.endswith(b"\n"):
                        break
                    if b'"event":"' + event.encode() + b'"' not in raw:
                        continue
                    with contextlib.suppress(Refused):
                        with reading(f"ledger/{writer}.jsonl"):
                            entry = of_format_1(canonical(raw, "a line", False), "a line")
                            self.check_signature(entry, "a line")
                            need(entry["writer"] == writer, "another writer")
                            need(entry["event"] == event, "another event")
                            found.append(entry)
        return found

    def sealers(self):
        """The sealer's keys in use, and those that were replaced."""
        old = {entry["fields"]["old"] for entry in self.replaced}
        every = {self.signers["sealer"], *(entry["fields"]["new"] for entry in self.replaced)}
        return sorted(every - old), sorted(every & old)

    def signed_by(self, keys, raw, signature, namespace):
        return any(signed(raw, signature, {"sealer": key}, "sealer", namespace) for key in keys)

    def latest(self, unseen):
        """Of some replacements those that no other of them has seen."""
        return [one for one in unseen
                if not any(other is not one and has_seen(other, one) for other in unseen)]

    def label_signed(self, raw, signature, name):
        """2 for a label by a key in use, 1 for one by a replaced key that names no more than counts, else 0."""
        current, old = self.sealers()
        if self.signed_by(current, raw, signature, "kluis-medium"):
            return 2
        if not self.signed_by(old, raw, signature, "kluis-medium"):
            return 0
        heads = self.standing(canonical(raw, name, True)["heads"])
        return int(all(head["count"] <= lines_of(one, head["writer"])
                       or self.is_vouched(one, head["writer"], head["count"])
                       for one in self.latest(self.replaced) for head in heads))

    def says_something(self, entry):
        """Whether a line is not quarantined, or refuses all the same (§3.4)."""
        reopens = entry["event"] == "event-recorded" and not entry["fields"]["ends"]
        wants_two = entry["event"] == "two-persons" and entry["fields"]["wanted"]
        return (entry["event"] in REFUSING or reopens or wants_two
                or not self.is_quarantined(self.resolved(entry)))

    def is_quarantined(self, entry):
        """Whether a replacement that the line has not seen doubts it, and nobody vouches for it."""
        writer, seq = entry["writer"], entry["seq"]
        unseen = [one for one in self.replaced if not has_seen(entry, one)]
        named = any(listed(one["fields"]["distrusted"], writer, seq) for one in self.replaced)
        return any(
            (seq >= lines_of(one, writer) or listed(one["fields"]["distrusted"], writer, seq)
             or listed(one["fields"]["quarantined"], writer, seq))
            and (named or not self.is_vouched(one, writer, seq + 1))
            for one in self.latest(unseen))

    def is_vouched(self, one, writer, count):
        """Whether somebody who has seen a replacement vouches for so many lines of a chain."""
        return any(has_seen(word, one) and count <= lines_of(word, writer) for word in self.vouched)

    def choose_label(self):
        """The highest generation whose signature holds, by a key in use if there is one (§2.1, §3.4)."""
        generations, best = {}, 0
        for name in ("label.a.json", "label.b.json"):
            if not os.path.lexists(self.at(name)):
                continue
            try:
                raw = bytes_of(self.at(name), MIB)
                signature = bytes_of(self.at(name + ".sig"), 4 * KIB)
                with reading(name):
                    rank = self.label_signed(raw, signature, name)
                    need(rank, f"{name}: its signature does not hold")
                with reading(name):
                    label = of_format_1(canonical(raw, name, True), name)
                    need(label["vault"] == self.id, f"{name}: is of another vault")
                    need(len(label["heads"]) <= 1000
                         and all(is_hex(h["writer"], 16) and is_hex(h["sha256"], 64)
                                 and h["count"] > 0 <= h["bytes"]
                                 for h in label["heads"]), f"{name}: a head is not as the format says")
                    need(max(label["generation"], label["contact"]) <= 2 ** 52,
                         f"{name}: a counter is above 2^52")
                    same = (self.label and rank == best
                            and label["generation"] == self.label["generation"])
                    if same and label != self.label:
                        self.faults.append("two different labels have one generation: "
                                           "this drive is a clone or a forgery")
                    generations[name] = label["generation"]
                    if self.label is None or (rank, label["generation"]) > (
                            best, self.label["generation"]):
                        self.label, best = label, rank
            except Refused as fault:
                self.remarks.append(str(fault))
        named = self.label and self.label["other_generation"]
        if self.label and (named is None or named not in generations.values()):
            self.faults.append("the other label is missing or broken: entries may be hidden")
        if self.label is None:
            self.faults += ["no label holds: the ledger is taken as it lies there", *self.remarks]

    def read_chain(self, writer, head, unnamed):
        """Follows one chain up to the head that the label names (§3), and on to a disposer's line."""
        name, before, ends, length = f"ledger/{writer}.jsonl", "0" * 64, [], 0
        with opened(self.at("ledger", writer + ".jsonl")) as file:
            while not unnamed and (head is None or len(ends) < head["count"]):
                raw = file.readline(MIB + 1)
                where = f"{name}, line {len(ends) + 1}"
                if not raw.endswith(b"\n"):
                    need(head is None and len(raw) <= MIB, f"{name}: ends before its head")
                    break
                need(len(raw) <= MIB, f"{where}: is over 1 MiB")
                length += len(raw)
                need(length <= 1024 * MIB, f"{name}: is over 1 GiB")
                with reading(where):
                    entry = of_format_1(canonical(raw, where, False), where)
                    need((entry["seq"], entry["writer"]) == (len(ends), writer),
                         f"{where}: number or writer is wrong")
                    need(entry["prev"] == before, f"{where}: does not follow the line before it")
                    self.check_opening(entry, hashlib.sha256(raw[:-1]).hexdigest(), where)
                    self.check_signature(entry, where)
                    self.take_order(entry)
                    if self.says_something(entry):
                        self.fold(entry, where)
                        self.take_note(entry, where)
                before = hashlib.sha256(raw[:-1]).hexdigest()
                ends.append((length, before))
            need(head is None or ends[-1:] == [(head["bytes"], head["sha256"])],
                 f"{name}: contradicts its head in the label")
            if head or unnamed:
                length = self.take_vouched(file, writer, before, ends, length)
            behind = os.fstat(file.fileno()).st_size - length
        self.chains[writer] = ends
        if behind:
            self.remarks.append(f"{name}: {behind} bytes behind the head, not committed; set aside")

    def take_vouched(self, file, writer, before, ends, length):
        """Takes lines behind the head up to the last one that the disposer signed (§3.2)."""
        pending, end = [], length
        try:
            for raw in iter(lambda: file.readline(MIB + 1), b""):
                where = f"ledger/{writer}.jsonl, line {len(ends) + len(pending) + 1}"
                need(raw.endswith(b"\n"), f"{where}: is torn")
                with reading(where):
                    entry = of_format_1(canonical(raw, where, False), where)
                    need((entry["seq"], entry["writer"], entry["prev"])
                         == (len(ends) + len(pending), writer, before), f"{where}: does not fit")
                    sha256, end = hashlib.sha256(raw[:-1]).hexdigest(), end + len(raw)
                    self.check_opening(entry, sha256, where)
                    self.check_signature(entry, where)
                before = sha256
                pending.append((entry, where, (end, sha256)))
                if "signature" in entry:
                    for known, at, one in pending:
                        self.take_order(known)
                        if self.says_something(known):
                            self.fold(known, at)
                        ends.append(one)
                    pending, length = [], end
        except Refused:
            pass
        return length

    def check_opening(self, entry, sha256, where):
        """A chain makes this vault or joins it, in its first line and nowhere else (§3.1)."""
        event = entry["event"]
        need((entry["seq"] == 0) == (event in ("vault-created", "writer-joined")),
             f"{where}: a chain opens here, or does not where it should")
        need(event != "vault-created" or sha256 == self.id, f"{where}: makes another vault")
        need(event != "writer-joined" or entry["fields"]["vault"] == self.id,
             f"{where}: joins another vault")

    def check_signature(self, entry, where):
        by_disposer, by_sealer = (entry["event"] in events for events in (BY_DISPOSER, BY_SEALER))
        if entry["event"] == "keys-wrapped" and entry["fields"]["generation"] > 1:
            by_disposer, by_sealer = True, False
        if "signature" not in entry:
            need(not by_disposer, f"{where}: lacks the disposer's signature")
            return
        need(not by_sealer, f"{where}: has a signature that it must not have")
        blob = base64.b64encode(base64.b64decode(entry["signature"], validate=True)).decode()
        armoured = "\n".join(["-----BEGIN SSH SIGNATURE-----", *re.findall(".{1,70}", blob),
                              "-----END SSH SIGNATURE-----", ""])
        unsigned = {name: value for name, value in entry.items() if name != "signature"}
        raw = json.dumps(unsigned, sort_keys=True, separators=(",", ":")).encode()
        need(signed(raw, armoured.encode(), {"disposer": self.disposers}, "disposer", "kluis-ledger"),
             f"{where}: its signature does not hold")

    def take_order(self, entry):
        known = self.follows[entry["writer"]]
        counts = {writer: count for _, writer, count in known}
        for head in self.resolved(entry).get("follows", []):
            if head["count"] > counts.get(head["writer"], 0):
                known.append((entry["seq"], head["writer"], head["count"]))

    def past(self, entry):
        """How many lines of each chain a line has seen: those that it follows, and what they follow (§3.3)."""
        seen, todo = {entry["writer"]: entry["seq"] + 1}, [entry["writer"]]
        while todo:
            at = todo.pop()
            for seq, writer, count in self.follows[at]:
                if seq < seen[at] and count > seen.get(writer, 0):
                    seen[writer] = count
                    todo.append(writer)
        return seen

    def fold(self, entry, where):
        event, fields = entry["event"], entry["fields"]
        if event == "sealed":
            bundle, said = fields["bundle"], {name: fields[name] for name in SEALED}
            self.sealings[bundle].append(entry)
            need(self.sealed.setdefault(bundle, said)["seal"] == said["seal"],
                 f"{where}: a second seal for {shown(bundle)}")
            need(self.sealed[bundle] == said,
                 f"{where}: says of {shown(bundle)} what another entry does not")
            self.take_key_file(bundle, 1, fields["key_file"], where)
        elif event == "keys-wrapped":
            generation = fields["generation"]
            need(0 < generation <= 2 ** 52 and fields["key"] == fields["key_copy"],
                 f"{where}: key files are not as the format says")
            self.take_key_file(fields["bundle"], generation, fields["key"], where)
            for medium in fields["media"]:
                known = self.keys_on.get((fields["bundle"], medium), 1)
                self.keys_on[fields["bundle"], medium] = max(known, generation)
        elif event == "hold-placed":
            need(self.holds.setdefault(fields["hold"], fields) == fields,
                 f"{where}: hold {shown(fields['hold'])} was placed on something else before")
        elif event == "hold-released":
            self.released.update(fields["holds"])
        elif event == "event-recorded":
            self.events.append({**fields, "at": entry, "past": None})
        elif event == "extended":
            for bundle in fields["bundles"]:
                last = max(self.extended.get(bundle, ""), fields["keep_through"])
                self.extended[bundle] = last
        elif event == "succeeded":
            for heir in fields["successors"]:
                need(heir["bundle"] != fields["bundle"], f"{where}: a bundle stands in its own place")
                self.parents[heir["bundle"]].add(fields["bundle"])
        elif event == "received":
            last = None if fields["open"] else fields["keep_through"] or ""
            self.received[fields["bundle"]].append(last)
        elif event == "copied":
            self.copies.add((fields["bundle"], fields["medium"]))
        elif event == "copy-destroyed":
            self.gone.add((fields["bundle"], fields["medium"]))
        elif event == "statement-made":
            need(all(re.fullmatch(re.escape(fields["bundle"]) + r"[-.0-9a-z]+", file["name"])
                     for file in fields["files"]), f"{where}: a file of a statement has another name")
            self.statements.append(fields)

    def sees(self, event, entry):
        """Whether whoever put an event on record had seen a line."""
        event["past"] = event["past"] or self.past(event["at"])
        return entry["seq"] < event["past"].get(entry["writer"], 0)

    def knew(self, event, name, case, rule):
        """Whether they knew the bundle, or one of its case with a rule that ends as this one does (§3.3, "Ends")."""
        def like(other):
            text = [other.get("rule"), rule.get("rule")]
            return (None not in text and other["class"] == rule["class"]
                    and all(text[0][key] == text[1][key] for key in ("period", "starts", "nature")))

        def seen(bundle):
            return any(self.sees(event, sealed) for sealed in self.sealings[bundle])

        return seen(name) or bool(case) and any(
            said["case"] == case and any(map(like, said["rules"])) and seen(other)
            for other, said in self.sealed.items())

    def take_note(self, entry, where):
        for note in [entry["note"]] if "note" in entry else ():
            need(is_hex(note["id"], 32)
                 and self.notes.setdefault(note["id"], note["sha256"]) == note["sha256"],
                 f"{where}: its note is not as the format says")

    def take_key_file(self, bundle, generation, sha256, where):
        need(self.key_files.setdefault((bundle, generation), sha256) == sha256,
             f"{where}: another key file for {shown(bundle)} than was sealed or wrapped")

    def has_head(self, head):
        place = self.moved.get((head["writer"], head["count"], head["sha256"]))
        if place:
            return len(self.chains.get(place[1], [])) >= place[2]
        ends = self.chains.get(head["writer"], [])
        end = head["bytes"], head["sha256"]
        return 0 < head["count"] <= len(ends) and ends[head["count"] - 1] == end


def fits(scope, seal):
    """Whether a hold on this scope binds a bundle (§3.3, "Holds")."""
    def in_years(date):
        return date is None or int(date[:4]) in range(scope["years"]["from"], scope["years"]["to"] + 1)

    rules = seal["rules"]
    return ((scope["bundles"] is None or seal["bundle"] in scope["bundles"])
            and (scope["case"] is None or scope["case"] == seal["case"])
            and (scope["classes"] is None or any(r["class"] in scope["classes"] for r in rules))
            and (scope["years"] is None or any(in_years(r.get("date")) for r in rules)))


def has_seen(line, entry):
    """Whether a line stands behind an entry in its chain, or is it, or follows it (§3.4)."""
    writer, seq = entry["writer"], entry["seq"]
    return (line["writer"] == writer and line["seq"] >= seq) or any(
        head["writer"] == writer and head["count"] > seq for head in line.get("follows", []))


def listed(ranges, writer, seq):
    """Whether a list of lines by number has this one."""
    return any(lines["writer"] == writer and lines["from"] <= seq <= lines["to"]
               for lines in ranges)


def lines_of(entry, writer):
    """How many lines of a chain count, by a replacement or by somebody's word."""
    counts = [head["count"] for head in entry["fields"]["heads"] if head["writer"] == writer]
    return max(counts, default=0)


def renumbered(ranges, writer, after, to):
    """Lines by number, those of a branch that moved by their new ones (§3.5)."""
    found = []
    for one in ranges:
        if one["writer"] != writer or one["to"] < after:
            found.append(one)
            continue
        if one["from"] < after:
            found.append({**one, "to": after - 1})
        found.append({"writer": to, "from": max(one["from"], after) - after + 1,
                      "to": one["to"] - after + 1})
    return found


# --- A bundle and its seal (§4.1) -------------------------------------------------------------

class Bundle:
    """A bundle's folder whose seal holds."""

    def __init__(self, folder, vault):
        self.folder, self.vault = os.path.abspath(folder), vault
        self.name = os.path.basename(self.folder)
        need(is_folder(self.folder), f"{shown(folder)}: is no folder")
        need(BUNDLE_ID.fullmatch(self.name),
             f"{shown(self.name)}: is no bundle's name, like 20261031-7f3ca2b1")
        raw = bytes_of(self.at("seal.json"), 8 * MIB)
        signature = bytes_of(self.at("seal.json.sig"), 4 * KIB)
        current, old = vault.sealers()
        # By a key that was replaced a seal holds only where the ledger names it (§3.4).
        listed = vault.sealed.get(self.name, {}).get("seal") == hashlib.sha256(raw).hexdigest()
        need(vault.signed_by(current + (old if listed else []), raw, signature, "kluis-seal"),
             f"{self.name}: the seal's signature does not hold")
        self.seal = read_seal(raw)
        need(self.seal["vault"] == vault.id, f"{self.name}: the seal is of another vault")
        need(self.seal["bundle"] == self.name,
             f"{self.name}: the seal is of bundle {self.seal['bundle']}")
        self.files = {file["name"]: file for file in self.seal["files"]}
        self.volumes = [n for n in sorted(self.files) if n.startswith("payload-")]
        self.sealed_in_ledger = vault.sealed.get(self.name)
        said = {**self.seal, **self.seal["counts"], "seal": hashlib.sha256(raw).hexdigest()}
        for name in SEALED if self.sealed_in_ledger else ():
            need(self.sealed_in_ledger[name] == said[name],
                 f"{self.name}: the ledger names another {name} for this bundle")

    def at(self, *names):
        return os.path.join(self.folder, *names)

    def family(self):
        """What it says of itself, and what the ledger says of the bundles that it was made from (§3.3, "Succession")."""
        names, found = [self.name], {}
        while names:
            name = names.pop()
            said = self.seal if name == self.name else self.vault.sealed.get(name)
            if said and name not in found:
                found[name] = {**said, "bundle": name}
                names += self.vault.parents[name]
        return list(found.values())

    def last_day(self):
        """The last day through which it is kept; none while that is not known (§3.3, "Ends")."""
        days = [self.last_day_of(said) for said in self.family()]
        kept = [day for day in days if day]
        return None if None in days else max(kept, default=None)

    def last_day_of(self, said):
        """The same of one bundle by itself; empty where nothing keeps it."""
        name, case = said["bundle"], said["case"]
        about = [event for event in self.vault.events
                 if name in (event["bundles"] or []) or (case and case == event["case"])]

        def ends(rule):
            own = {key: rule[key] for key in ("keep_through", "delete_from")}
            if set(own.values()) != {None}:
                return [own]
            told = [event for event in about
                    if not event["ends"] or self.vault.knew(event, name, case, rule)]
            given = [(event, end) for event in told for end in event["ends"]
                     if end["class"] == rule["class"]]
            back = [event for event in told if not event["ends"]]
            if any(not any(self.vault.sees(event, one["at"]) for event, _ in given) for one in back):
                return []
            return [end for _, end in given]

        rules, received = [ends(rule) for rule in said["rules"]], self.vault.received[name]
        if not all(rules) or None in received:
            return None
        days = [end["keep_through"] for given in rules for end in given]
        days += [said["end"]["keep_through"], self.vault.extended.get(name), *received]
        return max(filter(None, days), default="")

    def holds(self):
        """The holds on it that no line releases. Whether a release counts, order says: it is not asked here."""
        placed = self.vault.holds.items()
        return [hold for hold, fields in placed
                if hold not in self.vault.released
                and any(fits(fields["scope"], said) for said in self.family())]

    def check_file(self, name):
        found = digest_of(self.at(name))
        need(found[0] == self.files[name]["bytes"],
             f"{self.name}/{name}: has {found[0]} bytes, not {self.files[name]['bytes']}")
        need(found[1] == self.files[name]["sha256"],
             f"{self.name}/{name}: its SHA-256 is not the sealed one")


def read_seal(raw):
    with reading("seal.json"):
        seal = of_format_1(canonical(raw, "seal.json", True), "seal.json")
        need(seal["algorithms"] == ALGORITHMS, "seal.json: its algorithms are unknown here")
        need(BUNDLE_ID.fullmatch(seal["bundle"]) and is_hex(seal["vault"], 64)
             and is_hex(seal["recipient"], 64) and is_hex(seal["key_file"], 64),
             "seal.json: an id is not as the format says")
        payload = seal["payload"]
        cut, volumes = payload["volume_bytes"], payload["volumes"]
        need(cut in [MIB << n for n in range(7)] and 0 < volumes <= 99999,
             "seal.json: volumes are not as the format says")
        names = ["payload-%05d.age" % n for n in range(volumes)]
        names = ["SHA256SUMS", "index.age", *names, "records.commit"]
        need([file["name"] for file in seal["files"]] == names,
             "seal.json: its files are not those of the format")
        sizes = {file["name"]: file["bytes"] for file in seal["files"]}
        need(all(is_hex(f["sha256"], 64) and type(f["bytes"]) is int and f["bytes"] >= 0
                 for f in seal["files"]),
             "seal.json: a file's size or hash is not as the format says")
        whole = sum(sizes[name] for name in names[2:-1])
        need(all(sizes[n] == cut for n in names[2:-2]) and 0 < sizes[names[-2]] <= cut,
             "seal.json: a volume's size is wrong")
        need(isinstance(seal["heads"], list) and len(seal["heads"]) <= 1000
             and "keep_through" in seal["end"],
             "seal.json: heads or end are not as the format says")
        need(sizes["records.commit"] == 32 * seal["counts"]["records"],
             "seal.json: records and commitments do not match")
        headers = {name: base64.b64decode(seal["headers"][name], validate=True)
                   for name in ("index", "payload")}
        need(max(map(len, headers.values())) <= 16 * KIB, "seal.json: an age header is over 16 KiB")
        chunks = -(-payload["plain_bytes"] // CHUNK) or 1
        need(whole == len(headers["payload"]) + payload["plain_bytes"] + 16 * chunks,
             "seal.json: the payload's sizes do not add up")
        seal["headers"] = headers
        return seal


# --- check: all that can be known without an identity -----------------------------------------

def check(args):
    folders = [args.drive]
    if not is_folder(os.path.join(args.drive, "ledger")):
        folders = sorted(os.path.join(args.drive, n) for n in os.listdir(args.drive)
                         if re.fullmatch("kluis-[0-9a-f]{8}", n))
        need(folders, f"{shown(args.drive)}: has no vault's folder kluis-…")
        if args.vault_id:
            folders = [f for f in folders if f.endswith(args.vault_id[:8])]
            need(folders, "that vault is not on this drive")
    faults, identity = 0, identity_from(args.identity) if args.identity else None
    for folder in folders:
        try:
            found = check_vault(Vault(folder, args.vault_id), identity, args.keys)
        except Refused as fault:
            found = [str(fault)]
        for fault in found:
            print(f"FAULT  {fault}")
        faults += len(found)
    print(f"{faults} faults" if faults else "no faults")
    if not args.vault_id:
        print("note: without the recovery sheet's --vault-id, a drive is held against itself only")
    return 1 if faults else 0


def check_vault(vault, identity=None, keys=None):
    lines = sum(map(len, vault.chains.values()))
    print(f"vault {vault.id}, {lines} ledger lines in {len(vault.chains)} chains")
    faults, label = list(vault.faults), vault.label
    medium = label["medium"] if label else None

    def attempt(act, *arguments):
        try:
            with reading("a signed value"):
                return act(*arguments)
        except Refused as fault:
            faults.append(str(fault))

    def drive_agrees():
        raw = bytes_of(vault.at("..", "kluis-drive.json"), 4 * KIB)
        drive = of_format_1(canonical(raw, "kluis-drive.json", True), "kluis-drive.json")
        need(drive.get("drive") == label["drive"],
             "kluis-drive.json: the label is of another drive")

    def loose_file_agrees(name, sha256):
        if name in ("vault.a.age", "vault.b.age") and name != label.get("vault_document"):
            if digest_of(vault.at(name))[1] != sha256:
                vault.remarks.append(f"{name}: is not what the label says; not in force")
            return
        need(name in ("README.txt", "LEESMIJ.txt", "allowed_signers", "spec/SPEC.md",
                      "spec/reader.py", "vault.a.age", "vault.b.age"),
             f"the label names {shown(name)}, which has no place there")
        need(digest_of(vault.at(*name.split("/")))[1] == sha256,
             f"{name}: is not what the label says")

    def signers_agree():
        raw = bytes_of(vault.at("allowed_signers"), 64 * KIB)
        keys = [("disposer", vault.signers["disposer"])]
        keys += [("sealer", key) for part in vault.sealers() for key in part]
        lines = [f'{r} namespaces="{NAMESPACES[r]}" {k}' for r, k in keys]
        need(sorted(raw.decode("ascii", "replace").splitlines()) == sorted(lines),
             "allowed_signers: is not what the ledger says")

    def note_agrees(note, sha256):
        need(digest_of(vault.at("notes", note + ".age"))[1] == sha256,
             f"notes/{note}.age: is not the note that the ledger names")

    def statement_agrees(made):
        there = {file["name"]: vault.at("statements", file["name"]) for file in made["files"]
                 if os.path.lexists(vault.at("statements", file["name"]))}
        for file in made["files"]:
            need(file["name"] not in there or digest_of(there[file["name"]])[1] == file["sha256"],
                 f"statements/{file['name']}: is not the file that the ledger names")
        for name in (file["name"] for file in made["files"] if file["sha256"] == made["statement"]):
            if name in there and name + ".sig" in there:
                said = check_statement(vault, made, bytes_of(there[name], 16 * MIB),
                                       bytes_of(there[name + ".sig"], 64 * KIB), f"statements/{name}")
                of = "erasure" if said["erasure"] else "destruction"
                print(f"ok     {made['bundle']}: statement of {of}, {said['kind']}, signed by the disposer")

    attempt(signers_agree)
    for made in vault.statements:
        attempt(statement_agrees, made)
    for note, sha256 in vault.notes.items():
        if os.path.lexists(vault.at("notes", note + ".age")):
            attempt(note_agrees, note, sha256)
    if label:
        attempt(drive_agrees)
        for name, sha256 in dict(label["files"]).items():
            attempt(loose_file_agrees, name, sha256)
    present = sorted(os.listdir(vault.at("bundles"))) if is_folder(vault.at("bundles")) else []
    for name in present:
        before = len(faults)
        if not BUNDLE_ID.fullmatch(name):
            vault.remarks.append(f"bundles/{shown(name)}: is no bundle")
        elif not any(os.path.lexists(vault.at("bundles", name, seal))
                     for seal in ("seal.json", "seal.json.sig")):
            if label and label["roles"] == ["keys"] and (name, medium) in vault.keys_on:
                attempt(twins_agree, vault, vault.at("bundles", name), medium)
            else:
                faults.append(f"{name}: unfinished, it was never sealed")
        else:
            bundle = attempt(Bundle, vault.at("bundles", name), vault)
            if bundle:
                check_bundle(bundle, medium, attempt)
                if identity and len(faults) == before:
                    attempt(check_inside, bundle, identity, keys)
                count, end = bundle.seal["counts"]["records"], bundle.last_day()
                if len(faults) == before:
                    kept = f"to be kept through {shown(end)}" if end else "with no end that is known yet"
                    held = "".join(f", under hold {hold[:8]}" for hold in bundle.holds())
                    print(f"ok     {name}: {count} records, {kept}{held}")
    faults += [f"{name}: the ledger says it is on this medium, and it is not"
               for name, where in sorted(vault.copies - vault.gone)
               if where == medium and name not in present]
    for remark in vault.remarks:
        print(f"note   {remark}")
    return faults


# --- Statements of destruction (§9) -----------------------------------------------------------

REMAINS = ("readable", "not-in-place", "old-blocks", "beyond-sealed", "names-left", "not-evidenced",
           "word-alone")
ACCOUNTED = {"destroyed", "found-gone", "lost", "medium-destroyed"}


def check_statement(vault, made, raw, signature, what):
    need(signed(raw, signature, {"disposer": vault.disposers}, "disposer", "kluis-statement"),
         f"{what}: the disposer did not sign it")
    said = of_format_1(canonical(raw, what, True), what)
    need((said["vault"], said["bundle"], said["kind"]) == (vault.id, made["bundle"], made["kind"]),
         f"{what}: speaks of another vault, bundle or kind than the ledger")
    sealed = vault.sealed.get(said["bundle"])
    need(sealed is None or sealed["seal"] == said["seal_sha256"], f"{what}: speaks of another seal")
    with reading(what):
        need(statement_fits(said), f"{what}: its words do not agree")
    return said


def statement_fits(said):
    """Whether what must agree in a statement does: nothing is claimed without what it takes."""
    copies, kind, adds = said["copies"], said["kind"], bool(said["supplements"])
    accounted = all(copy["fate"] in ACCOUNTED for copy in copies)
    kinds = {"final": accounted and not adds, "interim": not accounted and not adds, "supplement": adds}
    media = {copy["medium"] for copy in copies}
    signers = [one["signer"] for one in said["decision"]["signatures"]]
    removed, erasure = (said["succeeded"] or {}).get("removed", 0), said["erasure"]
    return (kinds[kind] and (erasure["records"] if erasure else 0) == removed
            and said["accounted"] is accounted and len(media) == len(copies) and bool(said["rules"])
            and signers == sorted(set(signers)) and all(map(copy_fits, copies))
            and all(0 <= one["found"] <= one["searched"] and one["searched"] > 0
                    and 0 <= one["unread"] <= one["bytes"]
                    and (one["recognised"] or one["found"]) for one in said["validation"]))


def copy_fits(copy):
    done = copy["fate"] == "destroyed"
    proven = (done and copy["in_place"] == "yes" and copy["read_back"] == "past-cache"
              and "beyond-sealed" not in copy["remains"])
    remains = [REMAINS.index(one) for one in copy["remains"]]
    words = (copy["technique"] == "overwritten-and-unlinked", copy["ieee2883"] == "overwrite",
             copy["read_back"] in ("past-cache", "cached"), copy["files"] > 0)
    others = (copy["technique"] is None, copy["ieee2883"] is None, copy["read_back"] == "no",
              copy["files"] == 0)
    return (all(words if done else others) and (copy["fate"] in ACCOUNTED or copy["fate"] == "present")
            and (copy["physical"] is not None) == (copy["fate"] == "medium-destroyed")
            and (copy["nist"] is None or proven and copy["nist"] == "as-clear-these-files-only")
            and space_fits(copy)
            and remains == sorted(remains))


def space_fits(copy):
    done, methods = copy["free_space"], [one["method"] for one in copy["free_space"]]
    return (methods in ([], ["filled"], ["trimmed"], ["filled", "trimmed"])
            and (not done or copy["fate"] in ("destroyed", "found-gone"))
            and all(one["read_back"] in (("past-cache", "cached") if one["method"] == "filled" else ("no",))
                    and one["bytes"] >= 0 and (one["left"] is None) == (one["method"] == "trimmed")
                    and (one["left"] or 0) >= 0 for one in done))


def keys_of(folder, vault_folder, keys):
    """Where a bundle's key files lie: beside it, or on another drive, in the folder of the same name."""
    name = os.path.basename(folder)
    if keys is None:
        return folder
    vault = os.path.basename(os.path.abspath(vault_folder))
    places = [os.path.join(keys, *below, "bundles", name) for below in ([], [vault])]
    found = [place for place in places if is_folder(place)]
    if not found:
        raise Impossible(f"{shown(keys)}: has no keys for {name}, at {shown(places[-1])}")
    return found[0]


def twins_agree(vault, folder, medium):
    name = os.path.basename(folder)
    hashes = [digest_of(os.path.join(folder, twin)) for twin in ("key.age", "key-copy.age")]
    need(hashes[0] == hashes[1] and hashes[0][0] == 16 * KIB,
         f"{name}: key.age and its copy are not as they should be")
    due = vault.key_files.get((name, vault.keys_on.get((name, medium), 1)))
    need(due in (None, hashes[0][1]), f"{name}/key.age: is not what the ledger says")


def check_bundle(bundle, medium, attempt):
    def head_known(head):
        need(bundle.vault.has_head(head),
             f"{bundle.name}: the seal follows a ledger entry that is not on this drive")

    def sums_agree():
        names = [*bundle.volumes, "index.age", "records.commit"]
        lines = "".join(f"{bundle.files[n]['sha256']}  {n}\n" for n in names)
        need(hashlib.sha256(lines.encode()).hexdigest() == bundle.files["SHA256SUMS"]["sha256"],
             f"{bundle.name}/SHA256SUMS: does not agree with the seal")

    attempt(need, bundle.sealed_in_ledger,
            f"{bundle.name}: the ledger on this drive has no entry for it")
    for head in bundle.seal["heads"]:
        attempt(head_known, head)
    for name in bundle.files:
        attempt(bundle.check_file, name)
    def readme_agrees():
        need(digest_of(bundle.at("README.txt"))[1] == bundle.seal["readme"],
             f"{bundle.name}/README.txt: is not what the seal says")

    def to_one(name, file):
        need(is_to_one_recipient(bundle.seal["headers"][name]),
             f"{bundle.name}/{file}: is encrypted to somebody else than the bundle's own key as well")

    attempt(sums_agree)
    attempt(readme_agrees)
    attempt(to_one, "payload", bundle.volumes[0])
    attempt(to_one, "index", "index.age")
    roles = bundle.vault.label["roles"] if bundle.vault.label else []
    if "keys" in roles or os.path.lexists(bundle.at("key.age")):
        attempt(twins_agree, bundle.vault, bundle.folder, medium)
    known = {"key.age", "key-copy.age", "seal.json", "seal.json.sig", "README.txt", *bundle.files}
    for name in sorted(os.listdir(bundle.folder)):
        attempt(need, not os.path.islink(bundle.at(name)),
                f"{bundle.name}/{shown(name)}: is a link")
        if name not in known and not name.endswith(".par2"):
            bundle.vault.remarks.append(f"{bundle.name}/{shown(name)}: is not part of the bundle")


# --- check -i: what shows only inside (§7) -----------------------------------------------------

def is_to_one_recipient(header):
    """One X25519 stanza, and at most one that means nothing."""
    kinds = re.findall(rb"^-> ([^ \n]+)", header.partition(b"\n---")[0], re.MULTILINE)
    others = [kind for kind in kinds if kind != b"X25519"]
    return (kinds.count(b"X25519") == 1 and len(others) <= 1
            and all(kind.endswith(b"-grease") for kind in others))


def is_as_specified(frame, plain):
    """With a checksum, the size of its content, no dictionary, a window of at most 2^27 (RFC 8878, 3.1.1.1)."""
    if len(frame) < 6 or frame[:4] != b"\x28\xb5\x2f\xfd" or not frame[4] & 4 or frame[4] & 3:
        return False
    single = frame[4] >> 5 & 1
    length, at = (single, 2, 4, 8)[frame[4] >> 6], 6 - single
    stated = int.from_bytes(frame[at:at + length], "little") + (256 if length == 2 else 0)
    base = 1 << 10 + (frame[5] >> 3)
    return length > 0 and stated == plain and (
        bool(single) or base + base // 8 * (frame[5] & 7) <= 1 << 27)


def stored_most(plain):
    """How many bytes a frame may take that holds at most so many (§1)."""
    return plain + plain // 256 + KIB


def seek_table(sizes):
    numbers = struct.pack("<%dI" % (2 * len(sizes)), *(n for size in sizes for n in size))
    end = struct.pack("<IBI", len(sizes), 0, 0x8F92EAB1)
    return struct.pack("<II", 0x184D2A5E, len(numbers) + len(end)) + numbers + end


def frames_fit(stream, sizes, what):
    """The frames of a decrypted stream, and their seek table behind them."""
    for packed, plain in sizes:
        need(packed <= stored_most(16 * MIB), f"{what}: a frame takes more than any may")
        frame = stream.read(packed)
        need(len(frame) == packed and is_as_specified(frame, plain),
             f"{what}: a frame is not as the format says")
    table = seek_table(sizes)
    need(stream.read(len(table) + 1) == table, f"{what}: the seek table is not that of its frames")


def folded(path):
    """Equal for what some system takes as equal (§4.6, step 4)."""
    full = unicodedata.normalize("NFD", path).casefold().replace("\u0131", "i")
    return unicodedata.normalize("NFD", full)


class Names:
    """Tells whether a record's path meets another's, or a folder's."""

    def __init__(self):
        self.taken = {}

    def take(self, path):
        """Whether the path meets none that was taken before it."""
        ends = [at for at, c in enumerate(path) if c == "/"]
        for name, is_file in [*((path[:end], False) for end in ends), (path, True)]:
            key = folded(name)
            before = self.taken.get(key)
            if before is not None and (is_file or before != (name, is_file)):
                return False
            self.taken[key] = name, is_file
        return True


def check_inside(bundle, identity, keys):
    try:
        look_inside(bundle, identity, keys)
    except Refused as fault:
        text = str(fault)
        raise Refused(text if text.startswith(bundle.name) else f"{bundle.name}: {text}")


def look_inside(bundle, identity, keys):
    """Every record against its hash, and what no damage makes: all of it is sealed."""
    name, seal = bundle.name, bundle.seal
    folder = keys_of(bundle.folder, bundle.vault.folder, keys)
    _, key_file = bundle_key(folder, identity, seal["recipient"])
    index, names, newest, at = Index(bundle, key_file), Names(), None, 0
    with decrypted(key_file, pieces_of(*map(bundle.at, bundle.volumes)), True) as tar:
        for record in index:
            need(names.take(record["path"]),
                 f"{name}: {shown(record['path'])} and another record have one name on some systems")
            seconds = int(record["mtime"].partition(".")[0])
            newest = seconds if newest is None else max(newest, seconds)
            skipped(tar, record["offset"] - at)
            sha256 = skipped(tar, record["size"])
            need(sha256 == record["sha256"],
                 f"{name}: {shown(true_name(record))} is not what was sealed")
            at = record["offset"] + record["size"]
        skipped(tar, seal["payload"]["tar_bytes"] - at)
        need(not tar.read(1), f"{name}: the payload is not as long as sealed")
    about_one = seal["case"] or any("commitment" in rule for rule in seal["rules"])
    need(seal["newest_mtime"] == (None if about_one else newest_mtime(newest)),
         f"{name}: the newest record is of another time than the seal says")
    with reading(f"{name}: the index's last lines"):
        meta = index.meta
        sizes = [tuple(size) for size in meta["frames"]]
        need(rules_fit(meta, seal["rules"], about_one),
             f"{name}: the classes and rules inside are not those of the seal")
        need((meta["case"] is None) == (seal["case"] is None),
             f"{name}: only one of index and seal names a case")
        need(all(3 * MIB <= plain <= 4 * MIB for _, plain in sizes[:-1])
             and 0 < sizes[-1][1] <= 4 * MIB
             and all(packed <= stored_most(4 * MIB) for packed, _ in sizes),
             f"{name}: frames of other sizes than the format allows")
        with decrypted(key_file, pieces_of(*map(bundle.at, bundle.volumes)), False) as stream:
            frames_fit(stream, sizes, f"{name}: payload")
        with decrypted(key_file, pieces_of(bundle.at("index.age")), False) as stream:
            plain = stream.read()
        count = struct.unpack("<I", plain[-9:-5])[0]
        numbers = struct.unpack("<%dI" % (2 * count), plain[-9 - 8 * count:-9])
        sizes = list(zip(numbers[::2], numbers[1::2]))
        need(all(size <= 256 * KIB for _, size in sizes[:-2]),
             f"{name}: the index has frames of other sizes than the format allows")
        frames_fit(io.BytesIO(plain), sizes, f"{name}: index")


def skipped(stream, length):
    """Reads so many bytes; their SHA-256."""
    sha = hashlib.sha256()
    while length > 0:
        piece = stream.read(min(length, MIB))
        need(piece, "the payload ends too early")
        sha.update(piece)
        length -= len(piece)
    return sha.hexdigest()


def rules_fit(meta, shown, about_one):
    """Whether the rules of the index are those of the seal, sealed ones by their commitments (§4.1)."""
    secret, rules = bytes.fromhex(meta["commitment_secret"]), meta["rules"]
    if len(rules) != len(shown) or meta["classes"] != [rule["class"]["id"] for rule in rules]:
        return False
    for n, (whole, seen) in enumerate(zip(rules, shown)):
        if any(whole[end] != seen[end] for end in ("keep_through", "delete_from")):
            return False
        line = json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()
        committed = commitment(secret, "rule %d" % n, hashlib.sha256(line).hexdigest())
        if whole["rule"]["confidential"]:
            if "tag" not in seen["class"] or seen.get("commitment") != committed:
                return False
        else:
            same = ["class", "clock_start", "schedule"] + ([] if about_one else ["date"])
            within = [name for name in whole["rule"] if name != "ground"]
            if (any(seen.get(name) != whole[name] for name in same)
                    or any(seen["rule"].get(name) != whole["rule"][name] for name in within)):
                return False
    return True


def newest_mtime(seconds):
    if seconds is None:
        return None
    with contextlib.suppress(OverflowError):
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=max(0, seconds))
        return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


# --- Opening: the bundle's own identity, its index, its records (§4.2, §4.6, §4.7) ------------

def identity_from(path):
    """The lines of an identity file; `age` opens one under a passphrase, and asks for that."""
    with open(path, "rb") as file:
        raw = file.read(MIB)
    if raw.startswith((b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")):
        age = start(["age", "-d", path])
        raw = age.stdout.read(MIB)
        if age.wait() != 0:
            raise Impossible(f"{path}: {complaint_of(age)}")
    lines = [line.strip() for line in raw.splitlines()]
    lines = [line for line in lines if line and not line.startswith(b"#")]
    if not lines or sum(map(len, lines)) > 8 * KIB:
        raise Impossible(f"{path}: is no identity file")
    return b"\n".join(lines) + b"\n"


def bundle_key(folder, identity, recipient):
    """The bundle's secret, 32 bytes, and the identity file that holds it."""
    reasons, twins = [], [os.path.join(folder, name) for name in ("key.age", "key-copy.age")]
    if not any(map(os.path.lexists, twins)):
        raise Impossible(f"{shown(folder)}: has no key.age. Where keys are kept apart they lie on "
                         "another drive, in the folder of the same name: name it by --keys DRIVE")
    for name in ("key.age", "key-copy.age"):
        try:
            raw = bytes_of(os.path.join(folder, name), 16 * KIB)
            need(len(raw) == 16 * KIB, "is not of 16,384 bytes")
            with decrypted(identity, [raw], False) as stream:
                lines = stream.read(16 * KIB).splitlines()
            lines = [line for line in lines if line and line[:1] != b"#"]
            need(len(lines) == 1, "holds no single identity")
            with reading(name):
                secret = bech32_decoded(lines[0].decode("ascii"), "age-secret-key-")
            text = bech32_encoded("age", x25519(secret, BASE_POINT))
            need(recipient in (None, hashlib.sha256(text.encode()).hexdigest()),
                 "is the key of another bundle")
            return secret, lines[0] + b"\n"
        except Refused as fault:
            reasons.append(f"{name}: {fault}")
    raise Impossible(f"the bundle does not open: {'; '.join(reasons)}")


RESERVED = re.compile(r"(?ai)(con|prn|aux|nul|(com|lpt)[0-9¹²³]|conin\$|conout\$) *(\.|\Z)")
ESCAPE_MARK_OR_HASH = (r"[0-9A-F]{2}|[0-9a-f]{16}(?=[.~]|\Z)"
                       r"|(?:[2-9]|[1-9][0-9]{1,6})(?=[.~]|\Z)")


def is_safe(path):
    """The grammar of §4.6, so that no name can lead out of the folder that it is put in."""
    parts = path.split("/")
    if len(path.encode("utf-8", "replace")) > 96 * KIB:
        return False
    return all(0 < len(part.encode("utf-8", "replace")) <= 200 and part[0] != " "
               and part[-1] != "." and not part[-1].isspace()
               and not re.search(r"[%\\:*?\"<>|\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", part)
               and not re.search(f"~(?!{ESCAPE_MARK_OR_HASH})", part)
               and not RESERVED.match(part) for part in parts) and (
        unicodedata.is_normalized("NFC", path)
        or any(unicodedata.category(c) == "Cn" for c in path))


def checked_record(record, what):
    with reading(what):
        need(type(record["n"]) is type(record["size"]) is type(record["offset"]) is int,
             f"{what}: no numbers")
        need(record["size"] >= 0 <= record["offset"] and is_hex(record["sha256"], 64),
             f"{what}: size or hash is wrong")
        need(re.fullmatch(r"-?[0-9]{1,19}\.[0-9]{9}", record["mtime"]),
             f"{what}: its time is wrong")
    return checked_words(record, what)


def checked_words(record, what):
    with reading(what):
        need(record.get("private", True) is True, f"{what}: private is not true")
        need(isinstance(record.get("document", {}), dict), f"{what}: what it says of itself is no object")
        need(is_safe(record["path"]), f"{what}: its path is not safe: {shown(record['path'])}")
        true_name(record)
    return record


def true_name(record):
    name = record.get("name", record["path"])
    if isinstance(name, dict):
        (kind, digits), = name.items()
        coding = {"bytes": "utf-8", "utf16": "utf-16-be"}[kind]
        name = bytes.fromhex(digits).decode(coding, "backslashreplace")
    return name + ""


class Index:
    """The records in their order; `meta` is known once they were all read."""

    def __init__(self, bundle, key_file):
        self.bundle, self.key_file, self.meta = bundle, key_file, None
        bundle.check_file("index.age")

    def __iter__(self):
        total, before, end, hashes, name = 0, b"", 0, [], self.bundle.name
        bundle_vault = self.bundle.vault.id
        with decrypted(self.key_file, pieces_of(self.bundle.at("index.age")), True) as stream:
            for raw in iter(lambda: stream.readline(16 * MIB + 1), b""):
                need(len(raw) <= 16 * MIB, f"{name}: an index line is over 16 MiB")
                line = canonical(raw, f"{name}: index line {len(hashes) + 1}", False)
                if "commitment_secret" in line:
                    self.meta = line
                    need((line.get("bundle"), line.get("vault")) == (name, bundle_vault),
                         f"{name}: the index is of another bundle")
                elif self.meta is None:
                    record = checked_record(line, f"{name}: record {len(hashes)}")
                    path = record["path"].encode()
                    need(record["n"] == len(hashes) and path > before and record["offset"] >= end,
                         f"{name}: record {len(hashes)} is out of order")
                    before, end = path, record["offset"] + record["size"]
                    total += record["size"]
                    hashes.append(bytes.fromhex(record["sha256"]))
                    yield record
        need(self.meta is not None, f"{name}: the index has no end")
        need(self.bundle.seal["counts"] == {"bytes": total, "records": len(hashes)},
             f"{name}: the index is not what the seal counts")
        self.bundle.check_file("records.commit")
        with reading("commitments"), opened(self.bundle.at("records.commit")) as file:
            secret = bytes.fromhex(self.meta["commitment_secret"])
            for n, sha in enumerate(hashes):
                need(file.read(32).hex() == commitment(secret, n, sha.hex()),
                     f"{name}: record {n} is not the one committed to")


def commitment(secret, n, sha256):
    salt = hmac.new(secret, str(n).encode(), hashlib.sha256).hexdigest()
    return hashlib.sha256((salt + sha256).encode()).hexdigest()


def matches(record, pattern):
    return pattern is None or any(fnmatch.fnmatchcase(name, pattern)
                                  for name in (record["path"], true_name(record)))


# --- Putting records down ---------------------------------------------------------------------

class Target:
    """A new folder. Nothing in it is overwritten, and nothing stays there whose hash is wrong."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        os.makedirs(self.folder, exist_ok=True)
        if os.listdir(self.folder):
            raise Impossible(f"{folder}: is not empty; name a new folder")

    def at(self, path):
        long_paths = "\\\\?\\" if os.name == "nt" else ""
        return long_paths + os.path.join(self.folder, *path.split("/"))

    def save(self, path, size, mtime, sha256, pieces, private=False):
        """Writes one record; gives its SHA-256, which must be `sha256` unless that is None."""
        place, sha, written, whole = self.at(path), hashlib.sha256(), 0, False
        os.makedirs(os.path.dirname(place), exist_ok=True)
        try:
            mode = 0o600 if private else 0o666
            file = open(place, "xb", opener=lambda name, flags: os.open(name, flags, mode))
        except FileExistsError:
            raise Refused(f"{shown(path)}: two records have this name here")
        try:
            with file:
                for piece in pieces:
                    file.write(piece)
                    sha.update(piece)
                    written += len(piece)
            need(written == size, f"{shown(path)}: only {written} of {size} bytes are there")
            need(sha256 in (None, sha.hexdigest()),
                 f"{shown(path)}: its SHA-256 is not the recorded one")
            whole = True
        finally:
            if not whole:
                os.remove(place)
        seconds, nanoseconds = mtime.split(".")
        with contextlib.suppress(OSError, OverflowError):
            os.utime(place, ns=(int(seconds) * 10**9 + int(nanoseconds),) * 2)
        return sha.hexdigest()


def opened_bundle(args):
    vault = Vault(args.vault or os.path.join(os.path.abspath(args.bundle), "..", ".."),
                  args.vault_id)
    for fault in vault.faults:
        print(f"warning: {fault}", file=sys.stderr)
    bundle = Bundle(args.bundle, vault)
    folder = keys_of(bundle.folder, vault.folder, args.keys)
    secret, key_file = bundle_key(folder, identity_from(args.identity), bundle.seal["recipient"])
    return bundle, secret, Index(bundle, key_file)


def moment_of(record):
    try:
        passed = datetime.timedelta(seconds=int(record["mtime"].split(".")[0]))
        return f"{datetime.datetime(1970, 1, 1) + passed:%Y-%m-%dT%H:%M:%SZ}"
    except OverflowError:
        return record["mtime"]


def list_records(args):
    if args.salvage:
        return list_salvaged(args)
    bundle, _, index = opened_bundle(args)
    for record in index:
        aside = f"  (here: {shown(record['path'])})" if "name" in record else ""
        print(record["sha256"], f"{record['size']:>12}", moment_of(record),
              shown(true_name(record)) + aside, sep="  ")
    return 0


def extract(args):
    if args.salvage:
        return salvage(args)
    bundle, _, index = opened_bundle(args)
    for name in bundle.volumes:
        bundle.check_file(name)
    target, faults, saved, at, most = Target(args.to), [], 0, 0, bundle.seal["payload"]["tar_bytes"]
    with decrypted(index.key_file, pieces_of(*map(bundle.at, bundle.volumes)), True) as tar:
        def taken(length):
            nonlocal at
            while length > 0:
                piece = tar.read(min(length, MIB))
                need(piece, f"{bundle.name}: the payload ends too early")
                at, length = at + len(piece), length - len(piece)
                yield piece

        for record in index:
            collections.deque(taken(record["offset"] - at), 0)
            if matches(record, args.match):
                try:
                    target.save(record["path"], record["size"], record["mtime"], record["sha256"],
                                taken(record["size"]), "private" in record)
                    saved += 1
                except Refused as fault:
                    faults.append(str(fault))
        collections.deque(taken(most - at), 0)
        need(at == most and not tar.read(1), f"{bundle.name}: the payload is not as long as sealed")
    for fault in faults:
        print(f"FAULT  {fault}")
    print(f"{saved} records in {args.to}, each with the SHA-256 that was sealed")
    return 1 if faults or not saved else 0


def one_record(args):
    """Reads the chunks that hold the record, and no others (§5)."""
    bundle, secret, index = opened_bundle(args)
    found = [record for record in index if args.path in (record["path"], true_name(record))]
    need(found, f"{shown(args.path)}: no record has this name")
    # A safe path is one record's alone, and may still be the true name of another.
    found.sort(key=lambda record: record["path"] != args.path)
    need(len(found) == 1 or found[0]["path"] == args.path,
         f"{shown(args.path)}: {len(found)} records have this name; see list for their paths here")
    for other in found[1:]:
        print(f"note: another record has this as its true name; here it is {shown(other['path'])}",
              file=sys.stderr)
    payload, record = payload_of(bundle.folder, bundle.seal, secret), found[0]
    with reading("the index's frames"):
        tar = Tar(payload, placed(index.meta["frames"]))
    sha = hashlib.sha256()
    for piece in tar.read(record["offset"], record["size"]):
        sha.update(piece)
    need(sha.hexdigest() == record["sha256"],
         f"{shown(args.path)}: its SHA-256 is not the recorded one")
    for piece in tar.read(record["offset"], record["size"]):
        sys.stdout.buffer.write(piece)
    return 0


# --- The published cryptography by hand, for single chunks (§5, §6) ---------------------------
# X25519: RFC 7748. ChaCha20-Poly1305: RFC 8439. HKDF: RFC 5869. Bech32: BIP 173. age: C2SP age.md.

P25519, BASE_POINT = 2**255 - 19, (9).to_bytes(32, "little")
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def x25519(scalar, point):
    k = int.from_bytes(scalar, "little") & ~(7 | 1 << 255) & (1 << 255) - 1 | 1 << 254
    u = int.from_bytes(point, "little") & (1 << 255) - 1
    a, b, c, d = 1, 0, u, 1
    for bit in range(254, -1, -1):
        if k >> bit & 1:
            a, b, c, d = c, d, a, b
        plus, minus, da, cb = a + b, a - b, (c - d) * (a + b), (c + d) * (a - b)
        c, d = (da + cb) ** 2 % P25519, u * (da - cb) ** 2 % P25519
        plus, minus = plus * plus, minus * minus
        a, b = plus * minus % P25519, (plus - minus) * (plus + 121665 * (plus - minus)) % P25519
        if k >> bit & 1:
            a, b, c, d = c, d, a, b
    return (a * pow(b, P25519 - 2, P25519) % P25519).to_bytes(32, "little")


def hkdf(secret, salt, info):
    extracted = hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\1", hashlib.sha256).digest()


def chacha20(key, nonce, blocks):
    """The key stream. One Python integer carries one word of every block, 64 bits apart, so that
    an operation on it is that operation on all blocks."""
    ones = int.from_bytes(struct.pack("<Q", 1) * blocks, "little")
    low = ones * 0xFFFFFFFF
    first = [ones * word for word in struct.unpack("<12I", b"expand 32-byte k" + key)]
    first.append(int.from_bytes(struct.pack("<%dQ" % blocks, *range(blocks)), "little"))
    first += [ones * word for word in struct.unpack("<3I", nonce)]
    x = list(first)
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                           (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            for to, by, into, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                x[to] = x[to] + x[by] & low
                x[into] ^= x[to]
                x[into] = (x[into] << bits | x[into] >> 32 - bits) & low
    stream = bytearray(64 * blocks)
    for i in range(16):
        word = (x[i] + first[i] & low).to_bytes(8 * blocks, "little")
        for byte in range(4):
            stream[4 * i + byte::64] = word[byte::8]
    return stream


def aead_opened(key, nonce, sealed, extra=b""):
    """The plain text, or None."""
    text, tag = sealed[:-16], sealed[-16:]
    stream = chacha20(key, nonce, 1 + -(-len(text) // 64))
    r = int.from_bytes(stream[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    message = extra + bytes(-len(extra) % 16) + text + bytes(-len(text) % 16)
    message += struct.pack("<QQ", len(extra), len(text))
    total = 0
    for at in range(0, len(message), 16):
        block = int.from_bytes(message[at:at + 16], "little") + (1 << 128)
        total = (total + block) * r % (2**130 - 5)
    total = (total + int.from_bytes(stream[16:32], "little")) % (1 << 128)
    if len(sealed) < 16 or not hmac.compare_digest(total.to_bytes(16, "little"), tag):
        return None
    plain = int.from_bytes(text, "little") ^ int.from_bytes(stream[64:64 + len(text)], "little")
    return plain.to_bytes(len(text), "little")


def bech32_sum(prefix, values):
    total = 1
    for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values:
        top, total = total >> 25, (total & 0x1FFFFFF) << 5 ^ value
        for bit, word in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            total ^= word if top >> bit & 1 else 0
    return total


def bech32_decoded(text, prefix):
    values = [BECH32.index(c) for c in text.lower()[len(prefix) + 1:]]
    need(text.lower().startswith(prefix + "1") and bech32_sum(prefix, values) == 1
         and len(values) == 58, "is no X25519 identity")
    bits = "".join(format(value, "05b") for value in values[:52])
    return int(bits[:256], 2).to_bytes(32, "big")


def bech32_encoded(prefix, raw):
    bits = "".join(format(byte, "08b") for byte in raw) + "0000"
    values = [int(bits[at:at + 5], 2) for at in range(0, 260, 5)]
    ends = bech32_sum(prefix, values + [0] * 6) ^ 1
    values += [ends >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(BECH32[value] for value in values)


def self_test():
    h = bytes.fromhex
    answer = x25519(h("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                    h("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"))
    found = {"RFC 7748, 5.2": answer == h(
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")}
    answer = aead_opened(bytes(range(0x80, 0xA0)), h("070000004041424344454647"), h(
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
        "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
        "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
        "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"),
        h("50515253c0c1c2c3c4c5c6c7"))
    found["RFC 8439, 2.8.2"] = answer == (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
        b"future, sunscreen would be it.")
    found["RFC 5869, A.1"] = hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA))) == h(
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf")
    found["RFC 5869, A.3"] = hkdf(b"\x0b" * 22, b"", b"") == h(
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d")
    found["BIP 173"] = bech32_sum("a", [BECH32.index(c) for c in "2uel5l"]) == 1
    copy = {"fate": "destroyed", "in_place": "yes", "read_back": "past-cache", "remains": ["old-blocks"],
            "technique": "overwritten-and-unlinked", "ieee2883": "overwrite", "files": 11, "medium": "00",
            "physical": None, "nist": "as-clear-these-files-only", "free_space": [
                {"method": "filled", "read_back": "cached", "bytes": 9, "left": 0},
                {"method": "trimmed", "read_back": "no", "bytes": 9, "left": None}]}
    filled, trimmed = copy["free_space"]
    said = {"copies": [copy], "kind": "final", "supplements": [], "accounted": True, "rules": [{}],
            "succeeded": {"elsewhere": [], "removed": 1, "successors": []},
            "erasure": {"ground": None, "records": 1, "request": None}, "decision": {"signatures": []}, "validation": []}
    untrue = [{"in_place": "unknown"}, {"read_back": "cached"}, {"read_back": "no"}, {"fate": "lost"}, {"files": 0},
              {"remains": ["beyond-sealed"]}, {"physical": "shredded"}, {"fate": "present"},
              {"free_space": [trimmed, filled]}, {"free_space": [filled, filled]},
              {"free_space": [{**filled, "read_back": "no"}]}, {"free_space": [{**trimmed, "read_back": "cached"}]},
              {"free_space": [{**filled, "bytes": -1}]}, {"free_space": [{**trimmed, "left": 0}]}]
    found["section 9, a statement"] = statement_fits(said) and not any(
        statement_fits({**said, "copies": [{**copy, **one}]}) for one in untrue) and not any(
        statement_fits({**said, **one}) for one in (
            {"accounted": False}, {"kind": "interim"}, {"kind": "supplement"}, {"supplements": ["00"]},
            {"copies": [copy, copy]}, {"rules": []}, {"erasure": None}, {"succeeded": None},
            {"erasure": {**said["erasure"], "records": 2}},
            {"validation": [{"found": 2, "searched": 1, "unread": 0, "bytes": 9, "recognised": True}]}))
    for vector, holds in found.items():
        print("ok   " if holds else "WRONG", vector)
    return 0 if all(found.values()) else 1


# --- Salvage (§6): chunk by chunk, frame by frame, record by record ---------------------------

class Lost(Exception):
    """These bytes can't be had."""


class AgeFile:
    """Any range of an age file's plain text, each chunk opened by itself."""

    def __init__(self, read_at, size, header, secret):
        self.read_at, self.header_bytes, self.cache = read_at, len(header), (None, None)
        self.chunks = max(1, -(-(size - len(header)) // (CHUNK + 16)))
        self.size = size - len(header) - 16 * self.chunks
        self.key = hkdf(file_key(header, secret), header[-16:], b"payload")

    def chunk(self, k):
        if self.cache[0] != k:
            sealed = self.read_at(self.header_bytes + k * (CHUNK + 16), CHUNK + 16)
            flag = b"\1" if k == self.chunks - 1 else b"\0"
            self.cache = k, aead_opened(self.key, k.to_bytes(11, "big") + flag, sealed)
        return self.cache[1]

    def read(self, at, length):
        out = bytearray()
        while length > 0:
            piece = (self.chunk(at // CHUNK) or b"")[at % CHUNK:][:length]
            if not piece or at < 0:
                raise Lost()
            out, at, length = out + piece, at + len(piece), length - len(piece)
        return bytes(out)


def file_key(header, secret):
    """From the X25519 stanza. The header's MAC is not asked: stanza and chunks have their own."""
    def bare(text):
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)

    with reading("the age header"):
        stanza = rb"\n-> X25519 ([A-Za-z0-9+/]{43})\n([A-Za-z0-9+/]{43})\n"
        share, body = re.search(stanza, header).groups()
        wrap = hkdf(x25519(secret, bare(share)), bare(share) + x25519(secret, BASE_POINT),
                    b"age-encryption.org/v1/X25519")
        opened_key = aead_opened(wrap, bytes(12), bare(body))
        need(opened_key is not None, "the age header is not to this bundle's key")
        return opened_key


def header_of(raw):
    """Header and nonce as they stand at an age file's start."""
    mac_line = re.search(rb"\n--- [^\n]*\n", raw)
    need(raw.startswith(b"age-encryption.org/v1\n") and mac_line,
         "the age header is damaged, and no seal has a copy")
    return raw[:mac_line.end() + 16]


def reader_of(paths, cut):
    """Reads at a position of files that follow each other, all of `cut` bytes but the last."""
    def read_at(at, length):
        out = b""
        while length > 0 and at // cut < len(paths):
            with contextlib.suppress(Refused, OSError), opened(paths[at // cut]) as file:
                file.seek(at % cut)
                out += file.read(min(length, cut - at % cut))
            step = min(length, cut - at % cut)
            at, length = at + step, length - step
        return out
    return read_at


def payload_of(folder, seal, secret):
    names = sorted(n for n in os.listdir(folder) if re.fullmatch(r"payload-[0-9]{5}\.age", n))
    sizes = [os.lstat(os.path.join(folder, n)).st_size for n in names]
    if seal:
        names = [file["name"] for file in seal["files"][2:-1]]
        sizes = [file["bytes"] for file in seal["files"][2:-1]]
    else:  # A stranger's volume is none: the sums are sealed as well.
        sums = os.path.join(folder, "SHA256SUMS")
        if os.path.isfile(sums) and not os.path.islink(sums):
            with open(sums, "rb") as file:
                text = file.read(16 * MIB).decode("ascii", "replace")
            known = set(re.findall(r"  (payload-[0-9]{5}\.age)\n", text))
            names = [n for n in names if n in known] or names
            sizes = [os.lstat(os.path.join(folder, n)).st_size for n in names]
    need(names, "no payload volume is there")
    count = int(names[-1][8:13]) + 1
    cut = seal["payload"]["volume_bytes"] if seal else max(sizes)
    read_at = reader_of([os.path.join(folder, "payload-%05d.age" % n) for n in range(count)], cut)
    header = seal["headers"]["payload"] if seal else header_of(read_at(0, 16 * KIB))
    return AgeFile(read_at, (count - 1) * cut + sizes[-1], header, secret)


def placed(sizes):
    """Of frames in a row: start, length, its content's start in the tar, and that one's length."""
    at, tar_at, frames = 0, 0, []
    for packed, plain in sizes:
        need(0 < packed <= stored_most(16 * MIB) and 0 < plain <= 16 * MIB,
             "a frame's size is not as the format says")
        frames.append((at, packed, tar_at, plain))
        at, tar_at = at + packed, tar_at + plain
    return frames


def frames_of(file):
    """From the seek table at the end, or else by looking for them."""
    try:
        count, _, magic = struct.unpack("<IBI", file.read(file.size - 9, 9))
        if magic == 0x8F92EAB1 and 8 * count < file.size:
            numbers = struct.unpack("<%dI" % (2 * count),
                                    file.read(file.size - 9 - 8 * count, 8 * count))
            return placed(zip(numbers[::2], numbers[1::2]))
    except (Lost, Refused):
        pass
    at, tar_at, frames = 0, 0, []
    while at < file.size:
        try:
            packed, plain = frame_span(file, at)
            frames.append((at, packed, tar_at, plain))
            at, tar_at = at + packed, tar_at + plain
        except Lost:
            at, tar_at = next_magic(file, at + 1), (tar_at // (16 * MIB) + 2) * 16 * MIB
    return frames


def next_magic(file, at):
    while at < file.size:
        piece = (file.chunk(at // CHUNK) or b"")[at % CHUNK:]
        with contextlib.suppress(Lost):
            piece += file.read((at // CHUNK + 1) * CHUNK, 3)
        found = piece.find(b"\x28\xb5\x2f\xfd")
        if found >= 0:
            return at + found
        at = (at // CHUNK + 1) * CHUNK
    return at


def frame_span(file, at):
    """Length and content size of the zstd frame that starts here (RFC 8878, 3.1.1)."""
    start_of_frame, head = at, file.read(at, 5)
    single, sizes = head[4] >> 5 & 1, (head[4] >> 5 & 1, 2, 4, 8)
    length = sizes[head[4] >> 6]
    at += 5 + (1 - single) + (0, 1, 2, 4)[head[4] & 3]
    if head[:4] != b"\x28\xb5\x2f\xfd" or not length:
        raise Lost()
    plain = int.from_bytes(file.read(at, length), "little") + (256 if length == 2 else 0)
    at, last = at + length, False
    while not last:
        block = int.from_bytes(file.read(at, 3), "little")
        last, at = block & 1, at + 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
        if at - start_of_frame > 17 * MIB or plain > 16 * MIB:
            raise Lost()
    return at + (4 if head[4] >> 2 & 1 else 0) - start_of_frame, plain


class Tar:
    """Any range of what the frames hold."""

    def __init__(self, file, frames):
        self.file, self.frames, self.cache = file, frames, collections.OrderedDict()
        self.starts = [frame[2] for frame in frames]

    def frame(self, i):
        if i not in self.cache:
            at, packed, _, plain = self.frames[i]
            content = None
            with contextlib.suppress(Lost):
                sealed = self.file.read(at, packed)
                zstd = start(["zstd", "-d", "-c", "-q"], stdin=subprocess.PIPE)
                feed(zstd, [sealed])
                content = zstd.stdout.read(plain + 1)
                if len(content) != plain or zstd.wait() != 0:
                    content = None
                stop([zstd])
            self.cache[i] = content
            while len(self.cache) > 3:
                self.cache.popitem(last=False)
        return self.cache[i]

    def read(self, at, length):
        for piece in self.parts(at, length):
            if piece is None:
                raise Lost()
            yield piece

    def parts(self, at, length):
        """A range frame by frame, with None for what is lost; it ends where nobody knows how much that is."""
        i = max(0, bisect.bisect_right(self.starts, at) - 1)
        while length > 0:
            _, _, start, plain = self.frames[i] if i < len(self.frames) else (0, 0, at + 1, 0)
            step = min(length, start + plain - at)
            if at < start or step <= 0:
                yield None
                return
            content = self.frame(i)
            yield content[at - start:at - start + step] if content else None
            at, length, i = at + step, length - step, i + 1

    def entries(self):
        """(path, size, mtime, where its bytes start) of each tar header that can be found."""
        after, pax, pax_for = 0, {}, None
        for i, (_, _, start_of_frame, _) in enumerate(self.frames):
            for hit in re.finditer(b"ustar", self.frame(i) or b""):
                at = start_of_frame + hit.start() - 257
                with contextlib.suppress(Lost, ValueError, ArithmeticError):
                    if at < after or at % 512:
                        continue
                    head = b"".join(self.read(at, 512))
                    if int(head[148:154], 8) != sum(head) - sum(head[148:156]) + 8 * 32:
                        continue
                    size, kind = int(head[124:135], 8), head[156:157]
                    if kind == b"x" and size <= 128 * KIB:
                        pax, body = {}, b"".join(self.read(at + 512, size))
                        while body:
                            length = int(body[:body.index(b" ")])
                            name, _, value = body[body.index(b" ") + 1:length - 1].partition(b"=")
                            pax[name], body = value.decode("utf-8"), body[length:]
                        after = pax_for = at + 512 + -(-size // 512) * 512
                    elif kind == b"0":
                        own = pax if pax_for == at else {}
                        path = own.get(b"path") or head[:100].rstrip(b"\0").decode("utf-8")
                        size = int(own.get(b"size", size))
                        moment = int(decimal.Decimal(own.get(b"mtime", "0")) * 10**9)
                        after = at + 512 + -(-size // 512) * 512
                        yield path, size, "%d.%09d" % divmod(moment, 10**9), at + 512


def what_is_left(args):
    """The bundle's folder; its seal, the index's records and meta, and the tar, as far as each can be had."""
    folder, seal, identity = os.path.abspath(args.bundle), None, identity_from(args.identity)
    try:
        vault = Vault(args.vault or os.path.join(folder, "..", ".."), args.vault_id)
        seal = Bundle(folder, vault).seal
    except Refused as fault:
        print(f"warning: without a seal that holds, nothing proves who sealed this: {fault}", file=sys.stderr)
    keys = keys_of(folder, args.vault or os.path.join(folder, "..", ".."), args.keys)
    secret, _ = bundle_key(keys, identity, seal["recipient"] if seal else None)
    records, meta = salvaged_index(folder, seal, secret)
    payload = payload_of(folder, seal, secret)
    tar = Tar(payload, placed(meta["frames"]) if meta else frames_of(payload))
    return folder, seal, records, meta, tar


def list_salvaged(args):
    """The lines of the index, from what is left of it and from the bag."""
    _, seal, records, _, tar = what_is_left(args)
    expected = seal["counts"]["records"] if seal else None
    bag = Bag(tar)
    found = bag.lines(records, expected)
    for path in sorted(found, key=str.encode):
        print(json.dumps(found[path], sort_keys=True, separators=(",", ":")))
    for gap in bag.gaps(found, records, expected):
        print(f"unknown: {gap}", file=sys.stderr)
    return 0 if found and not bag.gaps(found, records, expected) else 1


def salvage(args):
    target = Target(args.to)
    folder, seal, records, meta, tar = what_is_left(args)
    saved, unproven = set(), []

    def rescue(record, at, into=""):
        try:
            return target.save(into + record["path"], record["size"], record["mtime"], record.get("sha256"),
                               tar.read(at, record["size"]), "private" in record)
        except (Lost, Refused):
            return None

    for path, record in sorted(records.items()):
        if rescue(record, record["offset"]):
            saved.add(path)
    expected = seal["counts"]["records"] if seal else None
    if len(saved) != expected:
        bag = Bag(tar)
        lines = bag.lines(records, expected)
        for gap in bag.gaps(lines, records, expected):
            print(f"UNKNOWN   {gap}")
        commitments = Commitments(folder, meta, records)
        for path, size, mtime, at in bag.members:
            if path in saved:
                continue
            known = lines[path]
            # Who else may not read it stands in a list that may be lost.
            private = "private" in known or path not in records and not bag.words_are_all
            found = {"path": path, "size": size, "mtime": mtime, **({"private": True} if private else {})}
            sha256 = rescue(found, at, "unproven/")
            if sha256 and (known.get("sha256") == sha256 or commitments.answer(sha256)):
                os.makedirs(os.path.dirname(target.at(path)), exist_ok=True)
                os.rename(target.at("unproven/" + path), target.at(path))
                saved.add(path)
            elif sha256:
                unproven.append(path)
        records = lines
    for emptied, _, _ in os.walk(target.at("unproven"), topdown=False):
        with contextlib.suppress(OSError):
            os.rmdir(emptied)
    lost = sorted(path for path, line in records.items()
                  if path not in saved and ("sha256" in line or path not in unproven))
    for path in lost:
        print(f"LOST      {shown(true_name(records[path]))}")
    for path in unproven:
        print(f"UNPROVEN  {shown(path)}: whole, but no list is left that has its SHA-256")
    unnamed = max(0, (expected or 0) - len(saved.union(lost, unproven)))
    print(f"{len(saved)} records saved, {len(lost) + unnamed} lost ({unnamed} without a name), "
          f"{len(unproven)} unproven")
    return 0 if seal and len(saved) == expected else 1


def salvaged_index(folder, seal, secret):
    """The records, by path, and the meta line, as far as they can be had."""
    records, meta, path = {}, None, os.path.join(folder, "index.age")
    try:
        read_at = reader_of([path], 1 << 62)
        header = seal["headers"]["index"] if seal else header_of(read_at(0, 16 * KIB))
        size = seal["files"][1]["bytes"] if seal else os.lstat(path).st_size
        file = AgeFile(read_at, size, header, secret)
        tar = Tar(file, frames_of(file))
        for i in range(len(tar.frames)):
            for raw in (tar.frame(i) or b"").splitlines(keepends=True):
                line = canonical(raw, "index line", False)
                if "path" in line:
                    records[line["path"]] = checked_record(line, "index line")
                elif "commitment_secret" in line:
                    meta = line
    except (Refused, OSError) as fault:
        print(f"warning: the index is damaged: {fault}", file=sys.stderr)
    return records, meta


class Bag:
    """What the tar tells of its records without an index (§4.5, §6)."""

    def __init__(self, tar):
        self.tar, self.members, self.lists, end = tar, [], {}, 0
        for path, size, mtime, at in tar.entries():
            folder, _, path = path.partition("/")[2].partition("/")
            if folder == "data" and is_safe(path):
                self.members.append((path, size, mtime, at))
                end = max(end, at + size)
            elif folder != "data":
                self.lists[folder + ("/" + path if path else "")] = (at, size)
        self.sums, self.sums_are_all = self.lines_of("manifest-sha256.txt")
        self.words, self.words_are_all = self.lines_of("kluis/records.jsonl")
        tags, tags_are_all = self.lines_of("tagmanifest-sha256.txt")
        if not any(line.endswith(b"  kluis/records.jsonl") for line in tags):
            self.words_are_all |= tags_are_all
        whole = {"manifest-sha256.txt": self.sums_are_all, "kluis/records.jsonl": self.words_are_all}
        headless = [name for name in whole if name not in self.lists and not whole[name]]
        if headless and tar.frames:
            # The list's header is lost. What is left of its lines is told by their form.
            _, _, start, plain = tar.frames[-1]
            lines = [line.rpartition(b"\0")[2] for line in self.lines_in(end, start + plain - end)[0]]
            if "manifest-sha256.txt" in headless:
                self.sums = [line for line in lines if re.match(b"[0-9a-f]{64}  data/", line)]
            if "kluis/records.jsonl" in headless:
                self.words = [line for line in lines if line.startswith(b'{"')]

    def lines_of(self, name):
        """The whole lines of a list that are left, without their LF, and whether these are all."""
        if name not in self.lists:
            return [], False
        return self.lines_in(*self.lists[name])

    def lines_in(self, at, size):
        lines, rest, torn, all_there = [], b"", False, True
        for piece in self.tar.parts(at, size):
            if piece is None:
                rest, torn, all_there = b"", True, False
                continue
            if torn:
                _, ends, piece = piece.partition(b"\n")
                torn = not ends
            *whole, rest = (rest + piece).split(b"\n")
            lines += whole
        return lines, all_there

    def lines(self, records, expected):
        """Each record's line, by path, with what can be known; one of the index goes before the bag's."""
        found = {path: {"path": path, "size": size, "mtime": mtime, "offset": at}
                 for path, size, mtime, at in self.members}
        for line in self.sums:
            sha256, _, path = line.decode("utf-8", "replace").partition("  data/")
            if is_hex(sha256, 64) and is_safe(path):
                found.setdefault(path, {"path": path})["sha256"] = sha256
        for line in self.words:
            with contextlib.suppress(Refused):
                words = checked_words(canonical(line + b"\n", "records.jsonl", False), "records.jsonl")
                found.setdefault(words["path"], {"path": words["path"]}).update(
                    {key: words[key] for key in ("document", "name", "private", "tags") if key in words})
        found.update(records)
        # A record's number is its place in this order: known once all are.
        if len(found) == expected or expected is None and self.sums_are_all:
            for n, path in enumerate(sorted(found, key=str.encode)):
                found[path]["n"] = n
        return found

    def gaps(self, found, records, expected):
        """What the lines found do not tell, in words."""
        told = []
        if expected is not None and len(found) < expected:
            told.append(f"even the path of {expected - len(found)} records, and the number of any")
        for field, what in (("sha256", "the SHA-256"), ("offset", "size, time and place")):
            missing = sum(field not in line for line in found.values())
            if missing:
                told.append(f"{what} of {missing} records")
        if not self.words_are_all and any(path not in records for path in found):
            told.append("of which records the bag had a true name, tags, one reader only, or what they say of "
                        "themselves: that list is damaged")
        return told


class Commitments:
    """The commitments that no list answers: the last proof of a record (§4.8)."""

    def __init__(self, folder, meta, records):
        self.unanswered, self.secret = {}, b""
        if meta:
            known = {record["n"] for record in records.values()}
            with contextlib.suppress(Refused, TypeError, ValueError):
                self.secret = bytes.fromhex(meta["commitment_secret"])
                with opened(os.path.join(folder, "records.commit")) as file:
                    for n, committed in enumerate(iter(lambda: file.read(32), b"")):
                        if n not in known:
                            self.unanswered[n] = committed.hex()

    def answer(self, sha256):
        for n, committed in self.unanswered.items():
            if committed == commitment(self.secret, n, sha256):
                return self.unanswered.pop(n)
        return None


def main():
    if "--self-test" in sys.argv[1:]:
        return self_test()
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True, metavar="check|list|extract|record")
    for verb, act in (("check", check), ("list", list_records), ("extract", extract),
                      ("record", one_record)):
        options = verbs.add_parser(verb)
        options.set_defaults(act=act)
        options.add_argument("--vault-id", metavar="HEX",
                             help="from the recovery sheet: 64 characters")
        options.add_argument("--keys", metavar="DRIVE", help="the drive with the keys, where they lie apart")
        if act is check:
            options.add_argument("drive")
            options.add_argument("-i", dest="identity")
            continue
        options.add_argument("bundle")
        options.add_argument("-i", dest="identity", required=True)
        options.add_argument("--vault", help="the vault's folder, when the bundle lies elsewhere")
        if act in (extract, list_records):
            options.add_argument("--salvage", action="store_true")
        if act is extract:
            options.add_argument("--to", required=True)
            options.add_argument("--match", metavar="GLOB")
        elif act is one_record:
            options.add_argument("path")
    args = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    try:
        if args.vault_id and not is_hex(args.vault_id, 64):
            raise Impossible("--vault-id takes 64 characters 0-9 and a-f")
        return args.act(args)
    except (Refused, Lost) as fault:
        print(f"reader.py: refused: {str(fault) or 'the bytes are damaged; try extract --salvage'}",
              file=sys.stderr)
        return 1
    except (Impossible, OSError) as fault:
        print(f"reader.py: {fault}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
