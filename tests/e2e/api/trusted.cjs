const assert = require("node:assert/strict");
const process = require("node:process");
const vscode = require("vscode");

const { codeOf, diagnostics, extension, fake, file, open, suite, told, until } = require("../lib/host/harness.cjs");

const BRANCH = "x.sum() > 0";

function textOf(document, diagnostic) {
  return document.getText(diagnostic.range);
}

async function hoverAt(uri, position) {
  const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", uri, position);
  return hovers.flatMap((hover) => hover.contents.map((one) => one.value ?? one)).join("\n");
}

async function lenses(name) {
  return until("code lenses", async () => {
    const found = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", file(name), 50);
    return found.length > 0 ? found : undefined;
  });
}

async function lensCalled(name, pattern) {
  return until(`the lens ${pattern}`, async () => (await lenses(name)).find((lens) => pattern.test(lens.command?.title ?? "")));
}

const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
const graphTab = () => tabs().find((tab) => tab.input instanceof vscode.TabInputWebview && tab.label.startsWith("Graph"));

async function replace(editor, from, to) {
  const text = editor.document.getText();
  const start = text.indexOf(from);
  assert.notEqual(start, -1, `${from} is not in the file`);
  const range = new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(start + from.length));
  await editor.edit((edit) => edit.replace(range, to));
}

