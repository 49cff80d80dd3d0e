/** The page: tabs, tools, and the messages to and from the extension. */

import { summary, textTabs } from "../graph/tabs";
import type { FromPanel, PanelState, ToPanel } from "../graph/messages";
import { isExportFormat } from "../graph/exporter";
import type { TraceResult } from "../protocol";
import { Layouter } from "./layouter";
import { PictureTab } from "./picture_tab";

const vscode = acquireVsCodeApi<PanelState>();
const layouter = new Layouter();
let picture: PictureTab | undefined;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page lacks #${id}`);
  }
  return found;
}

function searchBox(): HTMLInputElement {
  return element("search") as HTMLInputElement;
}

function send(message: FromPanel): void {
  vscode.postMessage(message);
}

function say(text: string): void {
  element("message").textContent = text;
}

function choose(id: string): void {
  for (const tab of document.querySelectorAll<HTMLElement>("[role=tab]")) {
    tab.setAttribute("aria-selected", String(tab.dataset["tab"] === id));
  }
  for (const pane of document.querySelectorAll<HTMLElement>("[role=tabpanel]")) {
    pane.hidden = pane.id !== `pane-${id}`;
  }
  element("tools").hidden = id !== "graph";
  element("note").hidden = id !== "graph";
}

function addTab(id: string, title: string): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("role", "tab");
  button.dataset["tab"] = id;
  button.textContent = title;
  button.addEventListener("click", () => {
    choose(id);
  });
  element("tabs").append(button);
  const pane = document.createElement("section");
  pane.id = `pane-${id}`;
  pane.setAttribute("role", "tabpanel");
  element("content").append(pane);
  return pane;
}

async function show(result: TraceResult, state: PanelState): Promise<void> {
  vscode.setState(state);
  const before = document.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.dataset["tab"];
  element("tabs").replaceChildren();
  element("content").replaceChildren();
  element("title").textContent = result.function;
  element("summary").textContent = result.error === undefined ? summary(result) : result.error.message;
  const pane = addTab("graph", "Graph");
  const tabs = textTabs(result);
  for (const tab of tabs) {
    const text = document.createElement("pre");
    text.textContent = tab.text;
    addTab(tab.id, tab.title).append(text);
  }
  choose(tabs.some((tab) => tab.id === before) ? (before ?? "graph") : "graph");
  say("");
  picture = new PictureTab(pane, result, layouter, {
    say: (text) => {
      element("note").textContent = text;
    },
    reveal: (id) => {
      send({ type: "reveal", id });
    },
  });
  searchBox().value = "";
  element("hits").textContent = "";
  await picture.draw();
}

function receive(message: ToPanel): void {
  switch (message.type) {
    case "show":
      void show(message.result, message.state);
      return;
    case "busy":
    case "failed":
      say(message.message);
      return;
    case "light":
      picture?.light(message.ids);
      return;
    case "stale":
      element("stale").hidden = !message.stale;
  }
}

function wireTools(): void {
  const search = searchBox();
  const showHits = (text: string): void => {
    element("hits").textContent = text;
  };
  search.addEventListener("input", () => {
    showHits(picture?.search(search.value) ?? "");
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      void picture?.step(event.shiftKey ? -1 : 1).then(showHits);
    }
  });
  element("fit").addEventListener("click", () => picture?.view?.fit());
  element("unfold").addEventListener("click", () => void picture?.unfoldAll());
  element("fold").addEventListener("click", () => void picture?.fold());
  for (const button of document.querySelectorAll<HTMLElement>("[data-export]")) {
    button.addEventListener("click", () => {
      const format = button.dataset["export"];
      if (isExportFormat(format)) {
        const svg = format === "svg" ? picture?.view?.export() : undefined;
        send({ type: "export", format, ...(svg === undefined ? {} : { svg }) });
      }
    });
  }
}

window.addEventListener("message", (event: MessageEvent<ToPanel>) => {
  receive(event.data);
});
wireTools();
send({ type: "ready" });
