// What the worker's answers look like: progress and cancelling, a disagreement with torch, a machine without a compiler.
// In the first two the worker is the stand-in of `tests/server/lsp`, which answers at once or never.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";

import { PATIENCE, editor, panel, runUiSuite, until } from "../lib/ui.mjs";
import { E2E } from "../lib/vscode.mjs";

if (process.env.FULLGRAPH_E2E_FAKE) {
  console.log("the stand-in of the server has no worker");
  process.exit(0);
}
const { PYTHON } = process.env;
const own = mkdtempSync(join(tmpdir(), "fg-worker-"));
const lens = (page, title) => editor(page).locator(".codelens-decoration a", { hasText: title }).first();
const toast = (page, text) => page.locator(".notifications-toasts .notification-list-item", { hasText: text });

function standin() {
  const source = readFileSync(resolve(E2E, "../server/lsp/standin.py"), "utf8");
  const file = join(own, "standin");
  writeFileSync(file, `#!${PYTHON}\n${source.slice(source.indexOf("\n") + 1)}`, { mode: 0o755 });
  return file;
}

/** What the stand-in was asked. */
function asked(code) {
  const file = join(code.workspace, "requests.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line)) : [];
}

function prepare(folder) {
  const text = (name) => `import torch\n\n\n# fullgraph: x=f32[4]\n@torch.compile\ndef ${name}(x):\n    y = x.sin()\n    return y\n`;
  for (const name of ["slow", "differs"]) {
    writeFileSync(join(folder, `${name}.py`), text(name));
  }
}

const slow = {
  async "compiling shows what it does, with a button to cancel it"({ page, code, shot }) {
    await lens(page, "Compile this function").click({ timeout: PATIENCE });
    await toast(page, "compiling slow").waitFor();
    await toast(page, "thinking").waitFor();
    assert.ok(asked(code).some(({ method, qualname }) => method === "compile" && qualname === "slow"));
    await shot("compiling");
  },

  async "cancelling ends it in the worker, and is no error"({ page, code, shot }) {
    await toast(page, "compiling slow").hover();
    await toast(page, "compiling slow").locator(".monaco-button", { hasText: "Cancel" }).click();
    await until("the worker was told", () => asked(code).some(({ method }) => method === "cancel"));
    await toast(page, "compiling slow").waitFor({ state: "detached" });
    await page.locator(".statusbar-item", { hasText: "compiling slow" }).waitFor({ state: "detached" });
    assert.equal(await page.locator(".notifications-toasts .codicon-error").count(), 0);
    await shot("cancelled");
  },
};

const differs = {
  async "a disagreement is shown at the function, in the lens and in words"({ page, shot }) {
    await lens(page, "torch differs").waitFor({ timeout: PATIENCE });
    await page.keyboard.press("Control+Shift+M");
    await page.locator(".markers-panel .monaco-list-row", { hasText: "torch captures 2 graphs, fullgraph 1" }).first().waitFor();
    await shot("disagreement");
  },

  async "its report's repro runs alone"({ code }) {
    const folder = join(code.root, "config/fullgraph/disagreements");
    const repro = readdirSync(folder).find((name) => name.endsWith(".repro.py"));
    const { torch } = JSON.parse(readFileSync(join(folder, repro.replace(".repro.py", ".json")), "utf8"));
    assert.deepEqual(torch.differences, ["torch captures 2 graphs, fullgraph 1"]);
    rmSync(join(code.workspace, "differs.py")); // it holds the text
    const said = execFileSync(PYTHON, ["-I", join(folder, repro)], { cwd: own, env: { PATH: process.env.PATH, HOME: own }, encoding: "utf8" });
    assert.match(said, /fullgraph: 1 graphs, 0 breaks\ntorch: {5}1 graphs, 0 breaks/);
  },
};

const uncompiled = {
  async "without a C++ compiler inductor gives way to aot_eager, and says so"({ page, shot }) {
    await lens(page, "Compile this function").click({ timeout: PATIENCE });
    const tab = panel(page).locator("[role=tab]", { hasText: "Compiled" });
    await tab.waitFor({ timeout: PATIENCE });
    await tab.click();
    const text = await panel(page).locator("#pane-compiled").innerText();
    assert.match(text, /back end +aot_eager[^]*C\+\+ compiler/);
    await shot("no-compiler");
    return text.split("\n").at(-1);
  },
};

const nothing = join(own, "empty");
mkdirSync(nothing);
const suites = [
  ["worker-slow", "slow.py", slow, { driver: false, machineSettings: { "fullgraph.interpreter": [standin()] }, settings: { "fullgraph.trace.on": "never" } }],
  ["worker-differs", "differs.py", differs, { machineSettings: { "fullgraph.interpreter": [standin()] } }],
  ["worker-uncompiled", "sample.py", uncompiled, { env: { PATH: nothing, CXX: "" }, settings: { "fullgraph.trace.on": "never" } }],
];
let failed = 0;
try {
  for (const [name, file, tests, options] of suites) {
    if (new RegExp(process.env.E2E_ONLY ?? "").test(name)) {
      failed = (await runUiSuite(name, file, tests, { prepare, ...options })) || failed;
    }
  }
} finally {
  rmSync(own, { recursive: true, force: true });
}
process.exit(failed);
