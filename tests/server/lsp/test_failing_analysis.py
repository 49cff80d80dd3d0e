"""A server whose analysis has a bug: it fails for texts with the word FAIL."""

import sys
from pathlib import Path

import pytest
import pytest_lsp
from pytest_lsp import ClientServerConfig, LanguageClient

from .conftest import until

_SERVER = """\
import sys
from fullgraph_analysis.project import context
from fullgraph_server.cli.main import main

find_roots = context.find_roots

def failing(module, document, patterns):
    if "FAIL" in document.text:
        raise RuntimeError("asked to")
    return find_roots(module, document, patterns)

context.find_roots = failing
sys.exit(main())
"""
BREAKS = "import torch\n\n\n@torch.compile\ndef f(x):\n    if x.sum() > 0:\n        return x\n    return -x\n"


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[sys.executable, "-P", "-c", _SERVER, "server"]))
async def client(lsp_client: LanguageClient, project: Path):
    yield


@pytest.mark.asyncio
async def test_a_bug_of_the_analysis_is_said_in_the_file_and_in_the_status_until_it_is_gone(editor, project):
    await editor.start()
    uri = editor.open("model.py", BREAKS)
    assert [item.code for item in (await editor.diagnostics(uri)).items] == ["FG101"]
    editor.edit(uri, 2, (7, 4), (7, 13), "return FAIL")
    found = (await editor.diagnostics(uri)).items
    assert [item.code for item in found] == ["FG921"]
    assert "RuntimeError: asked to" in found[0].message
    await until(lambda: editor.statuses[-1].health == "error", "the status")
    assert "model.py" in editor.statuses[-1].message
    assert await editor.hover(uri, 5, 7) is None
    editor.edit(uri, 3, (7, 4), (7, 15), "return -x")
    assert [item.code for item in (await editor.diagnostics(uri)).items] == ["FG101"]
    await until(lambda: editor.statuses[-1].health == "ok", "the status")
