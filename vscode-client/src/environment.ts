/** This window's facts for the pure choices: settings of a folder, its interpreter, the server to start. */

import { existsSync } from "node:fs";
import { homedir } from "node:os";

import * as vscode from "vscode";

import { canImport, isExecutable, isWithin, onPath, onWindows } from "./executables";
import { chooseInterpreter, type Interpreter } from "./interpreter";
import { fromEnvironments, fromPython } from "./python_extensions";
import { chooseServer, type ServerCommand } from "./server_command";
import { expand, readSettings, serverSettings, type Settings, type ToldSettings } from "./settings";
import { isTrusted } from "./trust";

export const SECTION = "fullgraph";

function settingsOf(scope: vscode.Uri | undefined): Settings {
  const section = vscode.workspace.getConfiguration(SECTION, scope);
  const settings = readSettings((key) => section.get(key));
  const where = {
    workspaceFolder:
      scope === undefined
        ? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
        : vscode.workspace.getWorkspaceFolder(scope)?.uri.fsPath,
    home: homedir(),
    env: process.env,
  };
  const open = (value: string): string => expand(value, where);
  return {
    ...settings,
    path: settings.path.map(open),
    interpreter: settings.interpreter.map(open),
    configuration: settings.configuration === null ? null : open(settings.configuration),
    logFile: settings.logFile === null ? null : open(settings.logFile),
  };
}

function inWorkspace(file: string): boolean {
  return (vscode.workspace.workspaceFolders ?? []).some((folder) => isWithin(file, folder.uri.fsPath));
}

export interface Chosen extends ServerCommand {
  readonly interpreter: string | undefined;
}

export class Environment {
  public constructor(
    private readonly log: vscode.LogOutputChannel,
    private readonly bundledScript: string,
  ) {}

  public settings(scope?: vscode.Uri): Settings {
    return settingsOf(scope);
  }

  public async interpreter(scope: vscode.Uri | undefined): Promise<Interpreter | undefined> {
    const found = await chooseInterpreter({
      setting: settingsOf(scope).interpreter,
      trusted: isTrusted(),
      fromEnvironments: () => fromEnvironments(scope, this.log),
      fromPython: () => fromPython(scope, this.log),
      onPath: () => onPath(["python3", "python"]),
      inWorkspace,
    });
    this.log.info(
      found === undefined ? "no interpreter found" : `interpreter: ${found.command.join(" ")} (from ${found.origin})`,
    );
    return found;
  }

  /** The server to start, and the interpreter that it was chosen with. */
  public async server(scope: vscode.Uri | undefined): Promise<Chosen> {
    const { path, importStrategy, logFile } = settingsOf(scope);
    const interpreter = await this.interpreter(scope);
    const command = await chooseServer({
      path,
      importStrategy,
      interpreter,
      trusted: isTrusted(),
      exists: isExecutable,
      inWorkspace,
      canImport: (one) => canImport(one.command, "fullgraph_server"),
      onPath: () => onPath(["fullgraph"]),
      bundledScript: existsSync(this.bundledScript) ? this.bundledScript : undefined,
      windows: onWindows,
    });
    this.log.info(`server: ${[command.command, ...command.args].join(" ")} (from ${command.origin})`);
    const logging = logFile === null ? [] : ["--log-file", logFile];
    return { ...command, args: [...command.args, ...logging], interpreter: interpreter?.command[0] };
  }

  /** What the server is told about a folder: the settings, the interpreter for its worker, and whether it may run it. */
  public async told(scope: vscode.Uri | undefined): Promise<ToldSettings> {
    const trusted = isTrusted();
    const interpreter = trusted ? await this.interpreter(scope) : undefined;
    const settings = serverSettings(settingsOf(scope), (key) => isSet(scope, key), trusted);
    return { ...settings, interpreter: interpreter?.command[0] ?? null, trusted };
  }
}

/** Whether somebody has set it: the user, this machine, the workspace or the folder. */
function isSet(scope: vscode.Uri | undefined, key: string): boolean {
  const found = vscode.workspace.getConfiguration(SECTION, scope).inspect(key);
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some((value) => value !== undefined);
}
