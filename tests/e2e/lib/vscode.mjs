// A real VS Code: its server, as npm's code-server carries it, and the workbench in Debian's Chromium.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";

import { chromium } from "playwright-core";

const HERE = import.meta.dirname;
export const E2E = resolve(HERE, "..");
export const ARTIFACTS = join(E2E, "artifacts");
const CLIENT = resolve(E2E, "../../vscode-client");
const CODE_SERVER = process.env.CODE_SERVER ?? join(E2E, "node_modules/code-server");

// Whatever would paint over the editor, ask a question or look for the network.
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "editor.hover.delay": 50,
  "editor.minimap.enabled": false,
  "files.autoSave": "off",
};
const TRUSTING = { "security.workspace.trust.enabled": false };
const RESTRICTED = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
};

/** `FULLGRAPH_E2E_VSIX` names another package, such as the one with the server in it. */
function usualVsix() {
  if (process.env.FULLGRAPH_E2E_VSIX) {
    return resolve(process.env.FULLGRAPH_E2E_VSIX);
  }
  const { version } = JSON.parse(readFileSync(join(CLIENT, "package.json"), "utf8"));
  return join(CLIENT, `fullgraph-${version}.vsix`);
}

function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

function environment(root, extra) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("VSCODE_"));
  const config = join(root, "config");
  return {
    ...Object.fromEntries(kept),
    TMPDIR: join(root, "tmp"),
    XDG_CONFIG_HOME: config,
    XDG_DATA_HOME: config,
    XDG_CACHE_HOME: config,
    XDG_STATE_HOME: config,
    ...extra,
  };
}

async function untilReady(base, child, root) {
  for (let attempt = 0; ; attempt += 1) {
    if (child.exitCode !== null || attempt > 300) {
      throw new Error(`VS Code's server did not start, see ${root}/server.log`);
    }
    const ready = await fetch(`${base}/version`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) {
      return;
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

/**
 * Starts VS Code on a copy of a folder, with the packaged extension installed.
 * `trusted: false` opens it in Restricted Mode. `server` is what `fullgraph.path` names; null leaves it unset. `vsix` is the
 * package to install. With `driver`, tests may run in the extension host, and notifications do not pop up.
 */
export async function startVSCode({ workspace = join(E2E, "workspace"), trusted = true, vsix = usualVsix(), driver = true, server, settings = {}, machineSettings = {}, env = {}, extensions = [], prepare } = {}) {
  const root = mkdtempSync(join(tmpdir(), "fg-"));
  const at = (name) => join(root, name);
  for (const name of ["data/User", "data/Machine", "tmp", "config"]) {
    mkdirSync(at(name), { recursive: true });
  }
  cpSync(workspace, at("ws"), { recursive: true });
  prepare?.(at("ws"));
  const path = server === undefined ? process.env.FULLGRAPH_E2E_SERVER : server;
  const user = { ...QUIET, ...(trusted ? TRUSTING : RESTRICTED), ...settings };
  writeFileSync(at("data/User/settings.json"), JSON.stringify(user, undefined, 2));
  // What is particular to a machine (machine-overridable) is read there, and not from the user's settings.
  const machine = path
    ? { "fullgraph.path": [path], "fullgraph.interpreter": [process.env.PYTHON], ...machineSettings }
    : machineSettings;
  writeFileSync(at("data/Machine/settings.json"), JSON.stringify(machine, undefined, 2));
  const results = at("results.tap");
  const fakeLog = at("fake.jsonl");
  const own = environment(root, { E2E_RESULTS: results, FULLGRAPH_FAKE_LOG: fakeLog, ...env });
  const entry = join(CODE_SERVER, "lib/vscode/out/server-main.js");
  const common = ["--accept-server-license-terms", "--server-data-dir", at("server"), "--user-data-dir", at("data"), "--extensions-dir", at("ext")];
  for (const one of [vsix, ...extensions]) {
    execFileSync(process.execPath, [entry, ...common, "--force", "--install-extension", one], { env: own, stdio: "pipe" });
  }
  const port = await freePort();
  const log = openSync(at("server.log"), "a");
  const child = spawn(
    process.execPath,
    [entry, ...common, "--disable-telemetry", ...(trusted ? ["--disable-workspace-trust"] : []), "--host", "127.0.0.1",
      "--port", String(port), "--without-connection-token", ...(driver ? ["--enable-smoke-test-driver"] : [])],
    { env: own, stdio: ["ignore", log, log], detached: true },
  );
  const base = `http://127.0.0.1:${port}`;
  await untilReady(base, child, root);
  // The authority must be the page's own host and port; with another one the file opens as another document.
  const remote = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
  return {
    root,
    results,
    fakeLog: () => (existsSync(fakeLog) ? readFileSync(fakeLog, "utf8").trim().split("\n").map((line) => JSON.parse(line)) : []),
    workspace: at("ws"),
    /** The extension's and the server's output channels, as VS Code keeps them. */
    logs() {
      const files = readdirSync(at("data"), { recursive: true }).filter((name) => /fullgraph.*\.log$/.test(name));
      return files.map((name) => `== ${name}\n${readFileSync(at(`data/${name}`), "utf8")}`).join("\n");
    },
    url(payload = []) {
      const query = new URLSearchParams({ folder: at("ws") });
      if (payload.length > 0) {
        query.set("payload", JSON.stringify(payload));
      }
      return `${base}/?${query}`;
    },
    openFile: (name) => [["openFile", remote(join(at("ws"), name))]],
    testsPayload: (folder, index) => [
      ["extensionDevelopmentPath", remote(folder)],
      ["extensionTestsPath", remote(index)],
    ],
    async stop({ keep = false } = {}) {
      const gone = child.exitCode === null ? new Promise((ended) => child.once("exit", ended)) : undefined;
      end(child.pid, "SIGTERM");
      await gone;
      end(child.pid, "SIGKILL"); // the extension host is in the same group, and may linger
      if (!keep) {
        rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      }
    },
  };
}

function end(group, signal) {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (error.code !== "ESRCH") {
      throw error;
    }
  }
}

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}
