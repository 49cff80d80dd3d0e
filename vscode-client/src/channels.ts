/** Three output channels, apart and never revealed by themselves: what the client does, the server's log, the protocol. */

import * as vscode from "vscode";

export interface Channels {
  readonly client: vscode.LogOutputChannel;
  readonly server: vscode.LogOutputChannel;
  readonly trace: vscode.LogOutputChannel;
  readonly dispose: () => void;
}

export function createChannels(): Channels {
  const client = vscode.window.createOutputChannel("fullgraph", { log: true });
  const server = vscode.window.createOutputChannel("fullgraph Language Server", { log: true });
  const trace = vscode.window.createOutputChannel("fullgraph Language Server Trace", { log: true });
  return {
    client,
    server,
    trace,
    dispose: () => {
      for (const channel of [client, server, trace]) {
        channel.dispose();
      }
    },
  };
}
