"""When functions are traced, what ends it, and what is kept; the worker is a stand-in that answers at once or never."""

import asyncio
import json
from pathlib import Path

import pytest
from lsprotocol import types as t

from .conftest import asked, standin, until

TEXT = """\
import torch


# fullgraph: x=f32[4]
def f(x):
    y = x.sin()
    n = 3
    return y.item()  # BREAK
"""
SLOW = "import torch\n\n\n# fullgraph: x=f32[4]\ndef slow(x):\n    return x\n"


def settings(project, on="save", **more):
    return {"interpreter": standin(project), "trace": {"on": on}, **more}


def methods(project):
    """What the worker was asked for; a whole file at once is a trace, or with torch's own capture beside it."""
    whole = {True: "capture", False: "trace"}
    requests = asked(project)
    return [whole[request["torch"]] if request["method"] == "confirm" else request["method"] for request in requests]


async def confirmed(editor, uri):
    async def found():
        return [item for item in (await editor.diagnostics(uri)).items if "confirmed" in item.message]

    for _ in range(400):
        if items := await found():
            return items
        await asyncio.sleep(0.02)
    raise AssertionError("nothing was confirmed")


@pytest.mark.asyncio
async def test_a_file_is_traced_when_it_is_opened_and_saved_and_only_if_something_is_new(editor, project):
    await editor.start(settings=settings(project))
    uri = editor.open("m.py", TEXT)
    (found,) = await confirmed(editor, uri)
    assert (found.code, found.severity, found.range.start) == ("FG301", t.DiagnosticSeverity.Warning, t.Position(7, 4))
    await until(lambda: "capture" in methods(project), "torch's own capture")
    assert methods(project) == ["trace", "capture"]
    assert editor.refreshes > 0
    await until(lambda: editor.statuses[-1].quiescent, "rest")

    editor.save(uri, TEXT)  # nothing is new: the answers are kept
    await editor.command("fullgraph.traceFunction", uri, "f")
    change = t.FileEvent(uri, t.FileChangeType.Changed)  # the editor's own write
    editor.client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    editor.save(uri)
    await editor.command("fullgraph.traceFunction", uri, "f")
    assert methods(project).count("trace") == 1

    editor.edit(uri, 2, (6, 8), (6, 9), "4")
    await editor.diagnostics(uri)
    assert methods(project).count("trace") == 1  # not while typing
    editor.save(uri, TEXT.replace("3", "4"))
    await until(lambda: methods(project).count("capture") == 2, "another trace")
    assert methods(project).count("trace") == 2
    (project / "helper.py").write_text("X = 1\n")
    change = t.FileEvent(editor.uri("helper.py"), t.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    editor.save(uri)  # it may import what is new
    await until(lambda: methods(project).count("trace") == 3, "a trace with the other file")


@pytest.mark.asyncio
async def test_in_idle_time_the_text_that_is_not_saved_is_traced(editor, project):
    await editor.start(settings=settings(project, "idle"))
    uri = editor.open("m.py", "x = 1\n")
    editor.edit(uri, 2, (0, 0), (1, 0), TEXT)
    await confirmed(editor, uri)
    assert asked(project)[0]["source"] == TEXT


@pytest.mark.asyncio
async def test_never_means_on_demand_only(editor, project):
    await editor.start(settings=settings(project, "never"))
    uri = editor.open("m.py", TEXT)
    editor.save(uri, TEXT)
    await editor.command("fullgraph.debugInformation")
    assert asked(project) == []
    assert "never" in editor.statuses[-1].message
    assert (await editor.command("fullgraph.traceFunction", uri, "f"))["version"] == 1


@pytest.mark.asyncio
async def test_newer_edits_end_a_trace_and_what_it_would_have_said_is_never_shown(editor, project):
    await editor.start(settings=settings(project))
    uri = editor.open("m.py", SLOW)
    await until(lambda: "trace" in methods(project), "the trace that never ends")
    editor.edit(uri, 2, (4, 4), (4, 8), "f")
    await until(lambda: "cancel" in methods(project), "its end")
    editor.save(uri, SLOW.replace("slow", "f"))
    await until(lambda: "capture" in methods(project), "the trace of the new text")
    lens = await editor.lenses(uri)
    assert [one.command.title for one in lens][:1] == ["1 graph · 0 breaks · 1 op"]


@pytest.mark.asyncio
@pytest.mark.parametrize("how", ["progress", "request", "close"])
async def test_work_can_be_cancelled(editor, project, how):
    await editor.start(settings=settings(project, "save" if how == "close" else "never"))
    uri = editor.open("m.py", SLOW)
    if how == "close":
        await until(lambda: "trace" in methods(project), "the trace")
        document = t.TextDocumentIdentifier(uri)
        editor.client.text_document_did_close(t.DidCloseTextDocumentParams(document))
    else:
        params = t.ExecuteCommandParams("fullgraph.compileFunction", [{"uri": uri, "qualname": "slow"}])
        future = editor.client.protocol.send_request(t.WORKSPACE_EXECUTE_COMMAND, params, msg_id="mine")
        token = await until(lambda: next(iter(editor.client.progress_reports), None), "the progress")
        reports = editor.client.progress_reports[token]
        await until(lambda: any(getattr(one, "message", None) == "thinking" for one in reports), "its message")
        assert (reports[0].kind, reports[0].cancellable) == ("begin", True)
        assert reports[0].title == "fullgraph: compiling slow"
        if how == "progress":
            editor.client.window_work_done_progress_cancel(t.WorkDoneProgressCancelParams(token))
        else:
            editor.client.cancel_request(t.CancelParams(id="mine"))
        with pytest.raises(Exception, match="cancel"):
            await asyncio.wait_for(asyncio.wrap_future(future), 10)
        await until(lambda: reports[-1].kind == "end", "the end of the progress")
    await until(lambda: "cancel" in methods(project), "the end of the work")
    await until(lambda: editor.statuses[-1].quiescent, "word that nothing goes on")


@pytest.mark.asyncio
async def test_where_torch_disagrees_it_is_said_and_a_repro_is_written(editor, project):
    await editor.start(settings=settings(project))
    uri = editor.open("m.py", TEXT.replace("def f", "def differs"))

    async def said():
        return [item for item in (await editor.diagnostics(uri)).items if item.code == "FG916"]

    for _ in range(400):
        if found := await said():
            break
        await asyncio.sleep(0.02)
    assert "torch captures 2 graphs, fullgraph 1" in found[0].message
    assert found[0].range.start == t.Position(4, 4)
    assert any("torch differs" in lens.command.title for lens in await editor.lenses(uri))
    (report,) = (await editor.command("fullgraph.debugInformation"))["disagreements"]
    told = json.loads(Path(report).read_text())
    assert told["request"]["source"].startswith("import torch")
    assert Path(told["repro"].split("python ")[1]).exists()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("wanted", "labels"), [("off", []), ("traced", [": f32[4]"]), ("all", [": f32[4]", ": ConstantVariable"])]
)
async def test_inlay_hints_are_off_traced_or_all_and_resolved_lazily(editor, project, wanted, labels):
    await editor.start(settings=settings(project, "never", inlayHints=wanted))
    uri = editor.open("m.py", TEXT)
    await editor.command("fullgraph.traceFunction", uri, "f")
    hints = await editor.hints(uri)
    assert [hint.label for hint in hints] == labels
    for hint in hints[:1]:
        assert hint.tooltip is None
        resolved = await editor.client.inlay_hint_resolve_async(hint)
        assert "TensorVariable" in resolved.tooltip.value
    assert await editor.hints(uri, last=4) in ([], ())  # of the lines that are asked for


