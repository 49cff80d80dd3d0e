/** Which documents are fullgraph's, and the one in front of the user. */

import * as vscode from "vscode";

export const PYTHON_DOCUMENTS = [
  { language: "python", scheme: "file" },
  { language: "python", scheme: "untitled" },
  { language: "python", scheme: "vscode-notebook-cell" },
] as const;

export function activePython(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor !== undefined && vscode.languages.match([...PYTHON_DOCUMENTS], editor.document) > 0
    ? editor
    : undefined;
}

/** The folder that a setting without a document is about: the active document's, else the first. */
export function mainFolder(): vscode.WorkspaceFolder | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  const own = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active);
  return own ?? vscode.workspace.workspaceFolders?.[0];
}
