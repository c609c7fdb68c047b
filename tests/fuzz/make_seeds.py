#!/usr/bin/env python3
"""Writes inputs to start fuzzing from, by docs/format.md alone: make_seeds.py OUT.

One folder a target. What a reader takes is the best place to look for what it should refuse.
"""

import base64
import hashlib
import json
import struct
import sys
import zlib
from pathlib import Path

HEX64, HEX32, WRITER = "ab" * 32, "cd" * 16, "0123456789abcdef"
DAY, TIME = "2026-10-31", "2026-10-31T12:00:00Z"
DISPOSERS = (
    "vault-created", "medium-waived", "destruction-intended", "destruction-withdrawn",
    "copy-destroyed", "bundle-destroyed", "scanned", "space-cleared", "hold-placed",
    "hold-reviewed", "hold-released",
    "event-recorded", "extended", "clock-corrected", "clock-proven",
    "signer-replaced", "lines-vouched", "chain-moved", "signer-added", "signer-retired",
    "recipient-added", "recipient-removed",
    "two-persons", "approved", "approval-withdrawn", "shortening-proposed", "shortened",
    "succeeded", "received",
)
STAMP = {"clock": "ok", "time": TIME}
HEAD = {"bytes": 100, "count": 1, "sha256": HEX64, "writer": WRITER}
BUNDLE = "20261031-7f3ca2b1"
END = {"delete_from": None, "keep_through": "2032-12-31", "open": False}
KEY = "ssh-ed25519 " + base64.b64encode(
    struct.pack(">I11sI32s", 11, b"ssh-ed25519", 32, b"\x01" * 32)
).decode()
KEY_2 = "ssh-ed25519 " + base64.b64encode(
    struct.pack(">I11sI32s", 11, b"ssh-ed25519", 32, b"\x02" * 32)
).decode()


def document(fields):
    fields = {"critical": [], "format": 1, **fields}
    return (json.dumps(fields, sort_keys=True, indent=1) + "\n").encode()


def line(fields):
    return (json.dumps(fields, sort_keys=True, separators=(",", ":")) + "\n").encode()


def sums(volumes):
    names = volumes + ["index.age", "records.commit"]
    return "".join(f"{HEX64}  {name}\n" for name in names).encode()


def rule():
    return {
        "class": {"id": "nl-admin-basis"},
        "clock_start": "2025-12-31",
        "date": "2025",
        "delete_from": None,
        "keep_through": "2032-12-31",
        "rule": {
            "basis": "AWR art. 52(4)",
            "book_year": {"from": "2025-01-01", "to": "2025-12-31"},
            "confidential": False,
            "event": "booking",
            "ground": None,
            "jurisdiction": "NL",
            "name_en": "core business records",
            "name_nl": "Basisgegevens administratie",
            "nature": "minimum",
            "period": "P7Y",
            "starts": "book-year",
        },
        "schedule": "nl-2026-1",
    }


def sealed_rule():
    return {"class": {"tag": HEX32}, "commitment": HEX64, "delete_from": None,
            "keep_through": "2032-12-31"}


def seal():
    stated = sums(["payload-00000.age"])
    header = b"age-encryption.org/v1\n-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n--- "
    header = base64.b64encode(header + b"A" * 43 + b"\n" + b"\0" * 16).decode()
    facts = {
        "SHA256SUMS": (len(stated), hashlib.sha256(stated).hexdigest()),
        "index.age": (900, HEX64),
        "payload-00000.age": (184 + 700 + 16, HEX64),
        "records.commit": (32, HEX64),
    }
    return document({
        "algorithms": {
            "commitment": "hmac-sha256",
            "compression": "zstd",
            "encryption": "age-v1",
            "fixity": "sha256",
            "signature": "sshsig-ed25519",
            "suite": "x25519",
        },
        "bundle": BUNDLE,
        "case": None,
        "counts": {"bytes": 10, "records": 1},
        "end": END,
        "files": [{"bytes": n, "name": k, "sha256": h} for k, (n, h) in sorted(facts.items())],
        "heads": [HEAD],
        "headers": {"index": header, "payload": header},
        "key_file": HEX64,
        "newest_mtime": TIME,
        "payload": {"plain_bytes": 700, "tar_bytes": 10240, "volume_bytes": 1 << 20, "volumes": 1},
        "program": "kluis 0.1.0",
        "recipient": HEX64,
        "rules": [rule(), sealed_rule()],
        "sealed_at": STAMP,
        "readme": HEX64, "supersedes": [],
        "vault": HEX64,
    })


