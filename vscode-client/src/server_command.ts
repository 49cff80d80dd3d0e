/** How the server is started: `fullgraph.path`, the interpreter's own environment, PATH, or the bundled copy. */

import { dirname, isAbsolute, join } from "node:path";

import type { Interpreter } from "./interpreter";
import type { ImportStrategy } from "./settings";

export type ServerOrigin = "setting" | "environment" | "path" | "bundled";

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly origin: ServerOrigin;
}

export interface ServerSources {
  readonly path: readonly string[];
  readonly importStrategy: ImportStrategy;
  readonly interpreter: Interpreter | undefined;
  readonly trusted: boolean;
  readonly exists: (file: string) => boolean;
  readonly inWorkspace: (file: string) => boolean;
  /** Whether this interpreter can import `fullgraph_server`. */
  readonly canImport: (interpreter: Interpreter) => Promise<boolean>;
  /** `fullgraph` on PATH. */
  readonly onPath: () => readonly string[];
  /** The bundled start script, where this package carries one. */
  readonly bundledScript: string | undefined;
  readonly windows: boolean;
}

/** The environment's import line: `-P` keeps the workspace's own folders from shadowing ours. */
const START = "import sys; from fullgraph_server.cli.main import main; sys.exit(main())";

function script(interpreter: Interpreter, windows: boolean): string {
  return join(dirname(interpreter.command[0]), windows ? "fullgraph.exe" : "fullgraph");
}

export class NoServer extends Error {}

async function fromEnvironment(sources: ServerSources): Promise<ServerCommand | undefined> {
  const { interpreter } = sources;
  if (interpreter !== undefined) {
    const own = script(interpreter, sources.windows);
    if (interpreter.command.length === 1 && sources.exists(own) && (sources.trusted || !sources.inWorkspace(own))) {
      return { command: own, args: ["server"], origin: "environment" };
    }
    if (await sources.canImport(interpreter)) {
      const [command, ...args] = interpreter.command;
      return { command, args: [...args, "-P", "-c", START, "server"], origin: "environment" };
    }
  }
  const found = sources.onPath().find((file) => sources.trusted || !sources.inWorkspace(file));
  return found === undefined ? undefined : { command: found, args: ["server"], origin: "path" };
}

export async function chooseServer(sources: ServerSources): Promise<ServerCommand> {
  const usable = sources.path.filter((file) => sources.trusted || !sources.inWorkspace(file));
  const configured = usable.find((file) => sources.exists(file));
  if (configured !== undefined) {
    return { command: configured, args: ["server"], origin: "setting" };
  }
  if (usable.length > 0) {
    throw new NoServer(`fullgraph.path names no existing file: ${usable.join(", ")}`);
  }
  const installed = sources.importStrategy === "fromEnvironment" ? await fromEnvironment(sources) : undefined;
  if (installed !== undefined) {
    return installed;
  }
  if (sources.bundledScript !== undefined && sources.interpreter !== undefined) {
    const [command, ...args] = sources.interpreter.command;
    return { command, args: [...args, "-P", sources.bundledScript, "server"], origin: "bundled" };
  }
  if (sources.importStrategy === "useBundled" && sources.bundledScript === undefined) {
    throw new NoServer("fullgraph.importStrategy is useBundled, and this package of the extension carries no server");
  }
  throw new NoServer(whatToDo(sources));
}

function whatToDo({ interpreter, exists }: ServerSources): string {
  if (interpreter === undefined) {
    return "no Python interpreter found: set fullgraph.interpreter, or select one with the Python extension";
  }
  const [python] = interpreter.command;
  return isAbsolute(python) && !exists(python)
    ? `the interpreter ${python} does not exist: set fullgraph.interpreter, or select one with the Python extension`
    : `fullgraph is not installed for ${python}: run "${python} -m pip install fullgraph", or set fullgraph.path`;
}
