// What is seen: squiggle, hover, lens, status, and the graph panel.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { PATIENCE, editor, hoverAtCursor, panel, putCursor, runUiSuite, savedAs, until } from "../lib/ui.mjs";

async function statusBar(page) {
  return page.locator(".statusbar-item", { hasText: /Ln \d+, Col \d+/ }).innerText();
}

const tests = {
  async "the squiggle is seen"({ page, shot }) {
    await editor(page).locator(".squiggly-warning").first().waitFor({ timeout: PATIENCE });
    await shot("squiggle");
  },

  async "hovering over it says why, with the code"({ page, shot }) {
    await putCursor(page, "x.sum()", "if x.");
    const text = await hoverAtCursor(page, "select with torch.where"); // what helps comes from the server, a little later
    assert.match(text, /fullgraph\s*\(?FG101/);
    assert.match(text, /GB0170[^]*predicted|confirmed/);
    await shot("hover-break");
  },

  async "hovering over a value names its kind"({ page, shot }) {
    await putCursor(page, "x.sin()");
    await hoverAtCursor(page, "TensorVariable");
    await shot("hover-kind");
    await page.keyboard.press("Escape");
  },

  async "the problems view lists it"({ page }) {
    await page.mouse.move(5, 890);
    await page.keyboard.press("Control+Shift+M");
    await page.locator(".markers-panel .monaco-list-row", { hasText: "FG101" }).first().waitFor();
    await page.keyboard.press("Control+J");
  },

  async "the language status says what fullgraph does"({ page, shot }) {
    await page.locator('.statusbar-item[id="status.languageStatus"]').hover();
    const status = page.locator(".hover-language-status", { hasText: "fullgraph" }).first();
    await status.waitFor();
    await shot("status");
    await page.mouse.move(5, 890);
  },

  async "the lens opens the graph, with the break as a cut"({ page, shot }) {
    const lens = (title) => editor(page).locator(".codelens-decoration a", { hasText: title }).first();
    await until("a lens", async () => (await lens(/^(Trace|Show graph)$/).count()) > 0);
    if ((await lens("Show graph").count()) === 0) {
      await lens(/^Trace$/).click(); // the graph is offered once there is one
    }
    await lens("Show graph").click({ timeout: PATIENCE });
    const view = panel(page);
    await view.locator("#pane-graph svg g.node").first().waitFor({ timeout: PATIENCE });
    await view.locator("#pane-graph svg g.break", { hasText: "FG101" }).first().waitFor();
    assert.match(await view.locator("#summary").innerText(), /\d+ graphs? · 1 break/);
    await shot("panel");
  },

  async "a click on a node moves the cursor to its expression"({ page, shot }) {
    const view = panel(page);
    await view.locator("#pane-graph g.node", { hasText: /sin/ }).first().click();
    await until("the expression selected", async () => /Ln 7, Col \d+ \(\d+ selected\)/.test(await statusBar(page)));
    await shot("reveal");
  },

  async "moving the cursor lights the node"({ page, shot }) {
    await editor(page).locator(".view-line", { hasText: "import torch" }).click();
    const view = panel(page);
    await until("no light", async () => (await view.locator("g.lit").count()) === 0);
    await putCursor(page, "x.sin()", "y = x.si");
    await view.locator("g.node.lit", { hasText: "sin" }).first().waitFor();
    await putCursor(page, "x.sum()", "if x.sum() >");
    await view.locator("g.break.lit", { hasText: "FG101" }).waitFor();
    await shot("light");
  },

  async "search marks and steps"({ page, shot }) {
    const view = panel(page);
    await view.locator("#search").fill("sin");
    await until("a hit", async () => (await view.locator("g.hit").count()) >= 1);
    await view.locator("#search").press("Enter");
    await until("the first of them", async () => /^1 of \d+$/.test(await view.locator("#hits").innerText()));
    assert.equal(await view.locator("g.current").count(), 1);
    await shot("search");
  },

  async "tabs hold code and guards"({ page, shot }) {
    const view = panel(page);
    await view.locator("[role=tab]", { hasText: "Code" }).click();
    assert.match(await view.locator("#pane-code").innerText(), /def forward/);
    await view.locator("[role=tab]", { hasText: "Guards" }).click();
    assert.match(await view.locator("#pane-guards").innerText(), /x/);
    await shot("guards");
    await view.locator("[role=tab]", { hasText: "Graph" }).first().click();
  },

  async "the lens compiles, and the tabs hold what was given to the back end and what it made"({ page, shot }) {
    if (process.env.FULLGRAPH_E2E_FAKE) {
      return "the stand-in compiles nothing";
    }
    await editor(page).locator(".codelens-decoration a", { hasText: "Compile this function" }).first().click();
    const view = panel(page);
    const tab = (title) => view.locator("[role=tab]", { hasText: title });
    await tab("Compiled").waitFor({ timeout: 300_000 });
    await tab("Compiled").click();
    const gain = await view.locator("#pane-compiled").innerText();
    assert.match(gain, /back end +\w+[^]*eager +[\d.]+(e-\d+)? ms[^]*speed-up +[\d.]+×/);
    await shot("compiled");
    await tab("ATen").click();
    assert.match(await view.locator("#pane-aten").innerText(), /torch\.ops\.aten\.sin\.default/);
    await shot("aten");
    if (/back end +inductor/.test(gain)) {
      await tab("Generated code").click();
      assert.match(await view.locator("#pane-generated").innerText(), /def call\(/);
      await shot("generated");
    } else {
      assert.match(gain, /C\+\+ compiler/); // it is said why there is no generated code
    }
    await tab("torch's verdict").click();
    assert.match(await view.locator("#pane-torch").innerText(), /Both agree/);
    await tab("Graph").first().click();
    return gain.split("\n")[0];
  },

  async "exports as SVG and DOT"({ page, code }) {
    const view = panel(page);
    for (const [format, pattern] of [
      ["svg", /^<\?xml[^]*<svg[^]*FG101[^]*<\/svg>/],
      ["dot", /^digraph [^]*FG101/],
      ["py", /^# .*step[^]*def forward/],
    ]) {
      await view.locator(`[data-export=${format}]`).click();
      const file = join(code.workspace, await savedAs(page, code, format));
      assert.match(readFileSync(file, "utf8"), pattern);
    }
  },

  async "the panel keeps its content security policy, and the policy holds"({ page, said }) {
    const violations = () => said.filter((line) => /Content Security Policy/.test(line) && /wasm-unsafe-eval/.test(line));
    assert.deepEqual(violations(), []);
    const ran = await panel(page)
      .locator("body")
      .evaluate(async (body) => {
        const script = document.createElement("script");
        script.textContent = "window.ran = 'inline script'";
        body.append(script);
        const image = document.createElement("div");
        image.innerHTML = `<img src="data:," onerror="window.ran = 'handler'">`;
        body.append(image);
        await new Promise((wake) => setTimeout(wake, 300));
        return window.ran;
      });
    assert.equal(ran, undefined);
    assert.ok(violations().length > 0, "the browser did not report what it refused");
  },

  async "the panel comes back after a reload of the window"({ page, code }) {
    await page.goto(code.url()); // without the payload, which opens its own editors only
    await panel(page).locator("#pane-graph svg g.break", { hasText: "FG101" }).first().waitFor({ timeout: PATIENCE });
    await editor(page).locator(".squiggly-warning").first().waitFor({ timeout: PATIENCE });
  },

  async "an edit marks the picture as old, saving traces again"({ page }) {
    const view = panel(page);
    await editor(page).locator(".view-line", { hasText: "x.sum()" }).click();
    await page.keyboard.press("End");
    await page.keyboard.type("  # edited");
    await view.locator("#stale").waitFor({ state: "visible" });
    await page.keyboard.press("Control+S");
    await view.locator("#stale").waitFor({ state: "hidden" });
  },

  async "a fix makes the squiggle go away"({ page, shot }) {
    await editor(page).locator(".view-line", { hasText: "x.sum()" }).click();
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
    await page.keyboard.type("if True:");
    await editor(page).locator(".squiggly-warning").first().waitFor({ state: "detached" });
    await shot("fixed");
  },
};

process.exit(await runUiSuite("ui", "sample.py", tests));