def entries():
    signers = {"disposer": KEY, "sealer": KEY}
    events = [
        ("vault-created", {"nonce": HEX64, "recipients": [HEX64], "signers": signers}),
        ("medium-added", {"drive": HEX32, "medium": HEX32, "roles": ["data", "keys"], "same_disk": False}),
        ("book-year", {"from": "2025-01-01", "to": "2025-12-31"}),
        ("sealed", {
            "bundle": BUNDLE, "bytes": 5, "case": None, "end": END, "key_file": HEX64,
            "records": 1, "rules": [rule(), sealed_rule()], "run": WRITER, "seal": HEX64,
        }),
        ("keys-wrapped", {
            "bundle": BUNDLE, "generation": 1, "key": HEX64, "key_copy": HEX64, "media": [HEX32],
            "read_back": "past-cache", "recipients": [HEX64],
        }),
        ("copied", {"bundle": BUNDLE, "medium": HEX32, "read_back": "cached", "state": "written"}),
        ("verified", {
            "attached": [HEAD], "bundles": [BUNDLE], "depth": "deep", "findings": [],
            "medium": HEX32, "read_back": "cached",
        }),
        ("restored", {"bundles": [BUNDLE], "bytes": 5, "disclosure": HEX32, "not_found": 1,
                      "records": 1, "ref": HEX32}),
        ("disclosure-closed", {"disclosures": [HEX32], "files": 3, "how": "deleted"}),
        ("moved", {"bundle": BUNDLE, "bytes": 5, "files": 1}),
        ("repaired", {"bundle": BUNDLE, "files": 1, "medium": HEX32, "parity": 0}),
        ("unfinished-erased", {"bundle": BUNDLE, "key_written": True, "medium": HEX32}),
        ("clock-confirmed", {"day": DAY}),
        ("clock-corrected", {"day": DAY}),
        ("signer-replaced", {
            "distrusted": [{"from": 3, "to": 4, "writer": WRITER}], "heads": [HEAD], "new": KEY_2,
            "old": KEY, "quarantined": [],
        }),
        ("lines-vouched", {"heads": [HEAD], "medium": HEX32}),
        ("chain-moved", {
            "after": 4, "from": 4, "lines": [HEX64], "to": "fedcba9876543210", "writer": WRITER,
        }),
        ("destruction-intended", {
            "bundle": BUNDLE, "holds_checked": True, "keep_through": "2032-12-31",
            "media": [HEX32], "no_open_matters": True, "release": "ended", "seal": HEX64,
        }),
        ("destruction-withdrawn", {"bundle": BUNDLE}),
        ("copy-destroyed", {
            "bundle": BUNDLE, "files": {"bytes": 65, "count": 1, "sha256": HEX64},
            "medium": HEX32, "method": "overwritten-and-unlinked",
            "beyond": 2, "file_system": "exfat", "in_place": "yes", "left": 1,
            "hardware": {"make": "Norel", "model": None, "serial": "0419-77"},
            "neighbours": [{"bundle": BUNDLE, "fault": "missing"}],
            "neighbours_more": 3, "read_back": "past-cache",
        }),
        ("medium-waived", {"medium": HEX32}),
        ("bundle-destroyed", {"bundle": BUNDLE, "media": [HEX32]}),
        ("scanned", {"bundle": BUNDLE, "bytes": 64000000000, "found": 1, "medium": HEX32,
                     "recognised": True, "sectors": 4128, "unread": 4096}),
        ("clock-proven", {"at": TIME, "authority": HEX64, "imprint": HEX64, "token": HEX64}),
        ("space-cleared", {"bytes": 60000000000, "file_system": "exfat", "left": 4096,
                           "medium": HEX32, "method": "filled", "read_back": "past-cache"}),
        ("hold-placed", {"ends": None, "hold": HEX32, "review": "2027-06-01", "scope": {
            "bundles": [BUNDLE], "case": HEX32,
            "classes": [{"id": "nl-payroll"}, {"tag": HEX32}],
            "years": {"from": 2024, "to": 2025}}}),
        ("hold-reviewed", {"hold": HEX32, "review": "2027-06-01"}),
        ("hold-released", {"holds": [HEX32]}),
        ("event-recorded", {"bundles": None, "case": HEX32, "ends": [
            {"class": {"id": "nl-payroll"}, "delete_from": None, "keep_through": "2033-12-31"}]}),
        ("extended", {"bundles": [BUNDLE], "keep_through": "2040-12-31"}),
        ("signer-added", {"key": KEY, "replaces": None}),
        ("signer-added", {"key": KEY_2, "replaces": KEY}),
        ("signer-retired", {"key": KEY}),
        ("recipient-added", {"recipient": HEX64}),
        ("recipient-removed", {"recipient": HEX64}),
        ("keys-drilled", {"bundles": [BUNDLE], "medium": HEX32, "recipient": HEX64}),
        ("two-persons", {"wanted": True}),
        ("approved", {"bundles": [
            {"bundle": BUNDLE, "keep_through": "2032-12-31", "seal": HEX64}], "list": HEX64}),
        ("approval-withdrawn", {"list": HEX64}),
        ("shortening-proposed", {
            "bundles": None, "case": HEX32, "inherited": [], "proposal": HEX64,
            "ends": [{"class": {"id": "nl-payroll"}, "delete_from": None, "keep_through": "2031-12-31"}],
            "replaces": [
                {"class": {"id": "nl-payroll"}, "delete_from": None, "keep_through": "2033-12-31"}],
        }),
        ("shortening-proposed", {
            "bundles": [BUNDLE], "case": None, "ends": [], "proposal": HEX64, "replaces": [],
            "inherited": [{"bundle": BUNDLE, "keep_through": None, "open": True}],
        }),
        ("shortened", {"proposal": HEX64}),
        ("succeeded", {
            "bundle": BUNDLE, "removed": 0, "seal": HEX64,
            "elsewhere": [{"bundle": "20261031-00000002", "records": 2, "seal": HEX64, "sealer": KEY, "vault": HEX64}],
            "successors": [{"bundle": "20261031-00000001", "seal": HEX64}],
        }),
        ("received", {
            "bundle": BUNDLE, "from": {"bundle": "20261031-00000002", "seal": HEX64, "vault": HEX64},
            "keep_through": "2032-12-31", "open": False,
        }),
        ("statement-made", {
            "bundle": BUNDLE, "kind": "final", "statement": HEX64,
            "files": [{"bytes": 9, "name": BUNDLE + "-01234567.json", "sha256": HEX64}],
        }),
    ]
    before = "0" * 64
    for number, (event, fields) in enumerate(events):
        entry = {
            "clock": "ok", "critical": [], "event": event, "fields": fields, "format": 1,
            "prev": before, "seq": number, "time": TIME, "writer": WRITER,
        }
        if event in DISPOSERS:
            entry["signature"] = base64.b64encode(b"SSHSIG" + b"\0" * 60).decode()
        if event == "moved":
            entry["note"] = {"id": HEX32, "sha256": HEX64}
            entry["follows"] = [{**HEAD, "writer": "f" * 16}]
        written = line(entry)
        before = hashlib.sha256(written[:-1]).hexdigest()
        yield event, written


