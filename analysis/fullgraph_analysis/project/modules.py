"""A module whose source is read: its names are evaluated when somebody asks for them, chunk by chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.frames import Activation, Frame
from fullgraph_analysis.eval.joins import join
from fullgraph_analysis.eval.scopes import Scope
from fullgraph_analysis.eval.statements.definitions import annotated_names, decorate, new_class
from fullgraph_analysis.eval.values import UNKNOWN, ClassValue, Scalar, Value
from fullgraph_analysis.project.binders import Binders

if TYPE_CHECKING:
    from fullgraph_analysis.documents.document import Chunk, Document
    from fullgraph_analysis.eval.classes import ClassInfo
    from fullgraph_analysis.eval.evaluator import Evaluator

_OWN = {"__name__": Scalar("str"), "__file__": Scalar("str"), "__doc__": Scalar("str")}


class ModuleInfo:
    """One module of the workspace or of an installed package. It stays the same object while its text is edited."""

    def __init__(self, name: str, document: Document, evaluator: Evaluator, *, package: bool) -> None:
        self.name = name
        self.document = document
        self.package = package
        self._ev = evaluator
        self._binders = Binders(evaluator, self, _top(document))
        self.scope = Scope(self, note=self._note)
        self._stars: list[ModuleInfo] = []
        self._later: dict[str, tuple[str, int, str]] = {}
        self._imported: dict[str, frozenset[object]] = {}
        """What the values of imported names depend on."""
        self._bodies: dict[Chunk, ClassBody] = {}

    def find(self, name: str) -> Value | None:
        """The value of a global name; None if the module has none of that name."""
        self._binders.ask(name, self._execute)
        if name in self._later:
            self._import(name)
        self._ev.used |= self._imported.get(name, frozenset())
        value = self.scope.names.get(name)
        if value is not None:
            return value
        if name in self._binders:
            return UNKNOWN
        self._binders.ask("*", self._execute)
        for other in self._stars:
            value = other.find(name) if other is not self else None
            if value is not None:
                return value
        return _OWN.get(name)

    def _note(self, name: str) -> None:
        self._binders.note(name)
        self._ev.used |= self._imported.get(name, frozenset())

    def update(self) -> set[object]:
        """Take over the present chunks of the document; what of the former is no more."""
        gone = self._binders.update(_top(self.document))
        for body in self._bodies.values():
            gone |= body.update()
        return gone

    def undo(self, gone: set[object]) -> set[object]:
        """Forget what depended on something that is gone; what that was."""
        undone: set[object] = set()
        for chunk in self._binders.undo(gone):
            undone.add(chunk)
            self._bodies.pop(chunk, None)
            if "*" in chunk.binds:
                self._stars.clear()
            for name in chunk.binds:
                self.scope.names.pop(name, None)
                self._later.pop(name, None)
                self._imported.pop(name, None)
        for name, used in list(self._imported.items()):
            if not used.isdisjoint(gone):
                undone |= self.undo(set(self._binders.of(name)))
        for body in self._bodies.values():
            undone |= body.undo(gone)
        return undone

    def later(self, name: str, module: str, level: int, member: str) -> None:
        """A name is imported from another module; which is only looked at when the name is used."""
        self.scope.names.pop(name, None)
        self._later[name] = (module, level, member)

    def _import(self, name: str) -> None:
        module, level, member = self._later.pop(name)
        with self._ev.noting() as used, self._ev.apart(own_budget=True):
            source = self._ev.world.import_module(module, level, self)
            self.scope.names[name] = self._ev.world.member(source, member)
        self._imported[name] = frozenset(used)

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
        self._ev.count(chunk)
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
        members = self._bodies[chunk] = ClassBody(self._ev, info, self, chunk)
        info.fill(members.find, members.annotations())
        info.annotate = members.annotation
        value: Value = ClassValue(info)
        self.scope.names[node.name.value] = value
        for decorator in reversed(node.decorators):
            value = decorate(self._ev, frame, decorator, value)
        self.scope.names[node.name.value] = value


def _is_header(statements: object) -> bool:
    first = statements[0] if isinstance(statements, list) and statements else None
    return isinstance(first, cst.ClassDef) and len(first.body.body) == 1


def _top(document: Document) -> list[Chunk]:
    return [chunk for chunk in document.chunks if chunk.owner is None]


class ClassBody:
    """The members of a class whose body is cut into chunks."""

    def __init__(self, ev: Evaluator, info: ClassInfo, module: ModuleInfo, header: Chunk) -> None:
        self._ev = ev
        self._info = info
        self._module = module
        self._header = header
        self._binders = Binders(ev, header, header.members)
        self._scope = Scope(module, None, is_class=True, note=self._binders.note)
        self._statements = _statements(header)

    def annotations(self) -> list[str]:
        """The annotated names of the body, in order."""
        found: list[str] = []
        for chunk in self._statements:
            self._ev.used.add(chunk)
            if ":" in chunk.text and (parsed := chunk.parsed()) is not None:
                block = cst.IndentedBlock(body=parsed.statements)
                found.extend(annotated_names(block))
        return found

    def update(self) -> set[object]:
        """Take over the present members; what of the former is no more. Fields make the class: then it is another."""
        gone = self._binders.update(self._header.members)
        if self._statements != _statements(self._header):
            self._statements = _statements(self._header)
            gone.add(self._header)
        return gone

    def undo(self, gone: set[object]) -> set[object]:
        """Forget what depended on something that is gone; what that was."""
        undone: set[object] = set()
        for chunk in self._binders.undo(gone):
            undone.add(chunk)
            for name in chunk.binds:
                self._scope.names.pop(name, None)
        return undone

    def annotation(self, name: str) -> tuple[cst.BaseExpression, Chunk] | None:
        """What a name is annotated with."""
        for chunk in self._binders.of(name):
            self._ev.used.add(chunk)
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
        self._binders.ask(name, self._execute)
        return self._scope.names.get(name)

    def _execute(self, chunk: Chunk) -> None:
        self._ev.count(chunk)
        parsed = chunk.parsed()
        if parsed is None:
            return
        with self._ev.apart(own_budget=True):
            frame = Frame(self._scope, chunk, Activation(None, chunk), self._ev.state.mark())
            frame.quiet, frame.cls = True, self._info
            self._ev.run(frame, parsed.statements)


def _statements(header: Chunk) -> list[Chunk]:
    return [chunk for chunk in header.members if chunk.kind == "statement"]
