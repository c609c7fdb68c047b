#!/usr/bin/env python3
"""Holds documents of `kluis … --json` against the schemas in docs/schemas, with the stock validator (jsonschema).

    python3 tests/schemas.py FOLDER

FOLDER has a file a document: {"schema": "status.json", "document": {…}}. Each has to be valid, and invalid once a field
that its schema wants is left out or its exit code is text. Prints what does not hold; then the exit code is 1.
"""

import copy
import json
import pathlib
import sys

import jsonschema
import referencing

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent / "docs" / "schemas"


def validators():
    """One validator a schema, by its file's name; each schema may refer to the others."""
    files = {path.name: json.loads(path.read_text("utf-8")) for path in sorted(SCHEMAS.glob("*.json"))}
    resources = [(name, referencing.Resource.from_contents(schema)) for name, schema in files.items()]
    registry = referencing.Registry().with_resources(resources)
    kind = jsonschema.Draft202012Validator
    for schema in files.values():
        kind.check_schema(schema)
    return {name: kind(schema, registry=registry) for name, schema in files.items()}


def spoiled(document, schema):
    """The document without each field that it must have, and with an exit code that is none."""
    for name in schema.get("required", []):
        lacking = copy.copy(document)
        del lacking[name]
        yield f"without {name}", lacking
    yield "with text as exit", {**document, "exit": "0"}


def main(folder):
    """Says what does not hold."""
    known, wrong, seen = validators(), [], set()
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        held = json.loads(path.read_text("utf-8"))
        name, document = held["schema"], held["document"]
        seen.add(name)
        for error in known[name].iter_errors(document):
            place = "/".join(map(str, error.absolute_path))
            wrong.append(f"{name}: {place}: {error.message[:300]}")
        for how, other in spoiled(document, known[name].schema):
            if known[name].is_valid(other):
                wrong.append(f"{name}: valid {how}")
    missed = set(known) - seen - {"common.json"}
    wrong += [f"{name}: no document was held against it" for name in sorted(missed)]
    print("\n".join(sorted(set(wrong))))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
