// Packages dist/ and media/ into a .vsix; with --bundled also bundled/, which `npm run bundle-server` fills.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { bundled: { type: "boolean", default: false } } });
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
// The pictures of the README travel in the package, and are found beside it.
const flags = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
let out = `fullgraph-${version}.vsix`;
if (values.bundled) {
  // Native wheels make the package good for one platform only.
  const target = readFileSync(join("bundled", "libs", "target.txt"), "utf8").trim();
  out = `fullgraph-${version}-${target}.vsix`;
  mkdirSync("out", { recursive: true });
  const ignore = join("out", "vscodeignore-bundled");
  writeFileSync(ignore, `${readFileSync(".vscodeignore", "utf8")}!bundled/**\n**/__pycache__/**\n`);
  flags.push("--target", target, "--ignoreFile", ignore);
}
const { status } = spawnSync("npx", ["--no-install", "vsce", "package", ...flags, "-o", out], { stdio: "inherit" });
process.exit(status ?? 1);