def tar_member():
    def block(name, kind, size):
        head = bytearray(512)
        head[0 : len(name)] = name
        head[100:108] = b"0000644\0"
        head[124:136] = b"%011o\0" % size
        head[136:148] = b"%011o\0" % 1_750_000_000
        head[156:157] = kind
        head[257:265] = b"ustar\x0000"
        head[148:156] = b" " * 8
        head[148:156] = b"%06o\0 " % sum(head)
        return bytes(head)

    records = b"30 mtime=1750000000.123456789\n" + b"19 path=data/caf\xc3\xa9\n"
    padded = records + b"\0" * (-len(records) % 512)
    return block(b"pax", b"x", len(records)) + padded + block(b"data/cafe", b"0", 3)


def index_lines():
    """Gives four frames' lines, parted as the index target wants them."""
    def record(n, path):
        return line({
            "mtime": "1750000000.000000000", "n": n, "offset": 1536 + 1024 * n, "path": path,
            "sha256": HEX64, "size": 3,
        })

    meta = {
        "bundle": BUNDLE, "case": None, "classes": ["nl-admin-basis"], "commitment_secret": HEX64,
        "frames": [[100, 2048]], "report": {}, "rules": [], "vault": HEX64,
    }
    directory = {
        "frames": [
            {"bytes": 100, "first": "a/b", "n": 0, "offset": 0},
            {"bytes": 100, "first": "b.pdf", "n": 2, "offset": 100},
        ],
        "meta": {"bytes": 100, "offset": 200},
    }
    records = [record(0, "a/b") + record(1, "a/c.pdf"), record(2, "b.pdf")]
    return b"\xff".join([*records, line(meta), line(directory)])


