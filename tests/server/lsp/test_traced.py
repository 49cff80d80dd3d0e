"""What a trace adds: diagnostics, hover, hints, lenses, graphs."""

import pytest
from lsprotocol import types as t


@pytest.mark.asyncio
async def test_a_traced_function_shows_its_break_kinds_shapes_and_graph(editor):
    await editor.start()
    uri = editor.open("model.py")
    (predicted,) = (await editor.diagnostics(uri)).items
    assert (predicted.code, predicted.range.start) == ("FG101", t.Position(6, 7))
    assert "predicted" in predicted.message
    lenses = await editor.client.text_document_code_lens_async(t.CodeLensParams(t.TextDocumentIdentifier(uri)))
    assert [lens.command.title for lens in lenses if lens.range.start.line == 4] == ["Trace", "Compile this function"]

    result = await editor.command("fullgraph.traceFunction", {"uri": uri, "qualname": "f"})
    assert (result["break_count"], result["inputs"]["spec"]) == (1, "x=f32[3, 4]")

    (found,) = (await editor.diagnostics(uri)).items
    assert (found.code, found.severity) == ("FG101", t.DiagnosticSeverity.Warning)
    assert (found.range.start, found.range.end) == (t.Position(6, 7), t.Position(6, 18))
    assert found.code_description.href.endswith("FG101.md")
    assert "confirmed" in found.message

    hover = await editor.hover(uri, 5, 4)
    assert "TensorVariable" in hover.contents.value
    assert "f32[3, 4]" in hover.contents.value
    assert "traced" in hover.contents.value
    on_break = await editor.hover(uri, 6, 9)
    assert "torch.where" in on_break.contents.value

    hints = await editor.client.text_document_inlay_hint_async(
        t.InlayHintParams(t.TextDocumentIdentifier(uri), t.Range(t.Position(0, 0), t.Position(20, 0)))
    )
    assert [(hint.position, hint.label) for hint in hints] == [(t.Position(5, 5), ": f32[3, 4]")]

    lenses = await editor.client.text_document_code_lens_async(t.CodeLensParams(t.TextDocumentIdentifier(uri)))
    titles = [lens.command.title for lens in lenses if lens.range.start.line == 4]
    assert titles == [f"{result['graph_count']} graph · 1 break · 3 ops", "Compile this function", "Show graph"]


@pytest.mark.asyncio
async def test_what_a_trace_said_moves_with_the_text_and_goes_with_its_expression(editor):
    await editor.start()
    uri = editor.open("model.py")
    await editor.command("fullgraph.traceFunction", uri, "f")
    editor.edit(uri, 2, (0, 0), (0, 0), "# a new first line\n")
    (found,) = (await editor.diagnostics(uri)).items
    assert found.range.start == t.Position(7, 7)
    editor.edit(uri, 3, (7, 7), (7, 18), "True")
    assert (await editor.diagnostics(uri)).items == ()


@pytest.mark.asyncio
async def test_unsaved_text_is_what_is_traced(editor):
    await editor.start()
    uri = editor.open("model.py")
    editor.edit(uri, 2, (6, 7), (6, 18), "True")
    result = await editor.command("fullgraph.traceFunction", {"uri": uri, "position": {"line": 6, "character": 8}})
    assert (result["function"], result["break_count"]) == ("f", 0)


@pytest.mark.asyncio
async def test_the_graph_request_gives_nodes_with_places(editor):
    await editor.start()
    uri = editor.open("model.py")
    params = {"textDocument": {"uri": uri}, "qualname": "whole"}
    result = await editor.client.protocol.send_request_async("fullgraph/graph", params)
    nodes = result.graphs[0].nodes
    assert [node.op for node in nodes] == ["placeholder", "call_function", "call_method", "output"]
    mul = nodes[1]
    assert (mul.location.location.row, mul.location.location.column) == (14, 9)


@pytest.mark.asyncio
async def test_an_untrusted_workspace_runs_nothing(editor, project):
    (project / "canary.py").write_text("open('ran', 'w').close()\n# fullgraph: x=f32[2]\ndef f(x):\n    return x\n")
    await editor.start(trusted=False, settings={"trace": {"on": "save"}})
    uri = editor.open("canary.py")
    with pytest.raises(Exception, match="FG917"):
        await editor.command("fullgraph.traceFunction", {"uri": uri, "qualname": "f"})
    editor.client.text_document_did_save(t.DidSaveTextDocumentParams(t.TextDocumentIdentifier(uri)))
    information = await editor.command("fullgraph.debugInformation")
    assert information["trusted"] is False
    assert information["folders"][0]["worker"] is None
    assert not (project / "ran").exists()


@pytest.mark.asyncio
async def test_a_module_that_cannot_be_imported_is_said_and_the_server_goes_on(editor, project):
    (project / "bad.py").write_text("# fullgraph: x=f32[2]\ndef f(x):\n    return x\n\n1 / 0\n")
    await editor.start()
    uri = editor.open("bad.py")
    with pytest.raises(Exception, match="FG902.*ZeroDivisionError"):
        await editor.command("fullgraph.traceFunction", {"uri": uri, "qualname": "f"})
    good = editor.open("model.py")
    assert (await editor.command("fullgraph.traceFunction", {"uri": good, "qualname": "whole"}))["break_count"] == 0


@pytest.mark.asyncio
async def test_sizes_that_vary_are_told_at_the_function_and_where_they_occur(editor, project):
    (project / "sizes.py").write_text(
        "# fullgraph: x=f32[batch=8, n=6]\ndef f(x):\n    for row in range(x.shape[0]):\n        y = x[row]\n    return y\n"
    )
    await editor.start()
    uri = editor.open("sizes.py")
    result = await editor.command("fullgraph.traceFunction", {"uri": uri, "qualname": "f"})
    assert [size["name"] for size in result["sizes"]] == ["batch", "n"]
    hover = await editor.hover(uri, 3, 8)
    assert "`n` varies: torch compiles for the first size" in hover.contents.value
    assert "batch" not in hover.contents.value
    lenses = await editor.client.text_document_code_lens_async(t.CodeLensParams(t.TextDocumentIdentifier(uri)))
    assert lenses[0].command.title.endswith("batch fixed at 8 · n varies")
