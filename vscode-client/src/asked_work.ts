/**
 * Work that the user asked for: one notification with a cancel button, and in it what the server says of that work.
 * What the server does by itself goes the library's way, into the status bar.
 */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

type Progress = vscode.Progress<{ message?: string }>;
type Handle = NonNullable<Middleware["handleWorkDoneProgress"]>;

export class AskedWork {
  /** By the beginning of the title that the server gives it. */
  private readonly running = new Map<string, Progress>();
  private readonly shown = new Map<string | number, Progress>();

  /** Undefined if the user has cancelled it, whatever error that ended it with. */
  public run<T>(
    doing: string,
    name: string | undefined,
    task: (token: vscode.CancellationToken) => Promise<T>,
  ): Thenable<T | undefined> {
    const title = `fullgraph: ${doing} ${name ?? ""}`;
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: name === undefined ? `${title}the function at the cursor` : title,
        cancellable: true,
      },
      async (progress, token) => {
        this.running.set(title, progress);
        try {
          return await task(token);
        } catch (error) {
          if (token.isCancellationRequested) {
            return undefined;
          }
          throw error;
        } finally {
          this.running.delete(title);
        }
      },
    );
  }

  public readonly handle: Handle = (token, params, next) => {
    if (params.kind === "begin") {
      const [, own] = [...this.running].find(([title]) => params.title.startsWith(title)) ?? [];
      if (own !== undefined) {
        this.shown.set(token, own);
      }
    }
    const own = this.shown.get(token);
    if (own === undefined) {
      next(token, params);
      return;
    }
    if (params.kind === "end") {
      this.shown.delete(token);
    } else if (params.message !== undefined) {
      own.report({ message: params.message });
    }
  };
}
