/** Puts the parts together. */

import * as vscode from "vscode";

import { AskedWork } from "./asked_work";
import { createChannels } from "./channels";
import { registerCommands } from "./commands";
import { Environment, SECTION } from "./environment";
import { Panels } from "./graph/panels";
import { onEnvironmentChange } from "./python_extensions";
import { requestGraph } from "./requests";
import { Session } from "./session";
import { RESTARTING } from "./settings";
import { Status } from "./status";
import type { StatusText } from "./status_text";
import { onTrustGranted } from "./trust";

/** What another extension (or a test) may see of this one. */
export interface FullgraphApi {
  readonly status: () => StatusText;
  readonly onDidChangeStatus: vscode.Event<StatusText>;
}

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<FullgraphApi> {
  const channels = createChannels();
  const status = new Status();
  const environment = new Environment(channels.client, context.asAbsolutePath("bundled/start.py"));
  const work = new AskedWork();
  const own = new Session(environment, channels, status, work);
  session = own;
  const started = own.restart("activation");
  const panels = new Panels(context.extensionUri, (params, token) => requestGraph(own, params, token), channels.client);
  const { version } = context.extension.packageJSON as { version: string };
  context.subscriptions.push(
    channels,
    status,
    own,
    panels,
    registerCommands({ session: own, panels, channels, status, work, version }),
    onTrustGranted(() => void own.restart("the workspace is trusted now")),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (RESTARTING.some((key) => event.affectsConfiguration(`${SECTION}.${key}`))) {
        void own.restart("its settings changed");
      } else if (event.affectsConfiguration(SECTION)) {
        void own.settingsChanged();
      }
    }),
  );
  await started;
  const changed = (): void => void own.restart("another environment was selected");
  context.subscriptions.push(await onEnvironmentChange(changed, channels.client));
  return { status: () => status.text, onDidChangeStatus: status.onDidChange };
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
