// Where interpreter and server come from, with stand-ins for the two Python extensions and two environments to choose from.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";

import { runApiSuite } from "../lib/api.mjs";
import { E2E } from "../lib/vscode.mjs";

const root = mkdtempSync(join(tmpdir(), "fg-env-"));

/** An environment with a Python and a `fullgraph` of its own, as `pip install` leaves them. */
function environment(name) {
  const bin = join(root, name, "bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.env.PYTHON, join(bin, "python"));
  writeFileSync(join(bin, "fullgraph"), `#!/bin/sh\nexec "${process.env.FULLGRAPH_E2E_SERVER}" "$@"\n`);
  chmodSync(join(bin, "fullgraph"), 0o755);
  return join(bin, "python");
}

function packaged(name) {
  const folder = join(E2E, "fixtures", name);
  const out = join(root, `${name}.vsix`);
  const vsce = resolve(E2E, "../../vscode-client/node_modules/.bin/vsce");
  const flags = ["--no-dependencies", "--allow-missing-repository", "--skip-license", "-o", out];
  execFileSync(process.execPath, [vsce, "package", ...flags], { cwd: folder, stdio: "pipe" });
  return out;
}

let rc = 1;
try {
  const first = environment("first");
  const env = { E2E_SELECTED_PYTHON: first, E2E_OTHER_PYTHON: environment("second") };
  const extensions = ["python-extension", "envs-extension"].map(packaged);
  rc = await runApiSuite("interpreter/suite.cjs", { server: null, env, extensions });
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.exit(rc);
