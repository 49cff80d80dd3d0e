/** Requests to the server that a user's command makes. */

import type * as vscode from "vscode";
import type { ExecuteCommandParams } from "vscode-languageclient/node";

import { activePython } from "./documents";
import type { FullgraphClient } from "./language_client";
import { GRAPH_REQUEST, type GraphParams, isTraceResult, type TraceResult } from "./protocol";
import type { Session } from "./session";
import { targetOf } from "./target";

/** Something went wrong in a way that the user is told in words. */
export class UserError extends Error {}

/** The client, once a start that is under way is over. */
export async function runningClient(session: Session): Promise<FullgraphClient> {
  await session.settled();
  const client = session.running;
  if (client === undefined) {
    throw new UserError("the server is not running; see the fullgraph status item");
  }
  return client;
}

/** The function that a lens names, or the one at the cursor. */
export function functionMeant(args: readonly unknown[]): GraphParams {
  const target = targetOf(args);
  if (target !== undefined) {
    return target;
  }
  const editor = activePython();
  if (editor === undefined) {
    throw new UserError("put the cursor into a function of a Python file first");
  }
  const { line, character } = editor.selection.active;
  return { textDocument: { uri: editor.document.uri.toString() }, position: { line, character } };
}

export async function executeOnServer(
  session: Session,
  command: string,
  args: readonly unknown[],
  token?: vscode.CancellationToken,
): Promise<unknown> {
  const params: ExecuteCommandParams = { command, arguments: [...args] };
  const client = await runningClient(session);
  // An undefined token would be taken for a second positional parameter.
  return token === undefined
    ? client.sendRequest<unknown>("workspace/executeCommand", params)
    : client.sendRequest<unknown>("workspace/executeCommand", params, token);
}

export async function requestGraph(
  session: Session,
  params: GraphParams,
  token?: vscode.CancellationToken,
): Promise<TraceResult> {
  const client = await runningClient(session);
  const answer = await (token === undefined
    ? client.sendRequest<unknown>(GRAPH_REQUEST, params)
    : client.sendRequest<unknown>(GRAPH_REQUEST, params, token));
  if (!isTraceResult(answer)) {
    throw new UserError("the server has no graph for this function");
  }
  return answer;
}
