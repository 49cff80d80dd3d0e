// Runs a suite inside VS Code's own extension host, against the packaged extension.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { E2E, startBrowser, startVSCode } from "./vscode.mjs";

const LIMIT = 900_000; // compiling takes a minute and more on a busy machine

/** `index` is the suite's file below tests/e2e; resolves to the exit code that VS Code gave it. */
export async function runApiSuite(index, options = {}) {
  const code = await startVSCode(options);
  const browser = await startBrowser();
  let rc = 1;
  try {
    const page = await browser.newPage();
    const ended = new Promise((ok) => page.exposeFunction("codeAutomationExit", ok));
    page.on("console", (message) => {
      if (process.env.DEBUG) {
        console.log(message.type(), message.text().slice(0, 400));
      }
    });
    // VS Code takes a tests path only with a development path; that one holds a package.json and nothing else.
    await page.goto(code.url(code.testsPayload(join(E2E, "lib/host"), join(E2E, index))));
    const limit = new Promise((_ok, fail) => {
      setTimeout(fail, LIMIT, new Error(`no result after ${LIMIT / 1000} s`)).unref();
    });
    rc = await Promise.race([ended, limit]);
  } finally {
    await browser.close();
    process.stdout.write(existsSync(code.results) ? readFileSync(code.results) : "no test ran\n");
    if (rc !== 0) {
      console.log(code.logs());
      console.log(`kept: ${code.root}`);
    }
    await code.stop({ keep: rc !== 0 });
  }
  return rc;
}
