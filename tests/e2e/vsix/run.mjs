// Both packages, as users install them: which server each starts in an environment that has fullgraph and in one that
// has not, and that it works. Builds what is not there yet, which takes minutes; so it is no part of what CI runs.
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";

import { runApiSuite } from "../lib/api.mjs";
import { E2E } from "../lib/vscode.mjs";

const ROOT = resolve(E2E, "../..");
const CLIENT = join(ROOT, "vscode-client");
const PYTHON = process.env.PYTHON;
const folder = mkdtempSync(join(tmpdir(), "fg-vsix-"));
const run = (command, args, cwd = ROOT) => execFileSync(command, args, { cwd, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" }).trim();

/** The plain package, which `run.sh` has made, and the one with the server in it. */
function packages() {
  const { version } = JSON.parse(readFileSync(join(CLIENT, "package.json"), "utf8"));
  run("npm", ["run", "-s", "package:bundled"], CLIENT);
  const bundled = readdirSync(CLIENT).find((name) => name.startsWith(`fullgraph-${version}-`) && name.endsWith(".vsix"));
  return { plain: join(CLIENT, `fullgraph-${version}.vsix`), bundled: join(CLIENT, bundled) };
}

/** An environment that has the torch of the tests' own, and not its fullgraph. */
function environment(name) {
  const at = join(folder, name);
  run(PYTHON, ["-m", "venv", "--without-pip", at]);
  const python = join(at, "bin/python");
  const paths = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const torch = run(PYTHON, ["-c", "import pathlib, torch; print(pathlib.Path(torch.__file__).parents[1])"]);
  appendFileSync(join(run(python, ["-c", paths]), "torch.pth"), `${torch}\n`);
  return python;
}

/** fullgraph in it as pip puts it there; what it depends on is beside torch. */
function withFullgraph(python) {
  const wheels = join(folder, "wheels");
  run(PYTHON, ["-m", "pip", "-q", "wheel", "--no-deps", "-w", wheels, ROOT]);
  const wheel = join(wheels, readdirSync(wheels).find((name) => name.startsWith("fullgraph-")));
  run(PYTHON, ["-m", "pip", "-q", "--python", python, "install", "--no-deps", "--no-compile", wheel]);
  return python;
}

const { plain, bundled } = packages();
const bare = environment("bare");
const full = withFullgraph(environment("full"));
// An environment's own packages only: not those that this checkout is on the path with.
const env = { PYTHONPATH: "", PATH: process.env.PATH };
const cases = [
  { name: "fromEnvironment, installed", vsix: plain, python: full, strategy: "fromEnvironment", origin: "environment" },
  { name: "fromEnvironment, installed, with a bundled one beside it", vsix: bundled, python: full, strategy: "fromEnvironment", origin: "environment" },
  { name: "useBundled, not installed", vsix: bundled, python: bare, strategy: "useBundled", origin: "bundled" },
  { name: "useBundled, installed", vsix: bundled, python: full, strategy: "useBundled", origin: "bundled" },
  { name: "fromEnvironment, not installed: the bundled one", vsix: bundled, python: bare, strategy: "fromEnvironment", origin: "bundled" },
  { name: "fromEnvironment, not installed, none bundled", vsix: plain, python: bare, strategy: "fromEnvironment", origin: "none" },
];
let failed = 0;
try {
  for (const { name, vsix, python, strategy, origin } of cases.filter((one) => new RegExp(process.env.E2E_ONLY ?? "").test(one.name))) {
    console.log(`# ${name}`);
    const options = {
      vsix,
      server: null,
      machineSettings: { "fullgraph.interpreter": [python] },
      settings: { "fullgraph.importStrategy": strategy },
      env: { ...env, E2E_ORIGIN: origin, E2E_ENVIRONMENT: python, E2E_ONLY: "" },
    };
    failed = (await runApiSuite("vsix/suite.cjs", options)) || failed;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed);