def identity():
    """Gives the identity whose 32 bytes are all 1, in Bech32 (BIP 173) as age spells it."""
    letters, prefix = "qpzry9x8gf2tvdw0s3jn54khce6mua7l", "age-secret-key-"
    bits = "".join(f"{byte:08b}" for byte in b"\x01" * 32) + "0000"
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    sum_of = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values + [0] * 6
    check = 1
    for value in sum_of:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if top >> bit & 1 else 0
    values += [(check ^ 1) >> 5 * (5 - at) & 31 for at in range(6)]
    return (prefix + "1" + "".join(letters[value] for value in values)).upper().encode() + b"\n"


def parity():
    def md5(*parts):
        return hashlib.md5(b"".join(parts)).digest()

    def packet(kind, body):
        rest = set_id + b"PAR 2.0\0" + kind.ljust(8, b"\0") + body
        return b"PAR2\0PKT" + struct.pack("<Q", 32 + len(rest)) + md5(rest) + rest

    files = {}
    for name, content in ((b"a.age", b"a" * 100), (b"b.age", b"b" * 64)):
        files[md5(md5(content), struct.pack("<Q", len(content)), name)] = name, content
    ids = sorted(files, key=lambda key: key[::-1])
    main_body = struct.pack("<QI", 64, len(ids)) + b"".join(ids)
    set_id = md5(main_body)
    critical = packet(b"Main", main_body)
    for key in ids:
        name, content = files[key]
        sums = md5(content) + md5(content) + struct.pack("<Q", len(content))
        critical += packet(b"FileDesc", key + sums + name.ljust(8, b"\0"))
        checks = (content[at : at + 64].ljust(64, b"\0") for at in range(0, len(content), 64))
        body = (md5(part) + struct.pack("<I", zlib.crc32(part)) for part in checks)
        critical += packet(b"IFSC", key + b"".join(body))
    slices = (packet(b"RecvSlic", struct.pack("<I", n) + bytes([n]) * 64) for n in range(3))
    return critical + b"".join(slices) + critical


def copy(n, **other):
    return {
        "at": TIME, "by": "A. Jansen", "bytes": 900, "drive": HEX32, "fate": "destroyed", "file_system": "exfat",
        "files": 11, "free_space": [], "ieee2883": "overwrite", "in_place": "yes", "looked_again": True, "make": "Norel",
        "medium": f"{n:032x}", "model": "U32", "neighbours": "intact", "nist": "as-clear-these-files-only",
        "physical": None, "place": "Zutphen", "read_back": "past-cache", "remains": ["old-blocks"],
        "role": "owner", "serial": None, "since": None, "technique": "overwritten-and-unlinked", **other,
    }


