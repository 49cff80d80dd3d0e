/** The two extensions that know the selected environment. Both optional; what is used of their APIs is described here. */

import * as vscode from "vscode";

interface EnvironmentsApi {
  readonly getEnvironment: (
    scope: vscode.Uri | undefined,
  ) => Promise<
    { readonly execInfo?: { readonly run?: { readonly executable?: string; readonly args?: string[] } } } | undefined
  >;
  readonly onDidChangeEnvironment?: vscode.Event<unknown>;
}

interface PythonApi {
  readonly environments: {
    readonly getActiveEnvironmentPath: (scope?: vscode.Uri) => { readonly path: string };
    readonly resolveEnvironment: (
      path: unknown,
    ) => Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const ENVIRONMENTS = "ms-python.vscode-python-envs";
const PYTHON = "ms-python.python";

async function api<T>(id: string, needs: keyof T, log: vscode.LogOutputChannel): Promise<T | undefined> {
  const extension = vscode.extensions.getExtension<unknown>(id);
  if (extension === undefined) {
    return undefined;
  }
  try {
    const exported = extension.isActive ? extension.exports : await extension.activate();
    return typeof exported === "object" && exported !== null && needs in exported ? (exported as T) : undefined;
  } catch (error) {
    log.warn(`${id} did not activate: ${String(error)}`);
    return undefined;
  }
}

export async function fromEnvironments(
  scope: vscode.Uri | undefined,
  log: vscode.LogOutputChannel,
): Promise<string[] | undefined> {
  const environments = await api<EnvironmentsApi>(ENVIRONMENTS, "getEnvironment", log);
  const found = (await environments?.getEnvironment(scope))?.execInfo?.run;
  return found?.executable === undefined ? undefined : [found.executable, ...(found.args ?? [])];
}

export async function fromPython(
  scope: vscode.Uri | undefined,
  log: vscode.LogOutputChannel,
): Promise<string[] | undefined> {
  const python = await api<PythonApi>(PYTHON, "environments", log);
  if (python === undefined) {
    return undefined;
  }
  const active = python.environments.getActiveEnvironmentPath(scope);
  const file = (await python.environments.resolveEnvironment(active))?.executable.uri?.fsPath;
  return file === undefined ? undefined : [file];
}

/** Calls back when either extension selects another environment. */
export async function onEnvironmentChange(
  changed: () => void,
  log: vscode.LogOutputChannel,
): Promise<vscode.Disposable> {
  const environments = await api<EnvironmentsApi>(ENVIRONMENTS, "getEnvironment", log);
  const python = await api<PythonApi>(PYTHON, "environments", log);
  return vscode.Disposable.from(
    ...[
      environments?.onDidChangeEnvironment?.(changed),
      python?.environments.onDidChangeActiveEnvironmentPath(changed),
    ].filter((one) => one !== undefined),
  );
}
