/**
 * Lays diagrams out: by Graphviz in a worker, for so long, and by rows where that takes longer or would. A newer
 * question ends an older one by ending the worker it runs in.
 */

import workerSource from "inline-worker:./layout.worker.ts";

import type { Diagram } from "../graph/diagram";
import { answer, question } from "../graph/graphviz";
import { layered } from "../graph/layered";
import type { Layout, Sizes } from "../graph/layout";

/** Nodes and boxes; Graphviz's time grows with their square and more. */
const GRAPHVIZ_UP_TO = 250;
/** From the question on, whatever the time goes into: the engine's start, a busy machine, a graph with many edges. */
const TIME_LIMIT = 1_000;
/** So few nodes and edges are done as soon as the machine gets to them, and look best as Graphviz draws them. */
const SMALL = { parts: 40, limit: 10_000 } as const;

export interface LayoutQuestion {
  readonly turn: number;
  readonly dot: string;
}

export type LayoutAnswer =
  | { readonly kind: "begun"; readonly turn: number }
  | { readonly kind: "done"; readonly turn: number; readonly json: string }
  | { readonly kind: "failed"; readonly turn: number; readonly error: string };

/** Rows because the diagram is large, or because Graphviz took too long. */
export type Engine = "graphviz" | "rows" | "rows in time";

export interface LaidOut {
  readonly layout: Layout;
  readonly engine: Engine;
}

/** A webview may not load a worker from its own files (another origin), so the bundle carries it as text. */
function startWorker(): Worker {
  const url = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

export class LayoutReplaced extends Error {}
class TooSlow extends Error {}

export class Layouter {
  private worker = startWorker();
  private turn = 0;
  private giveUp: ((reason: Error) => void) | undefined;

  public async layout(diagram: Diagram, sizes: Sizes): Promise<LaidOut> {
    this.giveUp?.(new LayoutReplaced());
    if (diagram.nodes.length + diagram.clusters.length > GRAPHVIZ_UP_TO) {
      return { layout: layered(diagram, sizes), engine: "rows" };
    }
    try {
      const isSmall = diagram.nodes.length + diagram.edges.length <= SMALL.parts;
      const json = await this.ask(question(diagram, sizes), isSmall ? SMALL.limit : TIME_LIMIT);
      return { layout: answer(json, diagram, sizes), engine: "graphviz" };
    } catch (error) {
      if (error instanceof TooSlow) {
        return { layout: layered(diagram, sizes), engine: "rows in time" };
      }
      throw error;
    }
  }

  private ask(dot: string, limit: number): Promise<string> {
    const turn = ++this.turn;
    return new Promise((resolve, reject) => {
      let begun = false;
      const end = (): void => {
        clearTimeout(timer);
        this.giveUp = undefined;
      };
      const giveUp = (reason: Error): void => {
        end();
        if (begun) {
          this.worker.terminate();
          this.worker = startWorker();
        } // else it is still starting, and ready for the next question
        reject(reason);
      };
      const timer = setTimeout(giveUp, limit, new TooSlow());
      this.giveUp = giveUp;
      this.worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>): void => {
        if (data.turn !== turn) {
          return;
        }
        if (data.kind === "begun") {
          begun = true;
          return;
        }
        end();
        if (data.kind === "done") {
          resolve(data.json);
        } else {
          reject(new Error(data.error));
        }
      };
      this.worker.onerror = (event): void => {
        end();
        reject(new Error(event.message || "the layout engine did not start"));
      };
      this.worker.postMessage({ turn, dot } satisfies LayoutQuestion);
    });
  }
}
