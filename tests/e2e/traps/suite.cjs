// Files and projects at their worst: the editor stays quick, and something true is said.
const assert = require("node:assert/strict");
const vscode = require("vscode");

const { codeOf, diagnostics, extension, file, open, suite, until } = require("../lib/host/harness.cjs");

/** Far above what is aimed at (`make bench`), since other things run beside these tests. */
const QUICK = 5_000;

async function timed(what, act) {
  const begin = Date.now();
  const answer = await act();
  const took = Date.now() - begin;
  assert.ok(took < QUICK, `${what} took ${took} ms`);
  return [answer, took];
}

const has = (code) => (found) => found.some((one) => codeOf(one) === code);
const hover = (name, line, character) =>
  vscode.commands.executeCommand("vscode.executeHoverProvider", file(name), new vscode.Position(line, character));

/** Types at the end of a line, and says how long the diagnostics took to follow: a new break shows, and goes again. */
async function typing(name, line) {
  const editor = await open(name);
  const end = editor.document.lineAt(line).range.end;
  const before = vscode.languages.getDiagnostics(file(name)).filter((one) => codeOf(one) === "FG401").length;
  const count = () => vscode.languages.getDiagnostics(file(name)).filter((one) => codeOf(one) === "FG401").length;
  const [, took] = await timed("an edit", async () => {
    await editor.edit((edit) => edit.insert(end, "; print(x)"));
    await until("the new break", () => count() === before + 1);
  });
  await editor.edit((edit) => edit.delete(new vscode.Range(end, end.translate(0, "; print(x)".length))));
  await until("its end", () => count() === before);
  return took;
}

exports.run = suite({
  async "an empty file has nothing to say, and the server runs"() {
    await open("empty.py");
    const api = await extension().activate();
    await until("a running server", () => /server (setting|environment|path)/.test(api.status().detail));
    await timed("lenses", () => vscode.commands.executeCommand("vscode.executeCodeLensProvider", file("empty.py")));
    assert.deepEqual(vscode.languages.getDiagnostics(file("empty.py")), []);
  },

  async "in 7,000 lines a break is found, and typing and hovering stay quick"() {
    const { document } = await open("long.py");
    assert.ok(document.lineCount > 7_000);
    await diagnostics("long.py", has("FG101"));
    const took = await typing("long.py", document.lineCount - 3);
    const [, hovering] = await timed("a hover", () => hover("long.py", document.lineCount - 4, 8));
    return `${document.lineCount} lines: an edit is followed in ${took} ms, a hover answered in ${hovering} ms`;
  },

  async "a file full of mistakes: those are said, and the breaks of what parses"() {
    await open("broken.py");
    const found = await diagnostics("broken.py", (all) => has("FG101")(all) && has("FG906")(all));
    assert.ok(found.every((one) => codeOf(one) !== "FG906" || one.range.start.line > 8));
    return `an edit is followed in ${await typing("broken.py", 6)} ms`;
  },

  async "a module that loops for ever on import: typing goes on, and it is said"() {
    await open("loops.py");
    const api = await extension().activate();
    await until("the trace", () => /tracing loops\.py/.test(api.status().detail));
    const took = await typing("loops.py", 8);
    await vscode.commands.executeCommand("workbench.action.files.save");
    const found = await diagnostics("loops.py", has("FG903"));
    assert.match(found.find((one) => codeOf(one) === "FG903").message, /no answer within 5 s, at line [23] of .*loops\.py/);
    return `an edit is followed in ${took} ms; ${found.find((one) => codeOf(one) === "FG903").message}`;
  },

  async "a notebook whose first cell does not parse: the others are analysed"() {
    const cells = ["%time\nimport torch\n", "def (:\n", "@torch.compile\ndef f(x):\n    if x.sum() > 0:\n        return x\n    return -x\n", ""];
    const made = cells.map((text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python"));
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData(made));
    await vscode.window.showNotebookDocument(notebook);
    const codes = (index) => vscode.languages.getDiagnostics(notebook.cellAt(index).document.uri).map(codeOf);
    await until("the break", () => codes(2).includes("FG101"));
    await until("the mistake", () => codes(1).includes("FG906"));
    assert.deepEqual(codes(0), []);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  },

  async "a broken pyproject.toml is said in the status, and predictions go on"() {
    const api = await extension().activate();
    const project = file("pyproject.toml");
    await vscode.workspace.fs.writeFile(project, Buffer.from("[tool.fullgraph\nignore = ["));
    await until("the reason", () => api.status().severity === "error" && /pyproject\.toml/.test(api.status().detail));
    const said = api.status().detail;
    await open("sample.py");
    await diagnostics("sample.py", has("FG101"));
    await vscode.workspace.fs.writeFile(project, Buffer.from("[tool.fullgraph]\nselct = []\n"));
    await until("the other reason", () => /did you mean `select`/.test(api.status().detail));
    await vscode.workspace.fs.writeFile(project, Buffer.from("[tool.fullgraph]\n"));
    await until("a good status", () => api.status().severity !== "error");
    return said;
  },
});
