/** The server's process. Its last words on stderr are kept, so that an early end has a reason that can be shown. */

import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";

import type { ServerCommand } from "./server_command";

const KEPT = 2_000;

export class ServerProcess {
  private said = "";

  public constructor(
    private readonly command: ServerCommand,
    private readonly options: SpawnOptions,
  ) {}

  /** The last line that says something; of a traceback that is the error itself. */
  public get lastWords(): string {
    const lines = this.said.split(/\r?\n/).map((line) => line.trim());
    return lines.findLast((line) => line !== "") ?? "";
  }

  public start(): Promise<ChildProcess> {
    this.said = "";
    return new Promise((resolve, reject) => {
      const child = spawn(this.command.command, [...this.command.args], { ...this.options, stdio: "pipe" });
      child.stderr.on("data", (chunk: Buffer) => {
        this.said = (this.said + chunk.toString("utf8")).slice(-KEPT);
      });
      child.once("error", reject);
      child.once("spawn", () => {
        resolve(child);
      });
    });
  }
}
