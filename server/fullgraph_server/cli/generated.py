"""Code that libraries generate while they are imported is compiled once, not at every start.

dataclasses and attrs write the methods of each class as source text. libcst and lsprotocol have 700 such classes, and
compiling their texts is a third of the time that the server takes to start. Python keeps no bytecode of text, so we do,
as it does for files: in the user's cache, by text and by version of the bytecode.
"""

from __future__ import annotations
import __future__

import logging
import marshal
import sys
import tempfile
from contextlib import contextmanager
from hashlib import blake2b
from importlib.util import MAGIC_NUMBER
from typing import TYPE_CHECKING, Any

from fullgraph_server.engine.folders import default_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import CodeType, ModuleType

logger = logging.getLogger(__name__)

_DIGEST = 16
_FEW = 10
"""So many new texts are not worth writing for: attrs puts a number into some that differs in every process."""
_FEATURES: list[Any] = [getattr(__future__, name) for name in __future__.all_feature_names]
"""What `from __future__ import name` binds."""


def default_file(command: str) -> Path:
    """Where the code is kept that is generated while a command is loaded."""
    return default_folder() / f"generated-{command}-{sys.implementation.cache_tag}.bin"


class GeneratedCode:
    """Code objects by the text, the name of its file and the flags that they were compiled with."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.known = self._read()
        self.used: dict[tuple[str, str, int], CodeType] = {}

    def code(self, text: str, name: str, flags: int) -> CodeType:
        key = (text, name, flags)
        code = self.known.get(key)
        if code is None:
            code = compile(text, name, "exec", flags, dont_inherit=True)
        self.used[key] = code
        return code

    @contextmanager
    def serving(self, *modules: ModuleType) -> Iterator[None]:
        """While it lasts, what these modules compile or execute as text comes from here."""
        for module in modules:
            flags = sum(feature.compiler_flag for feature in _FEATURES if feature in vars(module).values())
            vars(module).update(_substitutes(self, flags))
        try:
            yield
        finally:
            for module in modules:
                for name in ("compile", "exec"):
                    del vars(module)[name]
            if len(self.used.keys() ^ self.known.keys()) > _FEW:
                self._write()

    def _read(self) -> dict[tuple[str, str, int], CodeType]:
        try:
            held = self.file.read_bytes()
        except OSError:
            return {}
        magic, digest, body = (
            held[: len(MAGIC_NUMBER)],
            held[len(MAGIC_NUMBER) :][:_DIGEST],
            held[len(MAGIC_NUMBER) + _DIGEST :],
        )
        if magic != MAGIC_NUMBER or digest != _digest(body):
            return {}
        known: dict[tuple[str, str, int], CodeType] = marshal.loads(body)  # noqa: S302 - as trusted as bytecode files are
        return known

    def _write(self) -> None:
        """At once or not at all: another process may read it meanwhile."""
        body = marshal.dumps(self.used)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.file.parent, suffix=".new", delete=False) as out:
                out.write(MAGIC_NUMBER + _digest(body) + body)
            self.file.parent.joinpath(out.name).replace(self.file)
        except OSError as error:
            logger.info("generated code is not kept in %s: %s", self.file, error)


def _substitutes(kept: GeneratedCode, flags: int) -> dict[str, Any]:
    """`compile` and `exec` as dataclasses and attrs call them."""

    def compile_(source: str, filename: str, mode: str) -> CodeType:
        if mode == "exec":
            return kept.code(source, filename, flags)
        code: CodeType = compile(source, filename, mode, flags, dont_inherit=True)
        return code

    def exec_(source: str, globals_: dict[str, Any], locals_: Mapping[str, object]) -> None:
        exec(kept.code(source, "<string>", flags), globals_, locals_)  # noqa: S102 - what the module would have executed

    return {"compile": compile_, "exec": exec_}


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=_DIGEST).digest()
