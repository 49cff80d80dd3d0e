const assert = require("node:assert/strict");
const { dirname, join } = require("node:path");
const process = require("node:process");
const vscode = require("vscode");

const { codeOf, diagnostics, extension, file, open, suite, until } = require("../lib/host/harness.cjs");

const { E2E_ORIGIN: ORIGIN, E2E_ENVIRONMENT: PYTHON } = process.env;

/** Where the server's packages must lie. */
const HOMES = {
  environment: () => dirname(dirname(PYTHON)),
  bundled: () => join(extension().extensionPath, "bundled"),
};

const missing = {
  async "there is no server: the status says what to do"() {
    await open("sample.py");
    const api = await extension().activate();
    await until("the reason", () => api.status().severity === "error");
    assert.match(api.status().detail, /fullgraph is not installed for .*-m pip install fullgraph/);
    return api.status().detail;
  },
};

const working = {
  async "the server that is meant is started"() {
    await open("sample.py");
    const api = await extension().activate();
    await until("a running server", () => api.status().detail.includes(`server ${ORIGIN}`));
    const text = await vscode.commands.executeCommand("fullgraph.debugInformation");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    const [own, server] = text.split("# Client")[1].split("# Server").map((half) => JSON.parse(half));
    assert.equal(own.server.origin, ORIGIN);
    assert.equal(own.server.interpreter, PYTHON);
    assert.ok(server.installed.startsWith(HOMES[ORIGIN]()), server.installed);
    return server.installed;
  },

  async "it predicts"() {
    const { document } = await open("sample.py");
    const found = await diagnostics("sample.py", (all) => all.some((one) => codeOf(one) === "FG101"));
    const branch = found.find((one) => codeOf(one) === "FG101");
    assert.equal(document.getText(branch.range), "x.sum() > 0");
  },

  async "it traces with the environment's torch"() {
    const editor = await open("sample.py");
    editor.selection = new vscode.Selection(8, 8, 8, 8);
    const answer = await vscode.commands.executeCommand("fullgraph.traceFunction");
    assert.equal(answer?.break_count, 1, JSON.stringify(answer)?.slice(0, 500));
    await until("the confirmed break", () =>
      vscode.languages.getDiagnostics(file("sample.py")).some((one) => codeOf(one) === "FG101" && /confirmed/.test(one.message)),
    );
  },

  async "its pages are there"() {
    const found = await diagnostics("sample.py", (all) => all.some((one) => codeOf(one) === "FG101"));
    const page = found.find((one) => codeOf(one) === "FG101").code.target;
    const text = Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.parse(String(page)))).toString();
    assert.match(text, /FG101/);
  },
};

exports.run = suite(ORIGIN === "none" ? missing : working);
