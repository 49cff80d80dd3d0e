/** Asks the worker for layouts. A newer question ends a long older one by ending the worker it runs in. */

import workerSource from "inline-worker:./layout.worker.ts";

export interface LayoutQuestion {
  readonly turn: number;
  readonly dot: string;
}

export type LayoutAnswer =
  | { readonly turn: number; readonly svg: string; readonly milliseconds: number }
  | { readonly turn: number; readonly error: string };

/** A webview may not load a worker from its own files (another origin), so the bundle carries it as text. */
function startWorker(): Worker {
  const url = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

export class LayoutReplaced extends Error {}

export class Layouter {
  private worker = startWorker();
  private turn = 0;
  private pending: { readonly reject: (error: Error) => void } | undefined;

  public layout(dot: string): Promise<{ svg: string; milliseconds: number }> {
    const turn = ++this.turn;
    if (this.pending !== undefined) {
      this.worker.terminate();
      this.worker = startWorker();
      this.pending.reject(new LayoutReplaced());
    }
    return new Promise((resolve, reject) => {
      this.pending = { reject };
      this.worker.onmessage = (event: MessageEvent<LayoutAnswer>): void => {
        if (event.data.turn !== turn) {
          return;
        }
        this.pending = undefined;
        if ("error" in event.data) {
          reject(new Error(event.data.error));
        } else {
          resolve(event.data);
        }
      };
      this.worker.onerror = (event): void => {
        this.pending = undefined;
        reject(new Error(event.message || "the layout engine did not start"));
      };
      this.worker.postMessage({ turn, dot } satisfies LayoutQuestion);
    });
  }
}