const tests = {
  async "the extension activates with a Python file, and its status says that it runs"() {
    await open("sample.py");
    const api = await extension().activate();
    await until("a running server", () => /server (setting|environment|path)/.test(api.status().detail));
    assert.notEqual(api.status().severity, "error");
    return api.status().detail;
  },

  async "its commands exist"() {
    const all = new Set(await vscode.commands.getCommands(true));
    for (const name of ["compileFunction", "traceFunction", "showGraph", "restartServer", "restartWorker", "showLogs", "debugInformation"]) {
      assert.ok(all.has(`fullgraph.${name}`), name);
    }
  },

  async "the break is underlined at its exact expression, with code and link"() {
    const { document } = await open("sample.py");
    const found = await diagnostics("sample.py");
    const branch = found.find((one) => codeOf(one) === "FG101");
    assert.ok(branch, JSON.stringify(found));
    assert.ok(textOf(document, branch).includes(BRANCH) || BRANCH.includes(textOf(document, branch)), textOf(document, branch));
    assert.equal(branch.range.start.line, 7);
    assert.match(String(branch.code.target), /FG101/);
  },

  async "columns are right behind characters outside the basic plane"() {
    const { document } = await open("unicode.py");
    const found = await diagnostics("unicode.py");
    assert.ok(found.some((one) => /x\.item\(\)/.test(textOf(document, one))), found.map((one) => textOf(document, one)).join());
  },

  async "hovering over a break says why, what helps, and where to read on"() {
    if (fake) {
      return "the stand-in knows kinds only";
    }
    const { document } = await open("sample.py");
    const text = await hoverAt(file("sample.py"), document.positionAt(document.getText().indexOf(BRANCH)));
    for (const part of ["FG101", "GB0170", "torch.where", "pages/breaks/FG101.md"]) {
      assert.ok(text.includes(part), text);
    }
  },

  async "a break in a helper is marked at the call, with the way to it"() {
    if (fake) {
      return "the stand-in looks at one file";
    }
    const { document } = await open("calls.py");
    const found = await diagnostics("calls.py", (all) => all.some((one) => codeOf(one) === "FG401"));
    const call = found.find((one) => textOf(document, one) === "report(x)");
    assert.ok(call, found.map((one) => textOf(document, one)).join());
    const [way] = call.relatedInformation.filter((one) => one.location.uri.fsPath.endsWith("helper.py"));
    assert.equal(way.location.range.start.line, 1);
  },

  async "all files of the workspace are reported where that is asked for"() {
    if (fake) {
      return "the stand-in answers for open files only";
    }
    const settings = vscode.workspace.getConfiguration("fullgraph");
    assert.ok(!vscode.workspace.textDocuments.some((one) => one.uri.fsPath.endsWith("closed.py")));
    assert.deepEqual(vscode.languages.getDiagnostics(file("closed.py")), []);
    await settings.update("diagnosticMode", "workspace", vscode.ConfigurationTarget.Global);
    await diagnostics("closed.py", (all) => all.some((one) => codeOf(one) === "FG101"));
    await settings.update("diagnosticMode", undefined, vscode.ConfigurationTarget.Global);
  },

  async "hover names the kind"() {
    await open("sample.py");
    const text = await until("a hover with a kind", async () => {
      const got = await hoverAt(file("sample.py"), new vscode.Position(6, 8));
      return /TensorVariable/.test(got) ? got : undefined;
    });
    assert.match(text, /TensorVariable/);
  },

  async "an edit that removes the break clears the warning, and undoing it brings it back"() {
    const editor = await open("sample.py");
    await diagnostics("sample.py");
    const begin = Date.now();
    await replace(editor, BRANCH, "True");
    await diagnostics("sample.py", (found) => !found.some((one) => codeOf(one) === "FG101"));
    const cleared = Date.now() - begin;
    await replace(editor, "if True", `if ${BRANCH}`);
    const again = Date.now();
    await diagnostics("sample.py", (found) => found.some((one) => codeOf(one) === "FG101"));
    await vscode.commands.executeCommand("workbench.action.files.revert");
    return `cleared after ${cleared} ms, back after ${Date.now() - again} ms`;
  },

  async "edit to squiggle: median below 300 ms"() {
    const editor = await open("sample.py");
    const times = [];
    for (let turn = 0; turn < 9; turn += 1) {
      const [from, to] = turn % 2 === 0 ? [BRANCH, "True"] : ["if True", `if ${BRANCH}`];
      const wanted = turn % 2 === 1;
      await diagnostics("sample.py", (found) => found.some((one) => codeOf(one) === "FG101") !== wanted);
      const seen = new Promise((ok) => {
        const listener = vscode.languages.onDidChangeDiagnostics(() => {
          const found = vscode.languages.getDiagnostics(file("sample.py"));
          if (found.some((one) => codeOf(one) === "FG101") === wanted) {
            listener.dispose();
            ok(performance.now());
          }
        });
      });
      const begin = performance.now();
      await replace(editor, from, to);
      times.push((await seen) - begin);
    }
    await vscode.commands.executeCommand("workbench.action.files.revert");
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
    assert.ok(median < 300, `median ${median} ms`);
    return `median ${Math.round(median)} ms of ${times.length}`;
  },

  async "a lens compiles the function"() {
    await open("sample.py");
    const lens = await lensCalled("sample.py", /Compile this function/);
    const answer = await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
    assert.ok(answer.compiled, JSON.stringify(answer));
    assert.ok(answer.compiled.speedup > 0);
    if (!fake) {
      assert.match(answer.compiled.aten, /torch\.ops\.aten\.sin\.default/);
      assert.ok(answer.torch.agrees, answer.torch.differences.join());
      await lensCalled("sample.py", /aot_eager/);
    }
    return `speed-up ${answer.compiled.speedup}`;
  },

  async "a lens shows the graph"() {
    const editor = await open("sample.py");
    editor.selection = new vscode.Selection(6, 8, 6, 8);
    await vscode.commands.executeCommand("fullgraph.traceFunction"); // the graph is offered once there is one
    const lens = await lensCalled("sample.py", /Show graph/);
    const answer = await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
    assert.ok(answer?.graphs.length > 0, JSON.stringify(answer));
    await until("the graph's tab", graphTab);
  },

  async "the graph of the function at the cursor, and one panel for all"() {
    const editor = await open("sample.py");
    editor.selection = new vscode.Selection(16, 8, 16, 8);
    await vscode.commands.executeCommand("fullgraph.showGraph");
    await until("its tab", () => /whole/.test(graphTab()?.label ?? ""));
    assert.equal(tabs().filter((tab) => tab.input instanceof vscode.TabInputWebview).length, 1);
  },

  async "tracing the function at the cursor answers with its graphs"() {
    const editor = await open("sample.py");
    editor.selection = new vscode.Selection(8, 8, 8, 8);
    const answer = await vscode.commands.executeCommand("fullgraph.traceFunction");
    assert.equal(answer.status, "breaks");
    assert.ok(answer.graph_count >= 1 && answer.break_count >= 1, JSON.stringify(answer).slice(0, 500));
  },

  async "debug information opens with both halves"() {
    const text = await vscode.commands.executeCommand("fullgraph.debugInformation");
    assert.match(text, /# Client[^]*"trusted": true[^]*# Server/);
    assert.equal(vscode.window.activeTextEditor.document.languageId, "markdown");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  },

  async "settings reach the server without a restart"() {
    if (!fake) {
      return "only the stand-in tells what it was sent";
    }
    const starts = told("initialize").length;
    await vscode.workspace.getConfiguration("fullgraph").update("inlayHints", "all", vscode.ConfigurationTarget.Global);
    await until("the new setting", () => told("configuration").some((line) => line.settings.fullgraph?.inlayHints === "all"));
    assert.equal(told("initialize").length, starts);
    await vscode.workspace.getConfiguration("fullgraph").update("inlayHints", undefined, vscode.ConfigurationTarget.Global);
  },

  async "switched off and on again"() {
    const api = await extension().activate();
    const settings = () => vscode.workspace.getConfiguration("fullgraph");
    await settings().update("enable", false, vscode.ConfigurationTarget.Global);
    await until("the status to say so", () => api.status().text === "fullgraph: off");
    await diagnostics("sample.py", (found) => found.length === 0);
    const off = Date.now();
    await settings().update("enable", undefined, vscode.ConfigurationTarget.Global);
    await until("a running server", () => /server (setting|environment|path)/.test(api.status().detail));
    const running = Date.now();
    await open("sample.py");
    await diagnostics("sample.py");
    return `running after ${running - off} ms, diagnostics after ${Date.now() - off} ms`;
  },

  async "a server that dies is started again"() {
    if (!fake) {
      return "only the stand-in tells its process";
    }
    const api = await extension().activate();
    const starts = told("initialized");
    process.kill(starts.at(-1).pid, "SIGKILL");
    await until("the status to say so", () => /restarting/.test(api.status().text));
    await until("another start", () => told("initialized").length > starts.length);
    await until("a running server", () => /server setting/.test(api.status().detail));
    await open("sample.py");
    await diagnostics("sample.py");
  },

  async "a server that is not there: the status says why"() {
    const api = await extension().activate();
    const settings = () => vscode.workspace.getConfiguration("fullgraph");
    const before = settings().inspect("path").globalValue;
    await settings().update("path", ["/nowhere/fullgraph"], vscode.ConfigurationTarget.Global);
    await until("the reason", () => /names no existing file: \/nowhere\/fullgraph/.test(api.status().detail));
    await settings().update("path", before, vscode.ConfigurationTarget.Global);
    await until("a running server", () => /server (setting|environment|path)/.test(api.status().detail));
  },

  async "the cells of a notebook are one module"() {
    if (fake) {
      return "the stand-in knows no notebooks";
    }
    const cells = ["import torch\n", "@torch.compile\ndef f(x):\n    if x.sum() > 0:\n        return x\n    return -x\n"];
    const data = new vscode.NotebookData(
      cells.map((text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python")),
    );
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", data);
    await vscode.window.showNotebookDocument(notebook);
    const cell = notebook.cellAt(1).document;
    const found = await until("the second cell's diagnostic", () =>
      vscode.languages.getDiagnostics(cell.uri).find((one) => codeOf(one) === "FG101"),
    );
    assert.equal(found.range.start.line, 2);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  },

  async "code actions: suppress here, and the page"() {
    if (fake) {
      return "the stand-in has none";
    }
    await open("sample.py");
    const found = await diagnostics("sample.py", (all) => all.some((one) => codeOf(one) === "FG101"));
    const branch = found.find((one) => codeOf(one) === "FG101");
    const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", file("sample.py"), branch.range);
    const titles = actions.map((action) => action.title);
    assert.ok(titles.some((title) => /Suppress FG101/.test(title)), titles.join());
    const explain = actions.find((action) => /Explain FG101/.test(action.title));
    await vscode.commands.executeCommand(explain.command.command, ...explain.command.arguments);
    await until("its page", () => tabs().some((tab) => /FG101\.md/.test(tab.label)));
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  },

  async "a code action mends the break, and undoing it brings it back"() {
    if (fake) {
      return "the stand-in has none";
    }
    const editor = await open("sample.py");
    await replace(editor, `    if ${BRANCH}:\n        y = y + 1\n    return y`, `    if ${BRANCH}:\n        return y + 1\n    return y`);
    const found = await diagnostics("sample.py", (all) => all.some((one) => codeOf(one) === "FG101"));
    const branch = found.find((one) => codeOf(one) === "FG101");
    const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", file("sample.py"), branch.range);
    const fix = actions.find((action) => /torch\.where/.test(action.title));
    assert.ok(fix, actions.map((action) => action.title).join());
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(editor.document.getText(), /    return torch\.where\(x\.sum\(\) > 0, y \+ 1, y\)/);
    await diagnostics("sample.py", (all) => !all.some((one) => codeOf(one) === "FG101"));
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await diagnostics("sample.py", (all) => all.some((one) => codeOf(one) === "FG101"));
  },

  async "an unfinished line takes no other finding away"() {
    if (fake) {
      return "the stand-in looks for text";
    }
    const editor = await open("sample.py");
    await diagnostics("sample.py", (all) => all.some((one) => codeOf(one) === "FG101"));
    let flickered = false;
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      const found = vscode.languages.getDiagnostics(file("sample.py"));
      flickered ||= !found.some((one) => codeOf(one) === "FG101");
    });
    await replace(editor, "    return y\n", "    return y + (\n");
    await diagnostics("sample.py", (all) => all.some((one) => codeOf(one) === "FG906"));
    await replace(editor, "    return y + (\n", "    return y + (1)\n");
    await diagnostics("sample.py", (all) => !all.some((one) => codeOf(one) === "FG906"));
    listener.dispose();
    await vscode.commands.executeCommand("workbench.action.files.revert");
    assert.equal(flickered, false);
  },

  async "the server and the worker are started anew on demand"() {
    const api = await extension().activate();
    const seen = [];
    const listener = api.onDidChangeStatus((status) => seen.push(status.detail));
    await vscode.commands.executeCommand("fullgraph.restartServer");
    listener.dispose();
    assert.ok(seen.some((detail) => /starting the server/.test(detail)), seen.join("\n"));
    await until("a running server", () => /server (setting|environment|path)/.test(api.status().detail));
    await open("sample.py");
    await diagnostics("sample.py");
    if (!fake) {
      await vscode.commands.executeCommand("fullgraph.restartWorker");
      await until("a worker with torch", () => /torch \d/.test(api.status().detail));
    }
    await vscode.commands.executeCommand("fullgraph.showLogs");
  },

  async "inlay hints: what a trace has seen"() {
    if (fake) {
      return "the stand-in has none";
    }
    const editor = await open("sample.py");
    editor.selection = new vscode.Selection(6, 8, 6, 8);
    await vscode.commands.executeCommand("fullgraph.traceFunction");
    const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
    await until("a shape", async () => {
      const hints = await vscode.commands.executeCommand("vscode.executeInlayHintProvider", file("sample.py"), whole);
      const labels = hints.map((hint) => (typeof hint.label === "string" ? hint.label : hint.label.map((part) => part.value).join("")));
      return labels.some((label) => /f32\[8, 128\]/.test(label));
    });
  },

  async "inlay hints follow their setting at once"() {
    if (fake) {
      return "the stand-in has none";
    }
    const { document } = await open("sample.py");
    const settings = vscode.workspace.getConfiguration("fullgraph");
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = () => vscode.commands.executeCommand("vscode.executeInlayHintProvider", file("sample.py"), whole);
    await until("hints", async () => (await hints()).length > 0);
    await settings.update("inlayHints", "off", vscode.ConfigurationTarget.Global);
    await until("none", async () => (await hints()).length === 0);
    await settings.update("inlayHints", undefined, vscode.ConfigurationTarget.Global);
    await until("hints again", async () => (await hints()).length > 0);
  },

  async "a suppression that hides nothing is faded, and taken away by a code action"() {
    if (fake) {
      return "the stand-in has none";
    }
    const editor = await open("sample.py");
    await replace(editor, "y = x.cos()", "y = x.cos()  # fullgraph: ignore[FG101]");
    await vscode.commands.executeCommand("workbench.action.files.save"); // it is unused once a trace has said so, too
    const [unused] = await diagnostics("sample.py", (all) => all.some((one) => one.tags?.includes(vscode.DiagnosticTag.Unnecessary)))
      .then((all) => all.filter((one) => one.tags?.includes(vscode.DiagnosticTag.Unnecessary)));
    const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", file("sample.py"), unused.range);
    const remove = actions.find((action) => action.edit !== undefined && /[Rr]emove/.test(action.title));
    assert.ok(remove, actions.map((action) => action.title).join());
    await vscode.workspace.applyEdit(remove.edit);
    assert.match(editor.document.getText(), /y = x\.cos\(\)\n/);
    await vscode.commands.executeCommand("workbench.action.files.save");
  },

  async "an untitled document is analysed too"() {
    const content = "import torch\n\n\n@torch.compile\ndef f(x):\n    if x.sum() > 0:\n        return x\n    return -x\n";
    const document = await vscode.workspace.openTextDocument({ language: "python", content });
    await vscode.window.showTextDocument(document);
    await until("its diagnostic", () => vscode.languages.getDiagnostics(document.uri).some((one) => codeOf(one) === "FG101"));
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  },
};

exports.run = suite(tests);
