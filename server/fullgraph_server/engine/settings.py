"""`[tool.fullgraph]` and the editor's `fullgraph.*`: the same names, one table, checked.

What the project's file says goes before what the editor says, which goes before the defaults: an editor sends all of
its settings, and cannot say which of them the user has set.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from fullgraph_server.engine.findings import tool_finding
from fullgraph_vocab.breaks import BREAKS, tool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from fullgraph_vocab.wire import Confidence, Finding

TraceOn = Literal["save", "idle", "never"]
InlayHints = Literal["off", "traced", "all"]
DiagnosticMode = Literal["openFilesOnly", "workspace"]

_RANK = {"possible": 0, "likely": 1, "certain": 2}
_CODE_PREFIX = re.compile(r"FG\d{0,3}|ALL")


@dataclass(frozen=True)
class Settings:
    """What can be set. Names are those of the settings, in snake case and with dots as underscores."""

    enable: bool = True
    configuration: str | None = None
    interpreter: str | None = None
    diagnostic_mode: DiagnosticMode = "openFilesOnly"
    trace_enable: bool = True
    trace_on: TraceOn = "save"
    trace_timeout: float = 30.0
    trace_memory: int = 0
    """Megabytes that one trace may take; 0 means half of the machine's, at most 8 GiB."""
    compile_backend: str = "inductor"
    compile_timeout: float = 300.0
    inlay_hints: InlayHints = "traced"
    log_level: str = "info"
    log_file: str | None = None
    roots: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: Confidence = "possible"
    """Predictions that are less sure are not shown."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    python: str | None = None
    trusted: bool = True


@dataclass(frozen=True)
class _Setting:
    attribute: str
    check: Callable[[Any], bool]
    expected: str
    convert: Callable[[Any], Any] = lambda value: value


def _choice(*allowed: str) -> tuple[Callable[[Any], bool], str]:
    return (lambda value: value in allowed), "one of " + ", ".join(f'"{one}"' for one in allowed)


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _is_codes(value: Any) -> bool:
    return _is_texts(value) and all(_CODE_PREFIX.fullmatch(item) for item in value)


def _is_inputs(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


_CODES = 'a list of codes or their beginnings, such as ["FG1", "FG402"]'

_TABLE: dict[str, _Setting] = {
    "enable": _Setting("enable", lambda value: isinstance(value, bool), "true or false"),
    "configuration": _Setting("configuration", _is_text, "a path"),
    "interpreter": _Setting(
        "interpreter",
        lambda value: _is_text(value) or _is_texts(value),
        "a path",
        lambda value: (value[0] if value else None) if isinstance(value, list | tuple) else value or None,
    ),
    "diagnosticMode": _Setting("diagnostic_mode", *_choice("openFilesOnly", "workspace")),
    "trace.enable": _Setting("trace_enable", lambda value: isinstance(value, bool), "true or false"),
    "trace.on": _Setting("trace_on", *_choice("save", "idle", "never")),
    "trace.timeout": _Setting("trace_timeout", _is_positive, "a number of seconds above 0", float),
    "trace.memory": _Setting("trace_memory", _is_positive, "a number of megabytes above 0", int),
    "compile.backend": _Setting("compile_backend", lambda value: isinstance(value, str) and value != "", "a name"),
    "compile.timeout": _Setting("compile_timeout", _is_positive, "a number of seconds above 0", float),
    "inlayHints": _Setting("inlay_hints", *_choice("off", "traced", "all")),
    "logLevel": _Setting("log_level", *_choice("error", "warning", "info", "debug", "trace")),
    "logFile": _Setting("log_file", _is_text, "a path"),
    "roots": _Setting("roots", _is_texts, 'a list such as ["models/*.py::Net.forward"]', tuple),
    "select": _Setting("select", _is_codes, _CODES, tuple),
    "ignore": _Setting("ignore", _is_codes, _CODES, tuple),
    "minConfidence": _Setting("min_confidence", *_choice("certain", "likely", "possible")),
    "inputs": _Setting("inputs", _is_inputs, 'a table such as {"net.py::Net" = "x=f32[8, 64]"}'),
    "python": _Setting("python", *_choice("3.11", "3.12", "3.13")),
    "trusted": _Setting("trusted", lambda value: isinstance(value, bool), "true or false"),
}
_EDITOR_ONLY = frozenset({"path", "importStrategy", "trace.server"})
"""Settings that mean something to the editor's side and nothing to the server."""
_NOT_IN_FILES = frozenset({"trusted", "configuration"})


