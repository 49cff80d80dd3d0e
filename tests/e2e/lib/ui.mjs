// A page of the workbench, with what its tests share: tests by name, screenshots, selectors.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { ARTIFACTS, E2E, startBrowser, startVSCode } from "./vscode.mjs";

/** How long anything is waited for: a machine that runs other tests beside these starts torch in a minute. */
export const PATIENCE = 240_000;
const VIEWPORT = { width: 1400, height: 900 };
const MEDIA = join(E2E, "../../vscode-client/media");
// The pictures of the extension's pages; made anew where FULLGRAPH_E2E_PICTURES is set.
const PICTURES = {
  "ui-hover-break": { file: "walkthrough/predict.png", clip: { x: 352, y: 36, width: 900, height: 490 } },
  "ui-light": { file: "walkthrough/graph.png", clip: { x: 352, y: 36, width: 1048, height: 780 } },
  "ui-compiled": { file: "readme/compiled.png", clip: { x: 352, y: 36, width: 1048, height: 360 } },
  "speed-3000-folded": { file: "readme/deep.png", clip: { x: 352, y: 36, width: 1048, height: 780 } },
};

/** Runs named tests on one page, one after another; each goes on from where the one before it left. */
export async function runUiSuite(name, file, tests, options = {}) {
  mkdirSync(ARTIFACTS, { recursive: true });
  const code = await startVSCode(options);
  const browser = await startBrowser();
  const page = await browser.newPage({ viewport: VIEWPORT });
  page.setDefaultTimeout(PATIENCE / 2);
  const said = [];
  page.on("console", (message) => {
    const [first] = message.text().split("\n");
    if (!/bindings file|open-vsx|404/.test(first)) {
      said.push(`${message.type()}: ${first.slice(0, 600)}`);
    }
  });
  const shot = async (what) => {
    await page.screenshot({ path: join(ARTIFACTS, `${name}-${what}.png`) });
    const picture = process.env.FULLGRAPH_E2E_PICTURES ? PICTURES[`${name}-${what}`] : undefined;
    if (picture !== undefined) {
      await page.screenshot({ path: join(MEDIA, picture.file), clip: picture.clip });
    }
  };
  let failed = 0;
  try {
    await page.goto(code.url(code.openFile(file)));
    await editor(page).locator(".view-line").first().waitFor({ timeout: PATIENCE });
    for (const [title, test] of Object.entries(tests)) {
      const begin = performance.now();
      try {
        const note = await test({ page, code, shot, said });
        console.log(`ok - ${title} (${Math.round(performance.now() - begin)} ms)${note ? ` # ${note}` : ""}`);
      } catch (error) {
        failed += 1;
        console.log(`not ok - ${title}\n${error.stack}`);
        await shot(`failure-${failed}`);
        break; // the next one would start from a place that was not reached
      }
    }
  } finally {
    if (failed > 0 || process.env.DEBUG) {
      console.log(said.slice(-40).join("\n"));
      console.log(`kept: ${code.root}`);
    }
    await browser.close();
    await code.stop({ keep: failed > 0 });
  }
  return failed === 0 ? 0 : 1;
}

export const editor = (page) => page.locator(".editor-group-container .monaco-editor").first();
export const panel = (page) => page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");

/** Runs a command by its title in the palette. */
export async function command(page, title) {
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input");
  await input.waitFor();
  await input.fill(`>${title}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor();
  await page.keyboard.press("Enter");
}

export async function until(what, probe, limit = PATIENCE / 2) {
  const end = Date.now() + limit;
  for (;;) {
    const got = await probe();
    if (got) {
      return got;
    }
    if (Date.now() > end) {
      throw new Error(`never happened: ${what}`);
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Puts the cursor into a line, behind a text that stands at its beginning. */
export async function putCursor(page, lineText, behind = "") {
  await editor(page).locator(".view-line", { hasText: lineText }).first().click();
  await page.keyboard.press("Home");
  for (let step = 0; step < behind.length; step += 1) {
    await page.keyboard.press("ArrowRight");
  }
}

/** Shows the hover at the cursor by its keys: the mouse misses when a lens appears and moves the lines. */
export async function hoverAtCursor(page, wanted) {
  const hover = page.locator(".monaco-hover:visible", { hasText: wanted });
  await until(`a hover with ${wanted}`, async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+K");
    await page.keyboard.press("Control+I");
    return hover.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false, // not there yet: asked again until the time is up
    );
  });
  return hover.first().innerText();
}

/** Takes the name that the dialog of an export proposes, and waits for the file. */
export async function savedAs(page, code, format) {
  const input = page.locator(".quick-input-widget input");
  await input.waitFor();
  const name = await until(`a name ending in .${format}`, async () => {
    const proposed = (await input.inputValue()).split("/").at(-1);
    return proposed.endsWith(`.${format}`) ? proposed : undefined;
  });
  await page.keyboard.press("Enter");
  const file = join(code.workspace, name);
  await until(`the file ${name}`, () => existsSync(file) && readFileSync(file, "utf8").length > 0);
  return name;
}
