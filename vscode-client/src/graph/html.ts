/** The panel's page. Scripts run by nonce only, WebAssembly for the layout engine only, nothing comes from outside. */

import { html } from "./escape";

export interface PageParts {
  readonly nonce: string;
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
}

export function contentSecurityPolicy({ nonce, cspSource }: Pick<PageParts, "nonce" | "cspSource">): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `style-src ${cspSource}`,
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

export function page(parts: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${html(contentSecurityPolicy(parts))}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${html(parts.style)}">
  <title>fullgraph</title>
</head>
<body>
  <header>
    <strong id="title"></strong> <span id="summary"></span>
    <span id="stale" role="status" hidden>the source has changed since</span>
  </header>
  <nav role="tablist" id="tabs"></nav>
  <div id="tools" role="toolbar" aria-label="Graph tools">
    <input id="search" type="search" placeholder="Search nodes" aria-label="Search nodes">
    <span id="hits" role="status"></span>
    <button id="fit" type="button" title="Show all of the picture">Fit</button>
    <button id="unfold" type="button" title="Open every module">Unfold all</button>
    <button id="fold" type="button" title="Close every module">Fold</button>
    <button data-export="svg" type="button" title="Save the picture">SVG</button>
    <button data-export="dot" type="button" title="Save the whole graph for Graphviz">DOT</button>
    <button data-export="py" type="button" title="Save the graphs as readable code">Python</button>
  </div>
  <div id="note" role="status"></div>
  <div id="message" role="status"></div>
  <main id="content"></main>
  <script nonce="${html(parts.nonce)}" src="${html(parts.script)}"></script>
</body>
</html>
`;
}
