"""Files that are not open, several folders, settings of each, and files that change on disk. Nothing is run here."""

import asyncio

import pytest
from lsprotocol import types as t

BREAKS = "import torch\n\n\n@torch.compile\ndef f(x):\n    if x.sum() > 0:\n        return x\n    return -x\n"
WORKSPACE = {"diagnosticMode": "workspace", "trace": {"on": "never"}}


def codes(report):
    return [item.code for item in report.items]


@pytest.mark.asyncio
async def test_all_files_of_the_workspace_are_reported_and_only_once(editor, project):
    for number in range(3):
        (project / f"part{number}.py").write_text(BREAKS)
    await editor.start(settings=WORKSPACE)
    opened = editor.open("part0.py")
    first = {report.uri: report for report in await editor.workspace()}
    assert opened not in first  # asked for by itself
    assert codes(first[editor.uri("part1.py")]) == ["FG101"]
    known = {uri: report.result_id for uri, report in first.items()}
    assert {report.kind for report in await editor.workspace(known)} == {"unchanged"}

    (project / "part1.py").write_text(BREAKS.replace("x.sum() > 0", "True"))
    (project / "part2.py").unlink()
    changes = [
        t.FileEvent(editor.uri("part1.py"), t.FileChangeType.Changed),
        t.FileEvent(editor.uri("part2.py"), t.FileChangeType.Deleted),
    ]
    editor.client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams(changes))
    again = {report.uri: report for report in await editor.workspace(known)}
    assert codes(again[editor.uri("part1.py")]) == []
    assert codes(again[editor.uri("part2.py")]) == []

    editor.client.workspace_did_change_configuration(t.DidChangeConfigurationParams({"fullgraph": {}}))
    (project / "part1.py").write_text(BREAKS)
    assert await editor.workspace() == ()  # open files only


@pytest.mark.asyncio
async def test_workspace_reports_are_streamed_and_settings_that_make_no_sense_are_among_them(editor, project):
    for number in range(60):
        (project / f"part{number}.py").write_text(BREAKS)
    (project / "pyproject.toml").write_text("[tool.fullgraph]\nignore = ['XX1']\n")
    await editor.start(settings=WORKSPACE)
    rest = await editor.workspace(token="streamed")
    assert len(editor.parts) == 50
    assert len(editor.parts) + len(rest) == 62  # with `model.py`
    (settings,) = (report for report in editor.parts if report["uri"].endswith("pyproject.toml"))
    assert (settings["items"][0]["code"], settings["items"][0]["range"]["start"]["line"]) == ("FG915", 1)


@pytest.mark.asyncio
async def test_each_folder_has_its_own_settings_and_folders_come_and_go(editor, project, tmp_path_factory):
    other, third = tmp_path_factory.mktemp("other"), tmp_path_factory.mktemp("third")
    quiet = {"ignore": ["FG101"], "trace": {"on": "never"}}
    editor.client.set_configuration({"fullgraph": {"trace": {"on": "never"}}})
    editor.client.set_configuration({"fullgraph": quiet}, scope_uri=other.as_uri())
    await editor.start(folders=[other], configuration=True)
    for folder in (project, other, third):
        (folder / "breaks.py").write_text(BREAKS)

    async def told(folder):
        uri = (folder / "breaks.py").as_uri()
        item = t.TextDocumentItem(uri, "python", 1, BREAKS)
        editor.client.text_document_did_open(t.DidOpenTextDocumentParams(item))
        return codes(await editor.diagnostics(uri))

    assert await told(project) == ["FG101"]
    assert await told(other) == []

    async def folders():
        information = await editor.command("fullgraph.debugInformation")
        return [folder["path"] for folder in information["folders"] if folder["opened"]]

    event = t.WorkspaceFoldersChangeEvent(
        added=[t.WorkspaceFolder(third.as_uri(), "third")], removed=[t.WorkspaceFolder(other.as_uri(), "other")]
    )
    editor.client.workspace_did_change_workspace_folders(t.DidChangeWorkspaceFoldersParams(event))
    assert await folders() == [str(project), str(third)]
    editor.client.set_configuration({"fullgraph": quiet})
    editor.client.workspace_did_change_configuration(t.DidChangeConfigurationParams(None))
    await asyncio.sleep(0.1)  # the server asks back
    assert codes(await editor.diagnostics(editor.uri("breaks.py"))) == []


@pytest.mark.asyncio
async def test_a_file_that_others_import_changes_what_is_said_of_them(editor, project):
    (project / "helper.py").write_text("def helper(x):\n    return x + 1\n")
    text = (
        "import torch\nfrom helper import helper\n\n@torch.compile\ndef f(x):\n    x = x.sin()\n    return helper(x)\n"
    )
    await editor.start()
    uri = editor.open("uses.py", text)
    assert codes(await editor.diagnostics(uri)) == []
    (project / "helper.py").write_text("def helper(x):\n    print(x)\n    return x + 1\n")
    change = t.FileEvent(editor.uri("helper.py"), t.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    (found,) = (await editor.diagnostics(uri)).items
    assert (found.code, found.range.start.line) == ("FG401", 6)  # at the call in the function that is compiled
    (place,) = (one for one in found.related_information if one.location.uri == editor.uri("helper.py"))
    assert place.location.range.start.line == 1

    # Unsaved text counts, too.
    helper = editor.open("helper.py")
    editor.edit(helper, 2, (1, 4), (1, 12), "pass")
    assert codes(await editor.diagnostics(uri)) == []