def statement(copies, **other):
    return document({
        "accounted": True, "annex": None, "bundle": BUNDLE, "bytes": 900, "category_before": None,
        "clock": {"last": TIME, "state": "ok", "token": None},
        "commitments": {"kept": True, "sha256": HEX64}, "controller": "Bakkerij Jansen", "copies": copies,
        "decision": {
            "approved_by": None, "at": TIME, "by": "A. Jansen", "no_open_matters": True, "place": None,
            "role": "owner", "signatures": [
                {"at": TIME, "by": "A. Jansen", "list": HEX64, "role": "owner", "signer": "SHA256:aa"},
                {"at": TIME, "by": None, "list": HEX64, "role": None, "signer": "SHA256:bb"},
            ],
        },
        "disclosures": [{"at": TIME, "not_found": 1, "ref": HEX32}], "early_end_ground": None,
        "erasure": {"ground": "AVG art. 17", "records": 1,
                    "request": {"answered": "2026-10", "received": "2026-09-30", "told": True}}, "heads": [HEAD],
        "holds_checked": [{"at": TIME, "found": 0, "media": [HEX32]}], "keep_statement_through": "2044-12-31",
        "kept_through": "2032-12-31",
        "keys": {"custody": "with-bundle", "elsewhere": [], "erased": [f"{1:032x}"], "gone_with": [f"{2:032x}"]},
        "kind": "final", "ledger": {"prev": HEX64, "seq": 4, "writer": WRITER}, "made": STAMP,
        "not_covered": ["memory", "backups", "old-blocks"], "number": 1,
        "payload": [{"bytes": 9, "name": "index.age", "sha256": HEX64}], "processor": None, "records": 3,
        "records_from": "2025-01-01", "records_through": "2025-12-31",
        "return_or_delete": None,
        "rules": [rule(), sealed_rule()], "seal_sha256": HEX64,
        "sealed": {"at": TIME, "clock": "ok", "signer": "SHA256:abc"},
        "succeeded": {"elsewhere": [], "removed": 1, "successors": ["20261031-00000001"]}, "supplements": [], "time_zone": "UTC",
        "tool": "kluis 0.1.0",
        "transfer_checks": [{"at": TIME, "depth": "deep", "medium": f"{1:032x}", "result": "same"}],
        "validation": [{
            "at": TIME, "by": "A. Jansen", "bytes": 4096, "found": 0, "medium": f"{1:032x}",
            "method": "sector-scan", "recognised": True, "searched": 8, "unread": 512,
        }],
        "vault": HEX64,
        "verification": [{"at": TIME, "by": None, "medium": f"{1:032x}", "result": "past-cache"}],
        "witness": None, **other,
    })


def statements():
    undone = {
        "bytes": 0, "files": 0, "ieee2883": None, "in_place": None, "looked_again": False, "neighbours": None,
        "nist": None, "read_back": "no", "technique": None,
    }
    lost = copy(2, **undone, **{"fate": "lost", "remains": ["readable"], "since": DAY})
    gone = {"fate": "medium-destroyed", "physical": "shredded", "remains": ["word-alone"], "since": DAY}
    yield "final", statement([copy(1), copy(2, **undone, **gone)])
    yield "supplement", statement([lost], kind="supplement", supplements=[HEX64])
    here = copy(3, **undone, **{"at": None, "by": None, "fate": "present", "remains": ["readable"]})
    yield "interim", statement([copy(1), here], kind="interim", accounted=False)


# An answer of stock `openssl ts` to the request of `targets/timestamp.rs`.
ANSWER = base64.b64decode(
    "MIIDczADAgEAMIIDagYJKoZIhvcNAQcCoIIDWzCCA1cCAQMxDzANBglghkgBZQMEAgEFADCBkAYLKoZIhvcN"
    "AQkQAQSggYAEfjB8AgEBBgQqAwQBMDEwDQYJYIZIAWUDBAIBBQAEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"
    "BwcHBwcHBwcHAgEEGA8yMDI2MTEyNzEzMTczN1owAwIBAQEB/wIQSQkJCQkJCQkJCQkJCQkJCaAQpA4wDDEK"
    "MAgGA1UEAwwBU6CCAYIwggF+MIIBJKADAgECAgECMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAUEwIBcNMjYx"
    "MTI3MTMxNzM3WhgPMjA1MTA3MTgxMzE3MzdaMAwxCjAIBgNVBAMMAVMwWTATBgcqhkjOPQIBBggqhkjOPQMB"
    "BwNCAAS3K+qFhbTIIo+LJ+HjdNbxgsFwJlMaUwGUIgY+wSzWW+fdhvfwcTJndWUbjxRessrl68yTMmvEGmlA"
    "NOj1o5GJo3UwczAJBgNVHRMEAjAAMBYGA1UdJQEB/wQMMAoGCCsGAQUFBwMIMA4GA1UdDwEB/wQEAwIHgDAd"
    "BgNVHQ4EFgQUzJMrEbfTfAurc+kcWjdD0bqTffEwHwYDVR0jBBgwFoAUj+4VViJWtLjB6FXIsZNtUOE5A70w"
    "CgYIKoZIzj0EAwIDSAAwRQIhAOLG+EmQLFCKfVbpXIldl82AqYn3MUpufGfVTokBJDZTAiB4rb9M0q3OJhfZ"
    "GXKC/wIiPso2BFPBSHlNYUPEp27KZDGCASYwggEiAgEBMBEwDDEKMAgGA1UEAwwBQQIBAjANBglghkgBZQME"
    "AgEFAKCBpDAaBgkqhkiG9w0BCQMxDQYLKoZIhvcNAQkQAQQwHAYJKoZIhvcNAQkFMQ8XDTI2MTEyNzEzMTcz"
    "N1owLwYJKoZIhvcNAQkEMSIEIIemdhJAEJwJnlgDlHKVtecbLKa4LBUlBdzoTm5SHlVLMDcGCyqGSIb3DQEJ"
    "EAIvMSgwJjAkMCIEIEUbnqQeVGuEo18ufUVjQAYGu1chcW/HqfrO5AtC/YVkMAoGCCqGSM49BAMCBEgwRgIh"
    "ALpcPXDvY28oulIN8cWL04nG8gKzyoyTMGpqy6tHWlfYAiEA/PllvMZq1qHKTGeLl5JrrVhEAlrJGfmGVx41"
    "6/Z1qgc="
)


