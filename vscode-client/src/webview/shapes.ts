/** The SVG elements of a diagram's parts. Text of users becomes text nodes, never markup. */

import type { DiagramCluster, DiagramNode } from "../graph/diagram";
import { type Box, FONT, type Point } from "../graph/layout";

const SVG = "http://www.w3.org/2000/svg";
const CORNER = 10;
/** Longer edges are drawn fainter: many of them side by side would hide the short ones. */
const LONG = 600;
const HEAD = { length: 7, width: 5 } as const;

type Attributes = Readonly<Record<string, string | number>>;

export function make<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, String(value));
  }
  return element;
}

function text(content: string, attributes: Attributes): SVGTextElement {
  const element = make("text", { "text-anchor": "middle", ...attributes });
  element.textContent = content;
  return element;
}

function outline({ shape }: DiagramNode, { x, y, width, height }: Box): SVGElement[] {
  const [right, bottom, fold] = [x + width, y + height, 8];
  switch (shape) {
    case "box":
      return [make("rect", { x, y, width, height, rx: CORNER })];
    case "folder":
      return [make("rect", { x: x + 4, y: y - 4, width, height, rx: 2 }), make("rect", { x, y, width, height, rx: 2 })];
    case "note": {
      const [left, top] = [String(x), String(y)];
      const corner = `${String(right - fold)} ${top}V${String(y + fold)}H${String(right)}`;
      return [
        make("path", { d: `M${left} ${top}L${corner}V${String(bottom)}H${left}Z` }),
        make("path", { d: `M${corner}Z` }),
      ];
    }
  }
}

export function nodeElement(node: DiagramNode, box: Box, tip: string): SVGGElement {
  const element = make("g", { class: `node ${node.style}`, tabindex: 0, role: "button", "aria-label": tip });
  const middle = box.x + box.width / 2;
  const top = box.y + (box.height - node.lines.length * FONT.lineHeight) / 2 + FONT.size - 0.5;
  element.append(
    title(tip),
    ...outline(node, box),
    ...node.lines.map((line, index) =>
      text(line, {
        x: middle,
        y: top + index * FONT.lineHeight,
        "font-size": FONT.size,
        class: index === 0 ? "name" : "detail",
      }),
    ),
  );
  return element;
}

export function clusterElement(cluster: DiagramCluster, box: Box, tip: string): SVGGElement {
  const element = make("g", { class: `cluster ${cluster.style}` });
  const [x, y] = [box.x + 8, box.y + FONT.labelSize + 5];
  element.append(
    title(tip),
    make("rect", { x: box.x, y: box.y, width: box.width, height: box.height, rx: 4 }),
    text(cluster.label, { x, y, "font-size": FONT.labelSize, "text-anchor": "start" }),
  );
  return element;
}

export function edgeElement(points: readonly Point[], cut: boolean): SVGGElement {
  const element = make("g", { class: cut ? "edge cut" : "edge" });
  const [start, ...rest] = points;
  const end = rest.at(-1);
  if (start === undefined || end === undefined) {
    return element;
  }
  const at = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  if (Math.hypot(end.x - start.x, end.y - start.y) > LONG) {
    element.classList.add("long");
  }
  element.append(make("path", { d: `M${at(start)}C${rest.map(at).join(" ")}` }), head(rest.at(-2) ?? start, end));
  return element;
}

/** A triangle whose tip is at the end of a curve that comes from `before`. */
function head(before: Point, end: Point): SVGPathElement {
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [dx, dy] = [(end.x - before.x) / length, (end.y - before.y) / length];
  const back = { x: end.x - dx * HEAD.length, y: end.y - dy * HEAD.length };
  const side = (sign: number): string =>
    `${(back.x - (sign * dy * HEAD.width) / 2).toFixed(1)} ${(back.y + (sign * dx * HEAD.width) / 2).toFixed(1)}`;
  return make("path", { class: "head", d: `M${end.x.toFixed(1)} ${end.y.toFixed(1)}L${side(1)} ${side(-1)}Z` });
}

function title(content: string): SVGTitleElement {
  const element = make("title");
  element.textContent = content;
  return element;
}

function drawnStyle(element: Element): (readonly [string, string])[] {
  const style = getComputedStyle(element);
  const names = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray"];
  return names.map((name) => [name, style.getPropertyValue(name)]);
}

/** Around the picture in a file, in pixels: lines at its edge are drawn whole. */
const MARGIN = 8;

/** A file of its own: with the colours that the style sheet gives on screen written into it. */
export function standalone(svg: SVGSVGElement): string {
  const copied = svg.cloneNode(true) as SVGSVGElement;
  const drawn = svg.querySelectorAll("path, rect, text");
  // Style is asked for once for each kind of element: thousands of answers would take many seconds.
  const known = new Map<string, readonly (readonly [string, string])[]>();
  copied.querySelectorAll("path, rect, text").forEach((element, index) => {
    const original = drawn[index];
    if (original !== undefined) {
      const kind = [original.parentElement, original].map((one) => one?.getAttribute("class") ?? "").join("|");
      const key = `${original.localName}|${kind}`;
      const style = known.get(key) ?? drawnStyle(original);
      known.set(key, style);
      style.forEach(([name, value]) => {
        element.setAttribute(name, value);
      });
    }
  });
  copied.querySelectorAll("[tabindex]").forEach((element) => {
    element.removeAttribute("tabindex");
  });
  const [width, height] = ["width", "height"].map((side) => Number(svg.getAttribute(side)) + 2 * MARGIN);
  copied.setAttribute("width", String(width));
  copied.setAttribute("height", String(height));
  copied.setAttribute("viewBox", `${String(-MARGIN)} ${String(-MARGIN)} ${String(width)} ${String(height)}`);
  const background = make("rect", {
    x: -MARGIN,
    y: -MARGIN,
    width: "100%",
    height: "100%",
    fill: getComputedStyle(document.body).backgroundColor,
  });
  copied.prepend(background);
  copied.removeAttribute("style");
  copied.setAttribute("font-family", getComputedStyle(svg).fontFamily);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copied)}\n`;
}
