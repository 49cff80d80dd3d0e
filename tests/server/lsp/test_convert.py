"""How a finding is shown, without a server process."""

import asyncio
import inspect

import pytest
from lsprotocol import types as t

from fullgraph_server.lsp.convert import severity
from fullgraph_server.lsp.diagnostics import result_id
from fullgraph_server.lsp.main import make_server


@pytest.mark.parametrize(
    ("status", "confidence", "explicit", "shown"),
    [
        ("confirmed", "certain", False, "warning"),
        ("predicted", "certain", True, "warning"),
        ("predicted", "likely", True, "information"),
        ("predicted", "possible", True, "hint"),
        # a module that nothing compiles yet: one lower
        ("predicted", "certain", False, "information"),
        ("predicted", "likely", False, "hint"),
        ("predicted", "possible", False, "hint"),
    ],
)
def test_severity_by_status_and_confidence(status, confidence, explicit, shown):
    found = {"code": "FG101", "severity": "warning", "status": status, "confidence": confidence, "function": "f"}
    assert severity(found, {"f"} if explicit else {"g"}) == shown


def test_what_the_tool_itself_says_keeps_its_severity():
    found = {"code": "FG906", "severity": "error", "status": "confirmed", "confidence": "certain", "function": ""}
    assert severity(found, set()) == "error"


def test_a_result_id_tells_every_difference():
    def one(message="m", line=0, fix=None):
        at = t.Range(t.Position(line, 0), t.Position(line, 1))
        related = [t.DiagnosticRelatedInformation(t.Location("file:///a.py", at), "here")]
        return t.Diagnostic(
            t.Range(t.Position(0, 0), t.Position(0, 1)), message, related_information=related, data={"fix": fix}
        )

    different = [[], [one()], [one("n")], [one(line=1)], [one(fix={})], [one(), one()]]
    assert len({result_id(items) for items in different}) == len(different)
    assert result_id([one()]) == result_id([one()])


def test_no_handler_blocks_the_pool_that_stdin_is_read_from():
    manager = make_server().protocol.fm
    for name, handler in [*manager.features.items(), *manager.commands.items()]:
        assert asyncio.iscoroutinefunction(inspect.unwrap(handler)), name
