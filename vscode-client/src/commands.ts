/** What the user can call. Commands exist before and without a server, and say why they cannot do something. */

import * as vscode from "vscode";

import type { AskedWork } from "./asked_work";
import type { Channels } from "./channels";
import type { Panels } from "./graph/panels";
import { isTraceResult } from "./protocol";
import { executeOnServer, functionMeant, UserError } from "./requests";
import type { Session } from "./session";
import type { Status } from "./status";
import { isTrusted, requireTrust } from "./trust";

export interface Parts {
  readonly session: Session;
  readonly panels: Panels;
  readonly channels: Channels;
  readonly status: Status;
  readonly work: AskedWork;
  readonly version: string;
}

type Handler = (...args: readonly unknown[]) => Promise<unknown>;

/** Runs a server command on one function and shows its graphs. The answer is returned too, for keybindings and tests. */
function onFunction(parts: Parts, command: string, doing: string): Handler {
  return async (...args) => {
    if (!(await requireTrust(`${doing} a function`))) {
      return undefined;
    }
    const target = functionMeant(args);
    const sent = args.length > 0 ? args : [{ uri: target.textDocument.uri, ...target }];
    const answer = await parts.work.run(doing, target.qualname, (token) =>
      executeOnServer(parts.session, command, sent, token),
    );
    if (isTraceResult(answer)) {
      await parts.panels.show(answer, target);
    }
    return answer;
  };
}

/** The server's half. A server that does not answer is itself something that a bug report should say. */
async function serverInformation(session: Session): Promise<string> {
  if (session.running === undefined) {
    return "the server is not running";
  }
  try {
    const answer = await executeOnServer(session, "fullgraph.debugInformation", []);
    return typeof answer === "string" ? answer : JSON.stringify(answer, undefined, 2);
  } catch (error) {
    return `the server did not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function debugInformation(parts: Parts): Promise<string> {
  const own = {
    extension: parts.version,
    vscode: vscode.version,
    trusted: isTrusted(),
    status: parts.status.text,
    phase: parts.status.phase,
    server: parts.session.server,
    platform: `${process.platform} ${process.arch}`,
  };
  const text = await serverInformation(parts.session);
  const content = `# Client\n\n${JSON.stringify(own, undefined, 2)}\n\n# Server\n\n${text}\n`;
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document);
  return content;
}

function handlers(parts: Parts): Record<string, Handler> {
  const { session, panels, channels } = parts;
  return {
    "fullgraph.compileFunction": onFunction(parts, "fullgraph.compileFunction", "compiling"),
    "fullgraph.traceFunction": onFunction(parts, "fullgraph.traceFunction", "tracing"),
    "fullgraph.showGraph": async (...args) => {
      if (!(await requireTrust("drawing a function's graph"))) {
        return undefined;
      }
      const target = functionMeant(args);
      return parts.work.run("tracing", target.qualname, (token) => panels.open(target, token));
    },
    // What code actions call; the page is opened by the server's `window/showDocument`.
    "fullgraph.openPage": (...args) => executeOnServer(session, "fullgraph.openPage", args),
    "fullgraph.restartServer": () => session.restart("asked for"),
    "fullgraph.restartWorker": async () => {
      if (await requireTrust("starting the worker")) {
        await executeOnServer(session, "fullgraph.restartWorker", []);
      }
    },
    "fullgraph.showLogs": () => {
      channels.server.show(true);
      return Promise.resolve();
    },
    "fullgraph.debugInformation": () => debugInformation(parts),
  };
}

/** Errors reach the user in one place and one form; what nobody foresaw also reaches the log with its stack. */
function reported(name: string, handler: Handler, log: vscode.LogOutputChannel): Handler {
  return async (...args) => {
    try {
      return await handler(...args);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!(error instanceof UserError)) {
        log.error(`${name}: ${error instanceof Error ? (error.stack ?? message) : message}`);
      }
      void vscode.window.showErrorMessage(`fullgraph: ${message}`);
      return undefined;
    }
  };
}

export function registerCommands(parts: Parts): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(handlers(parts)).map(([name, handler]) =>
      vscode.commands.registerCommand(name, reported(name, handler, parts.channels.client)),
    ),
  );
}