def documents():
    """Gives one document of each kind that is read."""
    space = "urn:oasis:names:specification:ubl:schema:xsd:"
    yield "ubl", (
        f'<Invoice xmlns="{space}Invoice-2" xmlns:a="{space}CommonAggregateComponents-2" '
        f'xmlns:b="{space}CommonBasicComponents-2"><b:ID>7</b:ID><b:IssueDate>{DAY}</b:IssueDate>'
        "<a:AccountingSupplierParty><a:Party><a:PartyName><b:Name>A &amp; B</b:Name></a:PartyName>"
        "<a:PartyTaxScheme><b:CompanyID>NL1</b:CompanyID><a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme>"
        "</a:PartyTaxScheme></a:Party></a:AccountingSupplierParty><a:LegalMonetaryTotal>"
        '<b:TaxInclusiveAmount currencyID="EUR">1.21</b:TaxInclusiveAmount></a:LegalMonetaryTotal>'
        "</Invoice>"
    )
    space = "urn:un:unece:uncefact:data:standard:"
    yield "cii", (
        f'<r:CrossIndustryInvoice xmlns:r="{space}CrossIndustryInvoice:100" '
        f'xmlns:a="{space}ReusableAggregateBusinessInformationEntity:100" '
        f'xmlns:u="{space}UnqualifiedDataType:100"><r:ExchangedDocument><a:ID>7</a:ID>'
        '<a:IssueDateTime><u:DateTimeString format="102">20261031</u:DateTimeString>'
        "</a:IssueDateTime></r:ExchangedDocument></r:CrossIndustryInvoice>"
    )
    yield "camt", (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
        f"<Id>7</Id><CreDtTm>{DAY}T00:00:00</CreDtTm><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id>"
        "</Acct></Stmt></BkToCstmrStmt></Document>"
    )
    for version, space in (
        ("3.2", "http://www.auditfiles.nl/XAF/3.2"),
        ("4.0", "http://www.odb.belastingdienst.nl/XAF/4.0"),
    ):
        yield f"xaf-{version}", (
            f'<auditfile xmlns="{space}"><header><fiscalYear>2026</fiscalYear>'
            f"<startDate>2026-01-01</startDate><endDate>{DAY}</endDate><curCode>EUR</curCode>"
            "</header><company><companyName>A &amp; B</companyName>"
            "<taxRegIdent>NL001234567B01</taxRegIdent><customersSuppliers/></company></auditfile>"
        )
    yield "pdf-encrypted", "%PDF-1.7\ntrailer <</Root 1 0 R/Encrypt 12 0 R>>"
    content = "q 1 0 0 1 5 5 cm BT /F 9 Tf 5 5 Td [(Nota \\051) -200 <4142>] TJ T* (7) ' ET Q /X Do"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F 5 0 R/G 6 0 R>>/XObject<</X 8 0 R>>>>>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        f"<</Length {len(content)}>> stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[65/A/eacute]>>>>",
        "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[9 0 R]/ToUnicode 7 0 R>>",
        "<<>> stream\n1 begincodespacerange <0000> <ffff> endcodespacerange "
        "1 beginbfrange <0001> <0009> <0041> endbfrange\nendstream",
        "<</Subtype/Form>> stream\nBT /G 8 Tf 1 2 3 4 5 6 Tm <00010002> Tj ET\nendstream",
        "<</Subtype/CIDFontType2/DW 500/W[1[500 600]]>>",
    )
    numbered = "".join(f"{number} 0 obj {body} endobj\n" for number, body in enumerate(objects, 1))
    yield "pdf-text", f"%PDF-1.7\n{numbered}trailer <</Root 1 0 R>>"
    yield "mail", (
        "From: =?utf-8?q?Caf=C3=A9?= <a@zon.example>\r\nTo: B <b@zon.example>, c@zon.example\r\n"
        "Date: Sat, 31 Oct 2026 12:00:00 +0100\r\nSubject: Offerte\r\nMessage-ID: <7@zon.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nHallo\r\n--x\r\n"
        "Content-Disposition: attachment; filename*=utf-8''%C3%A9.pdf\r\n\r\n%PDF\r\n--x--\r\n"
    )
    yield "mt940", (
        ":20:A\r\n:25:NL91ABNA0417164300EUR\r\n:28C:7/1\r\n:60F:C261030EUR1,\r\n"
        ":62F:C261031EUR1,\r\n"
    )


