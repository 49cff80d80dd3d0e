/** The connection to one server process: what is sent at start, how its settings are answered, what is left to us. */

import { homedir } from "node:os";

import * as vscode from "vscode";
import {
  CloseAction,
  type ConfigurationParams,
  type DynamicFeature,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  type StaticFeature,
} from "vscode-languageclient/node";

import type { Channels } from "./channels";
import { PYTHON_DOCUMENTS } from "./documents";
import { type Environment, SECTION } from "./environment";
import { OpenDocuments } from "./open_documents";
import { ServerProcess } from "./server_process";
import type { ServerCommand } from "./server_command";
import { isTrusted } from "./trust";

/**
 * The library registers every command that the server offers under the same name in VS Code. Ours are there before
 * and without a server, fill in the function at the cursor, and check trust, so that feature is left out.
 */
export class FullgraphClient extends LanguageClient {
  public override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if ("registrationType" in feature && feature.registrationType.method === "workspace/executeCommand") {
      return;
    }
    super.registerFeature(feature);
  }
}

function valueAt(settings: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    settings,
  );
}

/** Answers `workspace/configuration` per folder with what the server may act on, not with the raw settings. */
async function configuration(environment: Environment, params: ConfigurationParams): Promise<unknown[]> {
  return Promise.all(
    params.items.map(async ({ scopeUri, section }) => {
      const [head, ...path] = (section ?? SECTION).split(".");
      if (head !== SECTION) {
        return null;
      }
      const told = await environment.told(scopeUri === undefined ? undefined : vscode.Uri.parse(scopeUri));
      return valueAt(told, path) ?? null;
    }),
  );
}

/** Holds back questions about diagnostics until the document they are about has been opened. */
function openedFirst(documents: OpenDocuments): Middleware {
  return {
    didOpen: async (document, next) => {
      await next(document);
      documents.opened(document.uri.toString());
    },
    didClose: async (document, next) => {
      documents.closed(document.uri.toString());
      await next(document);
    },
    provideDiagnostics: async (document, previous, token, next) => {
      // Cells are opened with their notebook, by another message; a bare URI is a document that is not open.
      if (!(document instanceof vscode.Uri) && document.uri.scheme !== "vscode-notebook-cell") {
        const givenUp = new Promise<void>((resolve) => {
          token.onCancellationRequested(() => {
            resolve();
          });
        });
        await documents.whenOpen(document.uri.toString(), givenUp);
      }
      return next(document, previous, token);
    },
  };
}

export interface ClientHooks {
  /** The connection ended and nobody asked for it. */
  readonly closed: (lastWords: string) => void;
  readonly progress: NonNullable<Middleware["handleWorkDoneProgress"]>;
}

export async function createClient(
  command: ServerCommand,
  environment: Environment,
  channels: Channels,
  hooks: ClientHooks,
): Promise<FullgraphClient> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const cwd = isTrusted() && folder?.scheme === "file" ? folder.fsPath : homedir();
  const server = new ServerProcess(command, { cwd });
  const options: LanguageClientOptions = {
    documentSelector: [...PYTHON_DOCUMENTS],
    outputChannel: channels.server,
    traceOutputChannel: channels.trace,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: SECTION,
    initializationOptions: { trusted: isTrusted(), settings: await environment.told(folder) },
    markdown: { isTrusted: false, supportHtml: false },
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        hooks.closed(server.lastWords);
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    middleware: {
      ...openedFirst(new OpenDocuments()),
      handleWorkDoneProgress: hooks.progress,
      workspace: { configuration: (params) => configuration(environment, params) },
    },
  };
  return new FullgraphClient(SECTION, "fullgraph", () => server.start(), options);
}
