"""A module whose source is read: its names are evaluated when somebody asks for them, chunk by chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.frames import Activation, Frame
from fullgraph_analysis.eval.joins import join
from fullgraph_analysis.eval.scopes import Scope
from fullgraph_analysis.eval.statements.definitions import annotated_names, decorate, new_class
from fullgraph_analysis.eval.values import UNKNOWN, ClassValue, Scalar, Value

if TYPE_CHECKING:
    from fullgraph_analysis.documents.document import Chunk, Document
    from fullgraph_analysis.eval.classes import ClassInfo
    from fullgraph_analysis.eval.evaluator import Evaluator

_OWN = {"__name__": Scalar("str"), "__file__": Scalar("str"), "__doc__": Scalar("str")}


class ModuleInfo:
    """One module of the workspace or of an installed package."""

    def __init__(self, name: str, document: Document, evaluator: Evaluator, *, package: bool) -> None:
        self.name = name
        self.document = document
        self.package = package
        self.scope = Scope(self)
        self._ev = evaluator
        self._done: set[int] = set()
        self._stars: list[ModuleInfo] = []
        self._later: dict[str, tuple[str, int, str]] = {}
        self.imports: set[str] = set()
        """The files that names were imported from so far."""
        self._binders: dict[str, list[Chunk]] = {}
        for chunk in document.chunks:
            if chunk.owner is None:
                for bound in chunk.binds:
                    self._binders.setdefault(bound, []).append(chunk)

    def find(self, name: str) -> Value | None:
        """The value of a global name; None if the module has none of that name."""
        for chunk in self._binders.get(name, ()):
            self._ev.used.add(chunk)
            if id(chunk) not in self._done:
                self._execute(chunk)
        if name in self._later:
            self._import(name)
        value = self.scope.names.get(name)
        if value is not None:
            return value
        if name in self._binders:
            return UNKNOWN
        for chunk in self._binders.get("*", ()):
            if id(chunk) not in self._done:
                self._execute(chunk)
        for other in self._stars:
            value = other.find(name) if other is not self else None
            if value is not None:
                return value
        return _OWN.get(name)

    def later(self, name: str, module: str, level: int, member: str) -> None:
        """A name is imported from another module; which is only looked at when the name is used."""
        self.scope.names.pop(name, None)
        self._later[name] = (module, level, member)

    def _import(self, name: str) -> None:
        module, level, member = self._later.pop(name)
        self.imports.add(self._ev.world.import_path(module, level, self))
        with self._ev.apart(own_budget=True):
            source = self._ev.world.import_module(module, level, self)
            self.scope.names[name] = self._ev.world.member(source, member)

    def assume(self, name: str, value: Value) -> None:
        """A function assigns to a global name: from now on it may be that, too."""
        old = self.scope.names.get(name)
        self.scope.names[name] = value if old is None else join(old, value)

    def star(self, other: ModuleInfo) -> None:
        """`from other import *`."""
        if other not in self._stars:
            self._stars.append(other)

    def frame(self, chunk: Chunk) -> Frame:
        """A frame for code of this module's top level."""
        frame = Frame(self.scope, chunk, Activation(None, chunk), self._ev.state.mark())
        frame.quiet = True
        return frame

    def _execute(self, chunk: Chunk) -> None:
        self._done.add(id(chunk))
        parsed = chunk.parsed()
        if parsed is None:
            return
        with self._ev.apart(own_budget=True):
            frame = self.frame(chunk)
            if chunk.members or (chunk.kind == "class" and _is_header(parsed.statements)):
                self._define_class(frame, chunk)
            else:
                self._ev.run(frame, parsed.statements)

    def _define_class(self, frame: Frame, chunk: Chunk) -> None:
        """A class whose body is cut into chunks: its members are evaluated one by one, when asked for."""
        parsed = chunk.parsed()
        assert parsed is not None
        node = parsed.statements[0]
        if not isinstance(node, cst.ClassDef):
            return
        info = new_class(self._ev, frame, node)
        members = ClassBody(self._ev, info, self, chunk)
        info.fill(members.find, members.names(), members.annotations())
        info.annotate = members.annotation
        value: Value = ClassValue(info)
        self.scope.names[node.name.value] = value
        for decorator in reversed(node.decorators):
            value = decorate(self._ev, frame, decorator, value)
        self.scope.names[node.name.value] = value


def _is_header(statements: object) -> bool:
    first = statements[0] if isinstance(statements, list) and statements else None
    return isinstance(first, cst.ClassDef) and len(first.body.body) == 1


class ClassBody:
    """The members of a class whose body is cut into chunks."""

    def __init__(self, ev: Evaluator, info: ClassInfo, module: ModuleInfo, header: Chunk) -> None:
        self._ev = ev
        self._info = info
        self._module = module
        self._scope = Scope(module, None, is_class=True)
        self._done: set[int] = set()
        self._binders: dict[str, list[Chunk]] = {}
        self._members = header.members
        for chunk in header.members:
            for name in chunk.binds:
                self._binders.setdefault(name, []).append(chunk)

    def names(self) -> list[str]:
        """The names that the body binds."""
        return list(self._binders)

    def annotations(self) -> list[str]:
        """The annotated names of the body, in order."""
        found: list[str] = []
        for chunk in self._members:
            if chunk.kind == "statement" and ":" in chunk.text and (parsed := chunk.parsed()) is not None:
                block = cst.IndentedBlock(body=parsed.statements)
                found.extend(annotated_names(block))
        return found

    def annotation(self, name: str) -> tuple[cst.BaseExpression, Chunk] | None:
        """What a name is annotated with."""
        for chunk in self._binders.get(name, ()):
            parsed = chunk.parsed() if chunk.kind == "statement" else None
            for line in parsed.statements if parsed is not None else ():
                for part in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                    if (
                        isinstance(part, cst.AnnAssign)
                        and isinstance(part.target, cst.Name)
                        and part.target.value == name
                    ):
                        return part.annotation.annotation, chunk
        return None

    def find(self, name: str) -> Value | None:
        """The value of a member."""
        for chunk in self._binders.get(name, ()):
            self._ev.used.add(chunk)
            if id(chunk) not in self._done:
                self._execute(chunk)
        return self._scope.names.get(name)

    def _execute(self, chunk: Chunk) -> None:
        self._done.add(id(chunk))
        parsed = chunk.parsed()
        if parsed is None:
            return
        with self._ev.apart(own_budget=True):
            frame = Frame(self._scope, chunk, Activation(None, chunk), self._ev.state.mark())
            frame.quiet, frame.cls = True, self._info
            self._ev.run(frame, parsed.statements)
