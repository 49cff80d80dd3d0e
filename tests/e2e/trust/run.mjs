// Restricted Mode: predictions, and nothing of the workspace runs; then trust is granted.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { PATIENCE, command, editor, runUiSuite, until } from "../lib/ui.mjs";

const fake = Boolean(process.env.FULLGRAPH_E2E_FAKE);
const canary = (code) => join(code.workspace, "canary.txt");

const tests = {
  async "predictions are there"({ page, shot }) {
    await editor(page).locator(".squiggly-warning").first().waitFor({ timeout: PATIENCE });
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    await shot("restricted");
  },

  async "the status says why there is no more"({ page, shot }) {
    await page.locator('.statusbar-item[id="status.languageStatus"]').hover();
    const status = page.locator(".hover-language-status", { hasText: "predictions only" }).first();
    await status.waitFor();
    assert.match(await status.innerText(), /Restricted Mode/);
    await shot("status");
    await page.mouse.move(5, 890);
  },

  async "neither the workspace's interpreter nor its modules have run, not even on save"({ page, code }) {
    await editor(page).locator(".view-line", { hasText: "import" }).first().click();
    await page.keyboard.press("End");
    await page.keyboard.type("  # saved");
    await page.keyboard.press("Control+S");
    await editor(page).locator(".squiggly-warning").first().waitFor();
    if (fake) {
      const [start] = code.fakeLog().filter((line) => line.what === "initialize");
      assert.equal(start.options.trusted, false);
      assert.equal(start.options.settings.interpreter, null);
      assert.equal(start.options.settings.trace.enable, false);
    }
    await new Promise((wake) => setTimeout(wake, 3_000)); // time in which a worker would have imported the file
    assert.equal(existsSync(canary(code)), false, "something of the workspace was run");
  },

  async "once trusted, a new server may trace"({ page, code, shot }) {
    await command(page, "Workspaces: Manage Workspace Trust");
    await page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/ }).first().click();
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor({ state: "detached" });
    await shot("trusted");
    if (fake) {
      await until("a start that is trusted", () =>
        code.fakeLog().some((line) => line.what === "initialize" && line.options.trusted === true),
      );
    } else {
      await page.keyboard.press("Control+W");
      await editor(page).locator(".view-line", { hasText: "import" }).first().click();
      await command(page, "fullgraph: Trace Function at Cursor");
      await until("the module was imported", () => existsSync(canary(code)), PATIENCE);
    }
  },
};

// A folder that tries: a module that writes on import, and settings that name a program in the folder.
function prepare(folder) {
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  const evil = join(folder, "evil.sh");
  writeFileSync(evil, `#!/bin/sh\necho ran > "${join(folder, "canary.txt")}"\n`, { mode: 0o755 });
  const settings = { "fullgraph.interpreter": [evil], "fullgraph.logFile": join(folder, "canary.txt") };
  writeFileSync(join(folder, ".vscode/settings.json"), JSON.stringify(settings));
  const module = [
    "import pathlib",
    "import torch",
    "pathlib.Path(__file__).with_name('canary.txt').write_text('ran')",
    "# fullgraph: x=f32[4]",
    "@torch.compile",
    "def step(x):",
    "    if x.sum() > 0:",
    "        return x",
    "    return -x",
    "",
  ];
  writeFileSync(join(folder, "canary.py"), module.join("\n"));
}

process.exit(await runUiSuite("trust", "canary.py", tests, { trusted: false, prepare }));