def seeds():
    for name, text in documents():
        yield "document", name, text.encode()
    for name, bytes_ in statements():
        yield "statement", name, bytes_
    yield "seal", "one-volume", seal()
    files = ("LEESMIJ.txt", "README.txt", "allowed_signers", "spec/SPEC.md", "spec/reader.py")
    yield "label", "whole", document({
        "contact": 3, "drive": HEX32, "files": {name: HEX64 for name in (*files, "vault.a.age")},
        "other_generation": None, "vault_document": "vault.a.age",
        "generation": 2, "heads": [HEAD], "medium": HEX32, "roles": ["data", "keys"],
        "vault": HEX64, "written_at": STAMP,
    })
    yield "drive", "whole", document({"drive": HEX32})
    yield "timestamp", "answer", ANSWER
    yield "note", "whole", document({"text": {"reason": "controle \u00e9\u20ac"}})
    yield "vault_document", "whole", document({
        "config": "copies = 2\n", "disposer": "AAAA",
        "labels": {HEX32: "A"}, "name": "Voorbeeld", "recipients": [
            {"label": "owner", "recipient": "age1" + "q" * 58, "role": "owner"}],
        "sealer": "-----BEGIN OPENSSH PRIVATE KEY-----\n", "tag_secret": HEX64, "vault": HEX64,
    })
    yield "sums", "two-volumes", sums(["payload-00000.age", "payload-00001.age"])
    chain = b""
    for name, written in entries():
        yield "entry", name, written
        chain += written
    yield "chain", "whole", chain
    yield "chain", "torn", chain[:-20]
    yield "index", "four-frames", index_lines()
    table = struct.pack("<IIIIIIBI", 0x184D2A5E, 17, 100, 2048, 0, 1, 0, 0x8F92EAB1)
    yield "frames", "table", table[:16] + struct.pack("<IBI", 1, 0, 0x8F92EAB1)
    yield "frames", "raw-block", bytes.fromhex("28b52ffd2003190000616263")
    yield "tar_header", "extended", tar_member()
    for name in ("a/b.pdf", "CON.txt", "a:b", "x.", "caf\u00e9/cafe\u0301", "a/../b", "~2"):
        yield "safe_path", hashlib.sha256(name.encode()).hexdigest()[:8], name.encode()
    yield "shown_text", "escapes", "\x1b[2J\u202eabc\u2028\u0007".encode()
    yield "key_file", "one", identity()
    yield "key_file", "two", identity() * 2
    yield "identity_file", "comment", b"# created: 2026\n" + identity()
    yield "identity_file", "armoured", b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n" \
        b"-----END AGE ENCRYPTED FILE-----\n"
    stanza = b"age-encryption.org/v1\n-> scrypt " + b"A" * 22 + b" 18\n" + b"A" * 43 + b"\n"
    yield "identity_file", "scrypt", stanza + b"--- " + b"A" * 43 + b"\n" + b"\0" * 60
    yield "envelope", "scrypt", stanza + b"--- " + b"A" * 43 + b"\n" + b"\0" * 60
    yield "envelope", "x25519", stanza.replace(b"scrypt " + b"A" * 22 + b" 18", b"X25519 " + b"A" * 43)
    yield "signature", "key", KEY.encode()
    yield "par2", "set", parity()
    yield "par2", "behind-damage", b"PAR2\0PKT" * 9 + parity()[40:]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for target, name, written in seeds():
        path = Path(sys.argv[1]) / target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written)


if __name__ == "__main__":
    main()
