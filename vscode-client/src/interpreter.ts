/**
 * Which Python runs the server and the worker: the setting, then the Python environments extension, then the Python
 * extension, then what is on PATH. Both extensions are optional, so their APIs are described here and not imported.
 */

export type InterpreterOrigin = "setting" | "python-envs" | "python" | "path";

export interface Interpreter {
  readonly command: readonly [string, ...string[]];
  readonly origin: InterpreterOrigin;
}

export interface InterpreterSources {
  /** `fullgraph.interpreter`, expanded. */
  readonly setting: readonly string[];
  readonly trusted: boolean;
  /** Ask `ms-python.vscode-python-envs`, then `ms-python.python`; undefined if it is absent or has nothing. */
  readonly fromEnvironments: () => Promise<readonly string[] | undefined>;
  readonly fromPython: () => Promise<readonly string[] | undefined>;
  /** Pythons on PATH, first first. */
  readonly onPath: () => readonly string[];
  /** Whether a file lies in the workspace, where an untrusted workspace could have put it. */
  readonly inWorkspace: (file: string) => boolean;
}

function asCommand(words: readonly string[] | undefined): readonly [string, ...string[]] | undefined {
  const [first, ...rest] = words ?? [];
  return first === undefined || first === "" ? undefined : [first, ...rest];
}

/**
 * In an untrusted workspace the two extensions are not asked: what they select may be the workspace's own `.venv`,
 * and to run that is to run the workspace's code.
 */
export async function chooseInterpreter(sources: InterpreterSources): Promise<Interpreter | undefined> {
  const setting = asCommand(sources.setting);
  if (setting !== undefined && (sources.trusted || !sources.inWorkspace(setting[0]))) {
    return { command: setting, origin: "setting" };
  }
  if (sources.trusted) {
    const environments = asCommand(await sources.fromEnvironments());
    if (environments !== undefined) {
      return { command: environments, origin: "python-envs" };
    }
    const python = asCommand(await sources.fromPython());
    if (python !== undefined) {
      return { command: python, origin: "python" };
    }
  }
  const found = sources.onPath().find((file) => sources.trusted || !sources.inWorkspace(file));
  return found === undefined ? undefined : { command: [found], origin: "path" };
}
