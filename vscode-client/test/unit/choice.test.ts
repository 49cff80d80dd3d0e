import assert from "node:assert/strict";
import { test } from "node:test";

import { Backoff } from "../../src/backoff";
import { chooseInterpreter, type InterpreterSources } from "../../src/interpreter";
import { chooseServer, NoServer, type ServerSources } from "../../src/server_command";
import { statusText } from "../../src/status_text";
import { targetOf } from "../../src/target";

function sources(more: Partial<InterpreterSources>): InterpreterSources {
  return {
    setting: [],
    trusted: true,
    fromEnvironments: () => Promise.resolve(undefined),
    fromPython: () => Promise.resolve(undefined),
    onPath: () => ["/usr/bin/python3"],
    inWorkspace: (file) => file.startsWith("/w/"),
    ...more,
  };
}

const envs = (): Promise<string[]> => Promise.resolve(["/envs/python", "-X", "dev"]);
const python = (): Promise<string[]> => Promise.resolve(["/w/.venv/bin/python"]);

test("interpreter: setting, environments extension, Python extension, PATH", async () => {
  const all = { fromEnvironments: envs, fromPython: python };
  assert.deepEqual(await chooseInterpreter(sources({ ...all, setting: ["/mine", "-q"] })), {
    command: ["/mine", "-q"],
    origin: "setting",
  });
  assert.deepEqual(await chooseInterpreter(sources(all)), {
    command: ["/envs/python", "-X", "dev"],
    origin: "python-envs",
  });
  assert.equal((await chooseInterpreter(sources({ fromPython: python })))?.origin, "python");
  assert.equal((await chooseInterpreter(sources({})))?.origin, "path");
  assert.equal(await chooseInterpreter(sources({ onPath: () => [] })), undefined);
});

test("untrusted: nothing that the workspace could have put there", async () => {
  const never = (): Promise<never> => Promise.reject(new Error("asked in an untrusted workspace"));
  const untrusted = { trusted: false, fromEnvironments: never, fromPython: never };
  const found = await chooseInterpreter(
    sources({ ...untrusted, setting: ["/w/evil"], onPath: () => ["/w/bin/python3", "/usr/bin/python3"] }),
  );
  assert.deepEqual(found, { command: ["/usr/bin/python3"], origin: "path" });
});

function servers(more: Partial<ServerSources>): ServerSources {
  return {
    path: [],
    importStrategy: "fromEnvironment",
    interpreter: { command: ["/env/bin/python"], origin: "python" },
    trusted: true,
    exists: () => false,
    inWorkspace: (file) => file.startsWith("/w/"),
    canImport: () => Promise.resolve(false),
    onPath: () => [],
    bundledScript: undefined,
    windows: false,
    ...more,
  };
}

test("server: the first path that exists", async () => {
  const found = await chooseServer(servers({ path: ["/no", "/yes"], exists: (file) => file === "/yes" }));
  assert.deepEqual(found, { command: "/yes", args: ["server"], origin: "setting" });
  await assert.rejects(chooseServer(servers({ path: ["/no"] })), NoServer);
});

test("server: the environment's script, its module, PATH, the bundled one", async () => {
  const script = await chooseServer(servers({ exists: (file) => file === "/env/bin/fullgraph" }));
  assert.equal(script.command, "/env/bin/fullgraph");
  const module = await chooseServer(
    servers({ canImport: () => Promise.resolve(true), onPath: () => ["/bin/fullgraph"] }),
  );
  assert.equal(module.command, "/env/bin/python");
  assert.equal(module.args[0], "-P");
  assert.equal(module.args.at(-1), "server");
  const path = await chooseServer(servers({ onPath: () => ["/bin/fullgraph"], bundledScript: "/ext/start.py" }));
  assert.equal(path.origin, "path");
  const bundled = await chooseServer(servers({ bundledScript: "/ext/start.py" }));
  assert.deepEqual(bundled.args, ["-P", "/ext/start.py", "server"]);
  const forced = await chooseServer(
    servers({ importStrategy: "useBundled", exists: () => true, bundledScript: "/ext/start.py" }),
  );
  assert.equal(forced.origin, "bundled");
});

test("server: none, in words that say what to do", async () => {
  const [python] = servers({}).interpreter?.command ?? [];
  await assert.rejects(chooseServer(servers({ exists: (file) => file === python })), /pip install fullgraph/);
  await assert.rejects(chooseServer(servers({})), /does not exist: set fullgraph\.interpreter/);
  await assert.rejects(chooseServer(servers({ interpreter: undefined })), /fullgraph\.interpreter/);
});

test("server: untrusted, a path or script in the workspace is not taken", async () => {
  const found = await chooseServer(
    servers({
      trusted: false,
      path: ["/w/evil"],
      exists: () => true,
      interpreter: { command: ["/usr/bin/python3"], origin: "path" },
    }),
  );
  assert.equal(found.command, "/usr/bin/fullgraph");
});

test("back-off doubles, is bounded, and forgets after a calm spell", () => {
  const backoff = new Backoff({ firstDelay: 100, maxDelay: 1000, calm: 5000 });
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => backoff.next(10)),
    [100, 200, 400, 800, 1000, 1000],
  );
  assert.equal(backoff.next(6000), 100);
  backoff.reset();
  assert.equal(backoff.attempts, 0);
});

test("targets of commands", () => {
  const uri = "file:///a.py";
  assert.deepEqual(targetOf([{ uri, qualname: "f" }]), { textDocument: { uri }, qualname: "f" });
  assert.deepEqual(targetOf([{ textDocument: { uri }, position: { line: 1, character: 2 } }]), {
    textDocument: { uri },
    position: { line: 1, character: 2 },
  });
  assert.deepEqual(targetOf([uri, "M.forward"]), { textDocument: { uri }, qualname: "M.forward" });
  assert.deepEqual(targetOf([uri, { line: 1, character: 2 }]), {
    textDocument: { uri },
    position: { line: 1, character: 2 },
  });
  assert.equal(targetOf([]), undefined);
  assert.equal(targetOf([{ scheme: "file" }]), undefined);
});

test("status: silence has a reason", () => {
  const status = { health: "ok", message: null, quiescent: true, worker: { torch: "2.13.0" } } as const;
  const quiet = statusText({ kind: "running", server: "environment", status }, true);
  assert.equal(quiet.severity, "information");
  assert.match(quiet.detail, /torch 2\.13\.0/);
  const untrusted = statusText({ kind: "running", server: "environment", status }, false);
  assert.match(untrusted.detail, /Restricted Mode/);
  assert.equal(untrusted.severity, "warning");
  const problem = { ...status, health: "warning", worker: { problem: "torch is not installed" } } as const;
  assert.match(statusText({ kind: "running", server: "path", status: problem }, true).detail, /torch is not installed/);
  assert.match(statusText({ kind: "disabled" }, true).detail, /fullgraph\.enable/);
  assert.equal(statusText({ kind: "failed", reason: "no Python" }, true).severity, "error");
  assert.match(statusText({ kind: "waiting", seconds: 1.2, reason: "ended" }, true).detail, /2 s/);
});
