const assert = require("node:assert/strict");
const process = require("node:process");
const vscode = require("vscode");

const { extension, open, suite, until } = require("../lib/host/harness.cjs");

const { E2E_SELECTED_PYTHON: FIRST, E2E_OTHER_PYTHON: SECOND } = process.env;
const settings = () => vscode.workspace.getConfiguration("fullgraph");

async function clientHalf() {
  const text = await vscode.commands.executeCommand("fullgraph.debugInformation");
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  return JSON.parse(text.split("# Client")[1].split("# Server")[0]);
}

async function startedWith(interpreter) {
  return until(`a server of ${interpreter}`, async () => {
    const own = await clientHalf();
    return own.server?.interpreter === interpreter && own.phase.kind === "running" ? own : undefined;
  });
}

exports.run = suite({
  async "the Python extension's environment is used, and the server in it"() {
    await open("sample.py");
    await extension().activate();
    const own = await startedWith(FIRST);
    assert.equal(own.server.origin, "environment");
    assert.equal(own.server.command, FIRST.replace(/python$/, "fullgraph"));
  },

  async "another selected environment starts its server"() {
    await vscode.commands.executeCommand("fixture.selectInterpreter", SECOND);
    const own = await startedWith(SECOND);
    assert.equal(own.server.command, SECOND.replace(/python$/, "fullgraph"));
  },

  async "the Python Environments extension comes before the Python extension"() {
    await vscode.commands.executeCommand("fixture.selectEnvironment", FIRST);
    const own = await startedWith(FIRST);
    assert.equal(own.server.command, FIRST.replace(/python$/, "fullgraph"));
    await vscode.commands.executeCommand("fixture.selectEnvironment", undefined);
    await startedWith(SECOND);
  },

  async "an interpreter that is not there: the status says so"() {
    const api = await extension().activate();
    await settings().update("interpreter", ["/nowhere/python"], vscode.ConfigurationTarget.Global);
    await until("the reason", () => /the interpreter \/nowhere\/python does not exist/.test(api.status().detail));
    assert.equal(api.status().severity, "error");
    await settings().update("interpreter", undefined, vscode.ConfigurationTarget.Global);
    await startedWith(SECOND);
  },

  async "what the server does not need does not start it anew"() {
    const before = (await clientHalf()).server;
    const seen = [];
    const api = await extension().activate();
    const listener = api.onDidChangeStatus((status) => seen.push(status.detail));
    await settings().update("inlayHints", "all", vscode.ConfigurationTarget.Global);
    await settings().update("inlayHints", undefined, vscode.ConfigurationTarget.Global);
    assert.deepEqual((await clientHalf()).server, before);
    listener.dispose();
    assert.ok(!seen.some((detail) => /starting the server/.test(detail)), seen.join("\n"));
  },

  async "the setting wins"() {
    await settings().update("interpreter", [FIRST], vscode.ConfigurationTarget.Global);
    await startedWith(FIRST);
    await settings().update("interpreter", undefined, vscode.ConfigurationTarget.Global);
    await startedWith(SECOND);
  },

  async "the bundled server, where the package carries one"() {
    const { existsSync } = require("node:fs");
    const bundled = existsSync(`${extension().extensionPath}/bundled/start.py`);
    await settings().update("interpreter", [process.env.PYTHON], vscode.ConfigurationTarget.Global);
    await settings().update("importStrategy", "useBundled", vscode.ConfigurationTarget.Global);
    const api = await extension().activate();
    if (bundled) {
      await until("the bundled server", () => /server bundled/.test(api.status().detail));
    } else {
      await until("the reason", () => api.status().severity === "error");
      assert.match(api.status().detail, /carries no server/);
    }
    return bundled ? "it does" : "it does not";
  },
});
