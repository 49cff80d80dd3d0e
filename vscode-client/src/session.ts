/** The life of the server: started, replaced on demand, started again with back-off when it ends by itself. */

import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";

import type { AskedWork } from "./asked_work";
import { Backoff } from "./backoff";
import type { Channels } from "./channels";
import { mainFolder } from "./documents";
import type { Chosen, Environment } from "./environment";
import { createClient, type FullgraphClient } from "./language_client";
import { type ServerStatus, STATUS_NOTIFICATION } from "./protocol";
import type { Status } from "./status";

export class Session implements vscode.Disposable {
  private client: FullgraphClient | undefined;
  private readonly backoff = new Backoff();
  private timer: NodeJS.Timeout | undefined;
  private queue: Promise<void> = Promise.resolve();
  private startedAt = 0;
  private chosen: Chosen | undefined;
  private readonly replaced = new vscode.EventEmitter<FullgraphClient | undefined>();
  /** Fires with the running client, and with undefined when there is none any more. */
  public readonly onDidChangeClient = this.replaced.event;

  public constructor(
    private readonly environment: Environment,
    private readonly channels: Channels,
    private readonly status: Status,
    private readonly work: AskedWork,
  ) {}

  public get running(): FullgraphClient | undefined {
    return this.client?.state === State.Running ? this.client : undefined;
  }

  /** Resolves when no start, restart or stop is under way. */
  public settled(): Promise<void> {
    return this.queue;
  }

  /** What the present server was started as. */
  public get server(): Chosen | undefined {
    return this.chosen;
  }

  /** One after another: a restart during a start waits for it, so that there are never two servers. */
  public restart(reason: string): Promise<void> {
    this.backoff.reset();
    return this.enqueue(reason);
  }

  public stop(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  public async settingsChanged(): Promise<void> {
    const settings = { fullgraph: await this.environment.told(mainFolder()?.uri) };
    await this.running?.sendNotification("workspace/didChangeConfiguration", { settings });
  }

  public dispose(): void {
    clearTimeout(this.timer);
    this.replaced.dispose();
  }

  private enqueue(reason: string): Promise<void> {
    clearTimeout(this.timer);
    return this.inTurn(async () => {
      this.channels.client.info(`starting the server: ${reason}`);
      await this.end();
      await this.begin();
    });
  }

  private inTurn(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(step).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.channels.client.error(reason);
      this.status.set({ kind: "failed", reason });
    });
    return this.queue;
  }

  private async begin(): Promise<void> {
    if (!this.environment.settings(mainFolder()?.uri).enable) {
      this.status.set({ kind: "disabled" });
      return;
    }
    this.status.set({ kind: "starting" });
    const command = await this.environment.server(mainFolder()?.uri);
    this.chosen = command;
    const client = await createClient(command, this.environment, this.channels, {
      progress: this.work.handle,
      closed: (lastWords) => {
        if (this.client === client) {
          this.client = undefined;
          this.replaced.fire(undefined);
          this.again(lastWords === "" ? "the server ended" : `the server ended: ${lastWords}`);
        }
      },
    });
    client.onNotification(STATUS_NOTIFICATION, (status: ServerStatus) => {
      if (this.client === client) {
        this.status.set({ kind: "running", server: command.origin, status });
      }
    });
    this.client = client;
    this.startedAt = Date.now();
    try {
      await client.start();
    } catch (error) {
      if (this.client !== client) {
        return; // its end was noticed, and is being dealt with
      }
      this.client = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      this.channels.client.error(`the server did not start: ${reason}`);
      this.again(`the server did not start (${reason})`);
      return;
    }
    if (this.status.phase.kind === "starting") {
      this.status.set({ kind: "running", server: command.origin, status: undefined });
    }
    this.replaced.fire(client);
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.chosen = undefined;
    if (client === undefined) {
      return;
    }
    this.replaced.fire(undefined);
    try {
      await client.dispose(5_000);
    } catch (error) {
      // It may have died while we asked it to stop. That it is gone is what was wanted.
      this.channels.client.warn(`stopping the server: ${String(error)}`);
    }
  }

  private again(reason: string): void {
    const delay = this.backoff.next(Date.now() - this.startedAt);
    this.channels.client.warn(`${reason}; attempt ${String(this.backoff.attempts)} in ${String(delay)} ms`);
    this.status.set({ kind: "waiting", seconds: delay / 1000, reason });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.enqueue(reason), delay);
  }
}
