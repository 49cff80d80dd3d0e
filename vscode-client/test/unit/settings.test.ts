import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { expand, readSettings, serverSettings } from "../../src/settings";

interface Manifest {
  contributes: {
    configuration: { properties: Record<string, { default: unknown; scope: string }> };
    commands: { command: string }[];
  };
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  extensionDependencies: string[];
  activationEvents: string[];
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const { properties } = manifest.contributes.configuration;

test("what is read from nothing is what package.json promises", () => {
  const fromNothing = readSettings(() => undefined);
  const fromManifest = readSettings((key) => properties[`fullgraph.${key}`]?.default);
  assert.deepEqual(fromNothing, fromManifest);
});

test("the settings are those of the contract", () => {
  const names = [
    ...["enable", "path", "interpreter", "importStrategy", "configuration", "diagnosticMode", "trace.enable"],
    ...["trace.on", "trace.timeout", "compile.backend", "inlayHints", "logLevel", "logFile", "trace.server"],
  ];
  assert.deepEqual(
    Object.keys(properties),
    names.map((name) => `fullgraph.${name}`),
  );
});

test("nonsense falls back, and does not spread", () => {
  const nonsense: Record<string, unknown> = {
    enable: "yes",
    path: [1, "", "/a"],
    "trace.on": "always",
    "trace.timeout": -1,
    "compile.backend": "",
    logFile: 7,
  };
  const settings = readSettings((key) => nonsense[key]);
  assert.equal(settings.enable, true);
  assert.deepEqual(settings.path, ["/a"]);
  assert.deepEqual(settings.trace, { enable: true, on: "save", timeout: 30 });
  assert.equal(settings.compile.backend, "inductor");
  assert.equal(settings.logFile, null);
});

test("untrusted: no trace, whatever the settings say, and no way to another program", () => {
  const settings = readSettings((key) => ({ "trace.enable": true, "trace.on": "idle" })[key]);
  const all = (): boolean => true;
  assert.deepEqual(serverSettings(settings, all, false)["trace"], { enable: false, on: "never", timeout: 30 });
  assert.deepEqual(serverSettings(settings, all, true)["trace"], { enable: true, on: "idle", timeout: 30 });
  assert.deepEqual(
    serverSettings(settings, () => false, false),
    { trace: { enable: false, on: "never" } },
  );
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
  const restricted = new Set(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);
  for (const name of ["path", "interpreter", "importStrategy", "logFile", "configuration", "trace.enable"]) {
    assert.ok(restricted.has(`fullgraph.${name}`), name);
  }
});

test("only what somebody has set is sent: the rest is pyproject.toml's", () => {
  const settings = readSettings((key) => ({ "trace.on": "idle", inlayHints: "all" })[key]);
  const set = new Set(["trace.on", "inlayHints"]);
  assert.deepEqual(
    serverSettings(settings, (key) => set.has(key), true),
    { trace: { on: "idle" }, inlayHints: "all" },
  );
});

test("restricted settings exist", () => {
  for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) {
    assert.ok(name in properties, name);
  }
});

test("no other extension is needed", () => {
  assert.deepEqual(manifest.extensionDependencies, []);
  assert.ok(manifest.activationEvents.includes("onLanguage:python"));
});

test("paths are expanded", () => {
  const where = { workspaceFolder: "/w", home: "/home/u", env: { VENV: "/v" } };
  assert.equal(expand("${workspaceFolder}/.venv/bin/python", where), "/w/.venv/bin/python");
  assert.equal(expand("~/x", where), "/home/u/x");
  assert.equal(expand("~x", where), "~x");
  assert.equal(expand("${env:VENV}/${env:NONE}p", where), "/v/p");
});