@pytest.mark.asyncio
async def test_compiling_shows_in_the_lens(editor, project):
    await editor.start(settings=settings(project, "never", compile={"backend": "eager"}))
    uri = editor.open("m.py", TEXT)
    result = await editor.command("fullgraph.compileFunction", {"uri": uri, "qualname": "f"})
    assert (result["compiled"]["backend"], result["torch"]["agrees"]) == ("eager", True)
    title = "1 graph · 1 break · 1 op · 2.00x eager"
    assert (await editor.lenses(uri))[0].command.title == title
    editor.edit(uri, 2, (0, 0), (0, 0), "# another line above\n")
    assert (await editor.lenses(uri))[0].command.title == title
    editor.edit(uri, 3, (7, 8), (7, 9), "4")
    assert (await editor.lenses(uri))[0].command.title == f"{title} · edited since"


@pytest.mark.asyncio
async def test_what_a_trace_said_stays_where_torchs_own_capture_has_no_answer(editor, project):
    await editor.start(settings=settings(project))
    uri = editor.open("m.py", TEXT.replace("def f", "def fragile"))
    await until(lambda: "capture" in methods(project) and editor.statuses[-1].quiescent, "both looks")
    assert (await editor.lenses(uri))[0].command.title == "1 graph · 1 break · 1 op"
    assert [item.code for item in (await editor.diagnostics(uri)).items] == ["FG301"]


@pytest.mark.asyncio
async def test_a_worker_is_started_anew_on_demand(editor, project):
    await editor.start(settings=settings(project, "never"))
    uri = editor.open("m.py", TEXT)
    await editor.command("fullgraph.traceFunction", uri, "f")
    (hello,) = await editor.command("fullgraph.restartWorker")
    assert hello["torch"] == "2.13.0"
    assert editor.statuses[-1].worker.state == "ready"
    await editor.command("fullgraph.traceFunction", uri, "f")  # an edited import may be behind it: asked again
    assert methods(project) == ["trace", "shutdown", "trace"]


@pytest.mark.asyncio
async def test_a_notebook_is_traced_as_one_module_and_shown_in_its_cells(editor, project):
    await editor.start(settings=settings(project))
    book = editor.uri("book.ipynb")
    cells = {f"{book}#1": "%time\nimport torch", f"{book}#2": TEXT.split("\n\n\n")[1]}
    editor.client.notebook_document_did_open(
        t.DidOpenNotebookDocumentParams(
            t.NotebookDocument(book, "jupyter-notebook", 1, [t.NotebookCell(t.NotebookCellKind.Code, uri) for uri in cells]),
            [t.TextDocumentItem(uri, "python", 1, text) for uri, text in cells.items()],
        )
    )  # fmt: skip
    (found,) = await confirmed(editor, f"{book}#2")
    assert found.range.start == t.Position(4, 4)
    assert (await editor.hints(f"{book}#2"))[0].position == t.Position(2, 5)
    assert "Compile this function" in [lens.command.title for lens in await editor.lenses(f"{book}#2")]
    assert list((await editor.diagnostics(f"{book}#1")).items) == []
    result = await editor.command(
        "fullgraph.traceFunction", {"uri": f"{book}#2", "position": {"line": 2, "character": 4}}
    )
    assert result["function"] == "f"
