/** Graphviz, off the page's thread, so that panning and typing go on while a large graph is laid out. */

import { Graphviz } from "@hpcc-js/wasm-graphviz";

import type { LayoutAnswer, LayoutQuestion } from "./layout";

const graphviz = Graphviz.load();

addEventListener("message", (event: MessageEvent<LayoutQuestion>) => {
  const { turn, dot } = event.data;
  const started = performance.now();
  const answer = (value: LayoutAnswer): void => {
    postMessage(value);
  };
  graphviz
    .then((engine) => engine.layout(dot, "svg", "dot"))
    .then(
      (svg) => {
        answer({ turn, svg, milliseconds: performance.now() - started });
      },
      (error: unknown) => {
        answer({ turn, error: error instanceof Error ? error.message : String(error) });
      },
    );
});
