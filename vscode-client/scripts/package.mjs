// Packs dist/ and media/ (and bundled/libs, where `npm run bundle-server` has filled it) into a .vsix.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const bundled = existsSync("bundled/libs/target.txt") ? readFileSync("bundled/libs/target.txt", "utf8").trim() : "";
// Native wheels make the package good for one platform only.
const target = bundled === "" ? [] : ["--target", bundled];
const out = `fullgraph-${version}.vsix`;
const { status } = spawnSync(
  "npx",
  ["--no-install", "vsce", "package", "--no-dependencies", "--allow-missing-repository", ...target, "-o", out],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
