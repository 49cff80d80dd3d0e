// Puts the server into bundled/libs: our packages once, and the dependencies' wheels for each CPython that we support,
// for this machine's platform. The package is then good for that platform only (libcst and tree-sitter are native).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const PYTHONS = ["3.11", "3.12", "3.13"];
const TARGETS = {
  "linux x64": "linux-x64",
  "linux arm64": "linux-arm64",
  "darwin x64": "darwin-x64",
  "darwin arm64": "darwin-arm64",
  "win32 x64": "win32-x64",
};

const target = TARGETS[`${process.platform} ${process.arch}`];
if (target === undefined) {
  throw new Error(`no bundle for ${process.platform} ${process.arch}`);
}
const own = join("..", ".venv", "bin", "python");
const python = process.env.PYTHON ?? (existsSync(own) ? own : "python3");
const libs = join("bundled", "libs");

function pip(...args) {
  const { status } = spawnSync(python, ["-m", "pip", "--disable-pip-version-check", "-q", ...args], {
    stdio: "inherit",
  });
  if (status !== 0) {
    throw new Error(`pip ${args.join(" ")} ended with ${status}`);
  }
}

/** What our own package says that it needs. */
function requirements() {
  const info = readdirSync(join(libs, "fullgraph")).find((name) => name.endsWith(".dist-info"));
  const metadata = readFileSync(join(libs, "fullgraph", info, "METADATA"), "utf8");
  return metadata
    .split("\n")
    .filter((line) => line.startsWith("Requires-Dist:"))
    .join("\n");
}

const wheels = join("out", "wheels");
rmSync(wheels, { recursive: true, force: true });
rmSync(join(libs, "fullgraph"), { recursive: true, force: true });
mkdirSync(libs, { recursive: true });
pip("wheel", "--no-deps", "-w", wheels, "..");
const wheel = join(
  wheels,
  readdirSync(wheels).find((name) => name.startsWith("fullgraph-")),
);
pip("install", "--no-deps", "--no-compile", "--target", join(libs, "fullgraph"), wheel);

// The dependencies take minutes, and stay while what is needed stays the same; remove bundled/libs for newer ones.
const stamp = join(libs, "requirements.txt");
const wanted = [target, ...PYTHONS, requirements()].join("\n");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  for (const version of PYTHONS) {
    const folder = join(libs, `cp${version.replace(".", "")}`);
    rmSync(folder, { recursive: true, force: true });
    // As the wheel's metadata names them; ours itself is taken out again.
    pip("install", "--no-compile", "--target", folder, "--only-binary", ":all:", "--python-version", version, wheel);
    for (const name of readdirSync(folder)) {
      if (/^fullgraph/.test(name) || name === "bin") {
        rmSync(join(folder, name), { recursive: true, force: true });
      }
    }
  }
  writeFileSync(stamp, wanted);
}
writeFileSync(join(libs, "target.txt"), `${target}\n`);