class BadSettings(Exception):
    """Settings that cannot be understood: (name of the setting, what is wrong)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(problem for _, problem in problems))
        self.problems = problems


def apply(
    base: Settings, given: Mapping[str, Any], *, from_file: bool = False
) -> tuple[Settings, list[tuple[str, str]]]:
    """`base` with what is given put over it, and the settings that cannot be understood: (name, problem)."""
    changes: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for name, value in _flat(given):
        if name in _EDITOR_ONLY and not from_file:
            continue
        setting = _TABLE.get(name)
        if setting is None or (from_file and name in _NOT_IN_FILES):
            problems.append((name, _unknown(name, from_file=from_file)))
        elif not setting.check(value):
            problems.append((name, f"`{name}` must be {setting.expected}, not {value!r}"))
        elif value is not None or from_file:
            changes[setting.attribute] = setting.convert(value)
    for name in ("select", "ignore"):
        problems += [(name, f"`{name}`: there is no code {code}") for code in changes.get(name, ()) if not _known(code)]
    return replace(base, **changes), problems


def _flat(given: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Nested tables as dotted names; `inputs` is a table itself."""
    pairs: list[tuple[str, Any]] = []
    for name, value in given.items():
        if isinstance(value, dict) and name in {"trace", "compile"}:
            pairs += [(f"{name}.{inner}", item) for inner, item in value.items()]
        else:
            pairs.append((name, value))
    return pairs


def _unknown(name: str, *, from_file: bool) -> str:
    if from_file and name in _NOT_IN_FILES | _EDITOR_ONLY:
        return f"`{name}` is a setting of the editor, not of the project"
    close = difflib.get_close_matches(name, _TABLE, n=1)
    return f"there is no setting `{name}`" + (f": did you mean `{close[0]}`?" if close else "")


def _known(code: str) -> bool:
    return code == "ALL" or any(known.startswith(code) for known in BREAKS)


@dataclass(frozen=True)
class FileSettings:
    """What a `pyproject.toml` says: the table, and findings about what cannot be understood."""

    file: Path | None = None
    table: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def find_file(path: Path) -> Path | None:
    """The nearest `pyproject.toml` at or above `path` that has `[tool.fullgraph]`."""
    start = path if path.is_dir() else path.parent
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file() and b"tool.fullgraph" in file.read_bytes():
            return file
    return None


def read_file(file: Path) -> FileSettings:
    """The `[tool.fullgraph]` table of a file, checked."""
    try:
        text = file.read_text(encoding="utf-8")
        parsed = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        found = tool_finding(tool.BAD_CONFIGURATION, f"{file.name} cannot be read: {error}", str(file))
        return FileSettings(file, {}, (found,))
    table = parsed.get("tool", {}).get("fullgraph", {})
    if not isinstance(table, dict):
        found = tool_finding(tool.BAD_CONFIGURATION, "[tool.fullgraph] is no table", str(file))
        return FileSettings(file, {}, (found,))
    _, problems = apply(Settings(), table, from_file=True)
    findings = tuple(
        tool_finding(tool.BAD_CONFIGURATION, problem, str(file), row=_row(text, name)) for name, problem in problems
    )
    bad = {name for name, _ in problems}
    return FileSettings(file, _without(table, bad), findings)


def _without(table: Mapping[str, Any], bad: set[str]) -> dict[str, Any]:
    """The table without the settings that cannot be understood."""
    good: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict) and name in {"trace", "compile"}:
            good[name] = {inner: item for inner, item in value.items() if f"{name}.{inner}" not in bad}
        elif name not in bad:
            good[name] = value
    return good


def _row(text: str, name: str) -> int:
    """The row where a setting stands, or its table; the first row if neither is found."""
    last = re.escape(name.rsplit(".", 1)[-1])
    lines = text.splitlines()
    section = next((row for row, line in enumerate(lines) if line.strip().startswith("[tool.fullgraph")), 0)
    for row in range(section, len(lines)):
        if re.match(rf"\s*(?:\w+\s*\.\s*)*[\"']?{last}[\"']?\s*[=.]", lines[row]):
            return row + 1
    return section + 1


def selected(code: str, settings: Settings) -> bool:
    """Whether findings of this code are wanted: the longer match of `select` and `ignore` wins, `ignore` at a tie.

    What the tool itself has to say (9xx) is only left out by its full code.
    """
    if code.startswith("FG9"):
        return code not in settings.ignore
    chosen = _longest(code, settings.select or ("ALL",))
    dropped = _longest(code, settings.ignore)
    return chosen is not None and (dropped is None or chosen > dropped)


def shown(found: Finding, settings: Settings) -> bool:
    """Whether a finding is wanted: its code is, and it is confirmed or sure enough."""
    unsure = found["status"] == "predicted" and _RANK[found["confidence"]] < _RANK[settings.min_confidence]
    return selected(found["code"], settings) and not unsure


def _longest(code: str, prefixes: tuple[str, ...]) -> int | None:
    """The length of the longest prefix that matches; `ALL` has none."""
    lengths = [0 if prefix == "ALL" else len(prefix) for prefix in prefixes if _matches(code, prefix)]
    return max(lengths, default=None)


def _matches(code: str, prefix: str) -> bool:
    return prefix == "ALL" or code.startswith(prefix)


def python_of(settings: Settings) -> tuple[int, int] | None:
    """The Python of the settings as numbers."""
    if settings.python is None:
        return None
    major, minor = settings.python.split(".")
    return int(major), int(minor)
