"""One file's view of the project: what was evaluated for it, what that depends on, and what an edit leaves of it.

Each file that is asked about has a context of its own. So what is said of it does not depend on which files were asked
about before; texts and their trees are shared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.machine import Machine
from fullgraph_analysis.project.analysis import Memory, evaluate
from fullgraph_analysis.project.collecting import Collector, Kinds, functions
from fullgraph_analysis.project.findings import FileFacts, Finding, ParseError
from fullgraph_analysis.project.roots import find_roots
from fullgraph_analysis.project.world import ProjectWorld
from fullgraph_analysis.rules.base import Rules

if TYPE_CHECKING:
    from fullgraph_analysis.config import AnalysisConfig
    from fullgraph_analysis.eval.frames import Activation
    from fullgraph_analysis.project.collecting import Known
    from fullgraph_analysis.project.sources import Sources

_MOST_CALLS = 20_000
"""Results of calls that are kept from edit to edit; those of objects that are no more are never asked for again."""


class Context:
    """What is known for one file."""

    def __init__(self, path: str, sources: Sources, config: AnalysisConfig) -> None:
        self.path = path
        self.config = config
        self.sources = sources
        self.world = ProjectWorld(sources)
        self.machine = Machine(self.world, Rules(), config)
        self.world.evaluator = self.machine
        self._memory: Memory = {}
        self._facts: FileFacts | None = None
        self._findings: dict[object, Finding] = {}
        self._kinds: Known = {}
        self._tops: list[Activation] = []
        self._elsewhere: dict[str, Kinds] = {}
        self._stale: set[str] = set()

    @property
    def reads(self) -> set[str]:
        """The files whose text what is known depends on."""
        return set(self.world.modules) | self.world.packages

    @property
    def missing(self) -> set[str]:
        """The files that would change what is known if they were there."""
        return self.world.missing

    def changed(self, path: str) -> bool:
        """A file has a new text. False if nothing can be kept: it came or went, and means something else now."""
        if path in self.world.missing or path in self.world.packages:
            return False
        if path in self.world.modules:
            if self.sources.document(path) is not self.world.modules[path].document:
                return False
            self._stale.add(path)
        return True

    def facts(self) -> FileFacts | None:
        """The facts about the present text of the file; None if it cannot be read."""
        stale = bool(self._stale)
        self._catch_up()
        document = self.sources.document(self.path)
        module = self.world.module_of(self.path)
        if document is None or module is None:
            return None
        if self._facts is not None and self._facts.version == document.version and not stale:
            return self._facts
        roots = find_roots(module, document, self.config.roots)
        results = evaluate(self.machine, module, roots, self.config, self._memory)
        tops = [result.top for result in results]
        facts = FileFacts(self.path, document.version)
        facts.parse_errors = [ParseError(span, message) for span, message in document.problems()]
        facts.complete = all(result.complete for result in results)
        facts.functions = list(
            functions(document, {root.qualname for root in roots if root.explicit}, {root.qualname for root in roots})
        )
        collector = Collector(self.path)
        for top in tops:
            collector.descend(top, [], 2)
        facts.findings = self._same(sorted(collector.here.values(), key=lambda found: found.span.key))
        facts.causes = sorted(collector.causes.values(), key=lambda found: (found.cause.file, found.cause.key))
        facts.index = Kinds(document, tops, self._kinds)
        self._facts = facts
        self._tops = tops
        self._elsewhere.clear()
        return facts

    def kinds_in(self, path: str) -> Kinds | None:
        """What the expressions of another file are tracked as when this file's roots get there."""
        document = self.sources.document(path) if path in self.world.modules and self.facts() is not None else None
        if document is None:
            return None
        if path not in self._elsewhere:
            self._elsewhere[path] = Kinds(document, self._tops, {})
        return self._elsewhere[path]

    def _same(self, findings: list[Finding]) -> list[Finding]:
        """The findings, each the object that it was before if it says the same."""
        before = {(found.code.code, found.span): found for found in self._findings.values()}
        kept: list[Finding] = []
        for found in findings:
            old = before.get((found.code.code, found.span))
            kept.append(found if old is None or old != found else old)
        self._findings = {(found.code.code, found.span): found for found in kept}
        return kept

    def _catch_up(self) -> None:
        """Forget what depended on chunks that are no more."""
        gone: set[object] = set()
        for path in self._stale:
            gone |= self.world.modules[path].update()
        self._stale.clear()
        if not gone:
            return
        more = gone
        while more:
            more = {thing for module in self.world.modules.values() for thing in module.undo(gone)} - gone
            gone |= more
        self.machine.forget(gone)
        for root in [root for root, result in self._memory.items() if not result.used.isdisjoint(gone)]:
            del self._memory[root]
        for chunk in [chunk for chunk in self._kinds if chunk in gone]:
            del self._kinds[chunk]
        calls = self.machine.calls
        for call in list(calls)[: max(0, len(calls) - _MOST_CALLS)]:
            del calls[call]
