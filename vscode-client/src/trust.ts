/** Workspace trust: until it is given, nothing of the workspace is run. */

import * as vscode from "vscode";

export function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** A server that started untrusted has no worker and perhaps another interpreter: it is replaced, not told. */
export function onTrustGranted(restart: () => void): vscode.Disposable {
  return vscode.workspace.onDidGrantWorkspaceTrust(restart);
}

/** Whether a command that runs the user's code may go on; else says why not, and where to change it. */
export async function requireTrust(what: string): Promise<boolean> {
  if (isTrusted()) {
    return true;
  }
  const manage = "Manage Workspace Trust";
  const answer = await vscode.window.showWarningMessage(
    `fullgraph: ${what} runs this workspace's code, and the workspace is not trusted.`,
    manage,
  );
  if (answer === manage) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
  return false;
}
