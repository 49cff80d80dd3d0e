"""What SARIF 2.1.0 (OASIS) demands of the objects that we write, each by its section; nothing else may be in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlparse

Check = Callable[[object, str], None]


class NotSarif(Exception):
    """Where and why something is no SARIF."""


def _fail(where: str, why: str) -> None:
    raise NotSarif(f"{where}: {why}")


def text(value: object, where: str) -> None:
    if not isinstance(value, str) or not value:
        _fail(where, f"{value!r} is no text")


def uri(value: object, where: str) -> None:
    text(value, where)
    if re.search(r"[\s\\]", str(value)) or not urlparse(str(value)).path:
        _fail(where, f"{value!r} is no URI reference")


def boolean(value: object, where: str) -> None:
    if not isinstance(value, bool):
        _fail(where, f"{value!r} is neither true nor false")


def at_least(least: int) -> Check:
    def check(value: object, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            _fail(where, f"{value!r} is no whole number from {least} on")

    return check


def one_of(*allowed: str) -> Check:
    def check(value: object, where: str) -> None:
        if value not in allowed:
            _fail(where, f"{value!r} is none of {allowed}")

    return check


def many(item: Check, least: int = 0) -> Check:
    def check(value: object, where: str) -> None:
        if not isinstance(value, list) or len(value) < least:
            _fail(where, f"{value!r} is no array of at least {least}")
            return
        for index, one in enumerate(value):
            item(one, f"{where}[{index}]")

    return check


def an_object(required: str, **properties: Check) -> Check:
    def check(value: object, where: str) -> None:
        if not isinstance(value, dict):
            _fail(where, "no object")
            return
        for name in required.split():
            if name not in value:
                _fail(where, f"{name} is missing")
        for name, inner in value.items():
            if name not in properties:
                _fail(where, f"there is no property {name}")
            properties[name](inner, f"{where}.{name}")

    return check


def bag(value: object, where: str) -> None:
    """3.8, property bags: any names, any values."""
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        _fail(where, "no property bag")


LEVEL = one_of("none", "note", "warning", "error")  # 3.27.10
MESSAGE = an_object("text", text=text, markdown=text)  # 3.11
MULTIFORMAT = an_object("text", text=text, markdown=text)  # 3.12
ARTIFACT_LOCATION = an_object("", uri=uri, uriBaseId=text, index=at_least(-1))  # 3.4
REGION = an_object(  # 3.30
    "", startLine=at_least(1), startColumn=at_least(1), endLine=at_least(1), endColumn=at_least(1)
)
PHYSICAL = an_object("artifactLocation", artifactLocation=ARTIFACT_LOCATION, region=REGION)  # 3.29
LOCATION = an_object("", physicalLocation=PHYSICAL, message=MESSAGE)  # 3.28
RULE = an_object(  # 3.49
    "id", id=text, name=text, shortDescription=MULTIFORMAT, fullDescription=MULTIFORMAT, help=MULTIFORMAT, helpUri=uri,
    defaultConfiguration=an_object("", level=LEVEL, enabled=boolean),
)  # fmt: skip
DRIVER = an_object("name", name=text, version=text, informationUri=uri, rules=many(RULE))  # 3.19
RESULT = an_object(  # 3.27
    "message", ruleId=text, ruleIndex=at_least(-1), level=LEVEL, message=MESSAGE, locations=many(LOCATION),
    relatedLocations=many(LOCATION), properties=bag,
)  # fmt: skip
RUN = an_object(  # 3.14
    "tool", tool=an_object("driver", driver=DRIVER), results=many(RESULT),
    columnKind=one_of("utf16CodeUnits", "unicodeCodePoints"),
)  # fmt: skip
LOG = an_object("version runs", version=one_of("2.1.0"), runs=many(RUN), **{"$schema": uri})  # 3.13


def validate(log: dict[str, object]) -> None:
    """Raise `NotSarif` if a log is none, or names a rule by an index that is another's."""
    LOG(log, "$")
    for run in log["runs"]:  # type: ignore[attr-defined]
        ids = [rule["id"] for rule in run["tool"]["driver"].get("rules", ())]
        if len(set(ids)) != len(ids):
            _fail("$.runs.tool.driver.rules", "two rules have the same id")
        for result in run["results"]:
            if "ruleIndex" in result and ids[result["ruleIndex"]] != result["ruleId"]:
                _fail("$.runs.results", f"{result['ruleIndex']} is not the index of {result['ruleId']}")
