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
