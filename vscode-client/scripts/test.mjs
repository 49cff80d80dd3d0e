// Bundles the unit tests (TypeScript, no VS Code) and runs them with node's own test runner.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { build } from "esbuild";

const names = readdirSync("test/unit").filter((name) => name.endsWith(".test.ts"));
rmSync("out/test", { recursive: true, force: true });
await build({
  entryPoints: names.map((name) => join("test/unit", name)),
  outdir: "out/test",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  packages: "external",
  logLevel: "warning",
});
const files = names.map((name) => join("out/test", name.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...process.argv.slice(2), ...files], {
  stdio: "inherit",
});
process.exit(status ?? 1);
