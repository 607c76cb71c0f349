# SPDX-License-Identifier: Apache-2.0
"""Checks an AsyncAPI 3.0 description: the schema, every $ref, and every parameter of an address."""

import json
import re
import sys
import warnings

warnings.simplefilter("ignore")
from asyncapi3 import AsyncAPI3  # noqa: E402


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolves(document, reference):
    node = document
    for part in reference.removeprefix("#/").split("/"):
        if not isinstance(node, dict) or part not in node:
            return False
        node = node[part]
    return True


def main(path):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    AsyncAPI3.model_validate(document)
    faults = [f"dangling {ref}" for ref in references(document) if not resolves(document, ref)]
    for name, channel in document["channels"].items():
        named = set(re.findall(r"\{(\w+)\}", channel["address"]))
        if named != set(channel.get("parameters", {})):
            faults.append(f"{name}: parameters do not fit in {channel['address']}")
        if len(channel["address"].encode()) > 65535 or "#" in channel["address"]:
            faults.append(f"{name}: no topic name")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
