/** Graphviz, off the page's thread, so that panning and typing go on while a graph is laid out. */

import { Graphviz } from "@hpcc-js/wasm-graphviz";

import type { LayoutAnswer, LayoutQuestion } from "./layouter";

function say(answer: LayoutAnswer): void {
  postMessage(answer);
}

function failed(turn: number, error: unknown): void {
  say({ kind: "failed", turn, error: error instanceof Error ? error.message : String(error) });
}

const graphviz = Graphviz.load();

addEventListener("message", (event: MessageEvent<LayoutQuestion>) => {
  const { turn, dot } = event.data;
  void graphviz.then(
    (engine) => {
      say({ kind: "begun", turn });
      try {
        // The types miss this format; it is `json` without drawing instructions.
        say({ kind: "done", turn, json: engine.layout(dot, "json0" as "json", "dot") });
      } catch (error) {
        failed(turn, error);
      }
    },
    (error: unknown) => {
      failed(turn, error);
    },
  );
});
