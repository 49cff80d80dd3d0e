"""What the server says before anything runs: no worker is started in these tests."""

import asyncio

import pytest
from lsprotocol import types as t

BREAKS = "import torch\n\n\n@torch.compile\ndef f(x):\n    if x.sum() > 0:\n        return x\n    return -x\n"


def ranges(report):
    return [
        (item.code, item.range.start.line, item.range.start.character, item.range.end.character)
        for item in report.items
    ]


@pytest.mark.asyncio
async def test_pulled_diagnostics_are_stamped_and_not_sent_twice(editor):
    await editor.start()
    uri = editor.open("breaks.py", BREAKS)
    report = await editor.diagnostics(uri)
    assert ranges(report) == [("FG101", 5, 7, 18)]
    again = await editor.diagnostics(uri, previous=report.result_id)
    assert again.kind == "unchanged"
    editor.edit(uri, 2, (5, 7), (5, 18), "True")
    fixed = await editor.diagnostics(uri, previous=report.result_id)
    assert fixed.items == ()


@pytest.mark.asyncio
async def test_diagnostics_are_pushed_to_a_client_that_does_not_pull(editor):
    await editor.start(pull=False)
    uri = editor.open("breaks.py", BREAKS)
    await asyncio.wait_for(editor.client.wait_for_notification(t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), 20)
    assert [found.code for found in editor.client.diagnostics[uri]] == ["FG101"]
    editor.edit(uri, 2, (5, 7), (5, 18), "True")
    await asyncio.wait_for(editor.client.wait_for_notification(t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), 20)
    assert list(editor.client.diagnostics[uri]) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_places_are_counted_as_the_client_counts(editor, encoding):
    result = await editor.start(encoding=encoding)
    assert result.capabilities.position_encoding == encoding
    text = "import torch\n\x0c\n@torch.compile\ndef f(x):\n    s = '\u2028'; '😀' if x.sum() > 0 else 1\n    return x\n"
    uri = editor.open("odd.py", text)
    (found,) = (await editor.diagnostics(uri)).items
    line = text.split("\n")[4]
    before = line[: line.index("x.sum()")]
    widths = {"utf-8": len(before.encode()), "utf-16": len(before.encode("utf-16-le")) // 2, "utf-32": len(before)}
    assert (found.range.start.line, found.range.start.character) == (4, widths[encoding])
    editor.edit(uri, 2, (4, widths[encoding]), (4, widths[encoding] + len("x.sum() > 0")), "True")
    assert (await editor.diagnostics(uri)).items == ()


@pytest.mark.asyncio
async def test_hover_says_kind_and_why(editor):
    await editor.start()
    uri = editor.open("breaks.py", BREAKS)
    hover = await editor.hover(uri, 5, 7)
    assert "TensorVariable" in hover.contents.value
    assert "predicted" in hover.contents.value
    assert "torch.where" in hover.contents.value
    for part in ("FG101", "GB0170", "In the graph:", "pages/breaks/FG101.md", "pages/kinds/"):
        assert part in hover.contents.value
    assert hover.range.start.line == 5
    assert await editor.hover(uri, 1, 0) is None
    text = "import torch\n\n\n@torch.compile\ndef f(x):\n    n = 3\n    k = [n]\n    return x * n\n"
    constant = await editor.hover(editor.open("constant.py", text), 7, 15)
    assert "ConstantVariable" in constant.contents.value
    assert "value `3`" in constant.contents.value
    listed = await editor.hover(editor.uri("constant.py"), 6, 8)
    assert "Python type `list`" in listed.contents.value


@pytest.mark.asyncio
async def test_a_break_can_be_suppressed_here_and_an_unused_suppression_removed(editor):
    await editor.start(settings={"trace": {"enable": False}})
    uri = editor.open("breaks.py", BREAKS)
    (found,) = (await editor.diagnostics(uri)).items

    async def actions(diagnostic):
        params = t.CodeActionParams(t.TextDocumentIdentifier(uri), diagnostic.range, t.CodeActionContext([diagnostic]))
        return await editor.client.text_document_code_action_async(params)

    titles = [action.title for action in await actions(found)]
    assert titles == [
        "select with torch.where, which works out both branches",
        "Suppress FG101 here",
        "Explain FG101: branch on a tensor's value",
    ]
    fix, suppress, explain = await actions(found)
    (edit,) = fix.edit.changes[uri]
    assert (edit.range.start, edit.range.end) == (t.Position(5, 4), t.Position(7, 13))
    assert edit.new_text == "return torch.where(x.sum() > 0, x, -x)"
    assert not fix.is_preferred  # it changes what is worked out
    assert explain.title.startswith("Explain FG101")
    assert (await editor.command("fullgraph.openPage", "FG101")).endswith("FG101.md")
    (edit,) = suppress.edit.changes[uri]
    assert (edit.range.start, edit.new_text) == (t.Position(5, 19), "  # fullgraph: ignore[FG101]")
    editor.edit(uri, 2, (5, 19), (5, 19), edit.new_text)
    assert (await editor.diagnostics(uri)).items == ()

    editor.edit(uri, 3, (5, 7), (5, 18), "True")
    (unused,) = (await editor.diagnostics(uri)).items
    assert (unused.code, unused.tags) == ("FG914", (t.DiagnosticTag.Unnecessary,))
    (remove, *_) = await actions(unused)
    assert remove.is_preferred


@pytest.mark.asyncio
async def test_settings_change_what_is_shown_at_once(editor, project):
    await editor.start()
    uri = editor.open("breaks.py", BREAKS)
    assert len((await editor.diagnostics(uri)).items) == 1
    settings = {"fullgraph": {"ignore": ["FG101"]}}
    editor.client.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings))
    assert (await editor.diagnostics(uri)).items == ()
    editor.client.workspace_did_change_configuration(t.DidChangeConfigurationParams({"fullgraph": {}}))
    (project / "pyproject.toml").write_text("[tool.fullgraph]\nignore = ['FG1']\n")
    change = t.FileEvent((project / "pyproject.toml").as_uri(), t.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    assert (await editor.diagnostics(uri)).items == ()

    (project / "pyproject.toml").write_text("[tool.fullgraph]\nenable = false\n")
    editor.client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    assert (await editor.diagnostics(uri)).items == ()
    assert await editor.hover(uri, 5, 7) is None
    assert list(await editor.lenses(uri)) == []
    with pytest.raises(Exception, match="switched off"):
        await editor.command("fullgraph.traceFunction", uri, "f")
    (project / "pyproject.toml").write_text("[tool.fullgraph]\nselect = ['FG1']\n")
    editor.client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    assert len((await editor.diagnostics(uri)).items) == 1


@pytest.mark.asyncio
async def test_a_setting_that_makes_no_sense_is_said_in_the_status(editor, project):
    (project / "pyproject.toml").write_text("[tool.fullgraph]\nselct = []\n")
    await editor.start()
    information = await editor.command("fullgraph.debugInformation")
    assert information["status"]["health"] == "error"
    assert "did you mean `select`?" in information["status"]["message"]


@pytest.mark.asyncio
async def test_the_cells_of_a_notebook_are_one_module(editor):
    await editor.start()
    book = editor.uri("book.ipynb")
    cells = [
        (f"{book}#1", "%load_ext x\nimport torch\n"),
        (f"{book}#2", "@torch.compile\ndef f(x):\n    print(x)\n    return x"),
    ]
    editor.client.notebook_document_did_open(
        t.DidOpenNotebookDocumentParams(
            t.NotebookDocument(
                book, "jupyter-notebook", 1, [t.NotebookCell(t.NotebookCellKind.Code, uri) for uri, _ in cells]
            ),
            [t.TextDocumentItem(uri, "python", 1, text) for uri, text in cells],
        )
    )
    assert (await editor.diagnostics(cells[0][0])).items == ()
    assert ranges(await editor.diagnostics(cells[1][0])) == [("FG401", 2, 4, 12)]
    change = t.NotebookDocumentChangeEvent(
        cells=t.NotebookDocumentCellChanges(
            text_content=[
                t.NotebookDocumentCellContentChanges(
                    t.VersionedTextDocumentIdentifier(version=2, uri=cells[1][0]),
                    [t.TextDocumentContentChangePartial(t.Range(t.Position(0, 0), t.Position(0, 0)), "\n")],
                )
            ]
        )
    )
    editor.client.notebook_document_did_change(
        t.DidChangeNotebookDocumentParams(t.VersionedNotebookDocumentIdentifier(version=2, uri=book), change)
    )
    assert ranges(await editor.diagnostics(cells[1][0])) == [("FG401", 3, 4, 12)]


@pytest.mark.asyncio
async def test_the_server_ends_with_0_after_shutdown(editor):
    await editor.start()
    await editor.client.shutdown_async(None)
    editor.client.exit(None)
    process = editor.client._server
    assert await asyncio.wait_for(process.wait(), 10) == 0
    editor.result = None


@pytest.mark.asyncio
async def test_a_text_that_is_on_no_disk_is_analysed_and_untrusted_is_said(editor):
    await editor.start(trusted=False, settings={})
    uri = "untitled:Untitled-1"
    item = t.TextDocumentItem(uri, "python", 1, BREAKS)
    editor.client.text_document_did_open(t.DidOpenTextDocumentParams(item))
    assert ranges(await editor.diagnostics(uri)) == [("FG101", 5, 7, 18)]
    assert [lens.command.title for lens in await editor.lenses(uri)] == ["not traced: the workspace is not trusted"]
    status = (await editor.command("fullgraph.debugInformation"))["status"]
    assert status["health"] == "ok"
    assert status["quiescent"] is True
    assert status["message"] == "the workspace is not trusted: predictions only"
    assert status["worker"]["state"] == "stopped"


@pytest.mark.asyncio
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_hover_and_fix_are_in_the_clients_encoding(editor, encoding):
    await editor.start(encoding=encoding)
    text = "import torch\n\n@torch.compile\ndef f(x: torch.Tensor):\n    '😀'; s = '🔥é'; y = x.sin(); print('😀')\n    return y\n"
    uri = editor.open("odd.py", text)
    line = text.split("\n")[4]

    def units(piece):
        return {"utf-8": len(piece.encode()), "utf-16": len(piece.encode("utf-16-le")) // 2, "utf-32": len(piece)}[
            encoding
        ]

    hover = await editor.hover(uri, 4, units(line[: line.index("x.sin")]))
    assert "TensorVariable" in hover.contents.value
    assert hover.range.start == t.Position(4, units(line[: line.index("x.sin")]))
    (found,) = (await editor.diagnostics(uri)).items
    params = t.CodeActionParams(t.TextDocumentIdentifier(uri), found.range, t.CodeActionContext([found]))
    suppress, *_ = await editor.client.text_document_code_action_async(params)
    assert suppress.edit.changes[uri][0].range.start == t.Position(4, units(line))
