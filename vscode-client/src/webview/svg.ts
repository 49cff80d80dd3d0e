/**
 * Graphviz's SVG, taken over element by element: only shapes and text, only drawing attributes. The labels in it come
 * from user code, so nothing of it is given to the page as markup.
 */

const SVG = "http://www.w3.org/2000/svg";

const ELEMENTS = new Set(["svg", "g", "path", "polygon", "polyline", "ellipse", "text"]);
const ATTRIBUTES = new Set([
  ...["id", "class", "transform", "viewBox", "width", "height", "d", "points", "x", "y", "cx", "cy", "rx", "ry"],
  ...["text-anchor", "font-family", "font-size", "fill", "stroke", "stroke-dasharray", "stroke-width"],
]);

function copy(source: Element): SVGElement | undefined {
  if (source.namespaceURI !== SVG || !ELEMENTS.has(source.localName)) {
    return undefined;
  }
  const element = document.createElementNS(SVG, source.localName);
  for (const { name, value } of source.attributes) {
    if (ATTRIBUTES.has(name)) {
      element.setAttribute(name, value);
    }
  }
  for (const child of source.childNodes) {
    if (child instanceof Element) {
      const copied = copy(child);
      if (copied !== undefined) {
        element.append(copied);
      }
    } else if (child.nodeType === Node.TEXT_NODE && source.localName === "text") {
      element.append(document.createTextNode(child.nodeValue ?? ""));
    }
  }
  return element;
}

export function readSvg(markup: string): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(markup, "image/svg+xml");
  const copied = copy(parsed.documentElement);
  if (!(copied instanceof SVGSVGElement)) {
    throw new Error("the layout engine did not answer with a picture");
  }
  return copied;
}

export function setTitle(element: Element, text: string): void {
  const title = document.createElementNS(SVG, "title");
  title.textContent = text;
  element.prepend(title);
}

/** A file of its own: with the colours that the style sheet gives on screen written into it. */
export function standalone(svg: SVGSVGElement): string {
  const copied = svg.cloneNode(true) as SVGSVGElement;
  const drawn = svg.querySelectorAll("path, polygon, polyline, ellipse, text");
  copied.querySelectorAll("path, polygon, polyline, ellipse, text").forEach((element, index) => {
    const original = drawn[index];
    if (original !== undefined) {
      const style = getComputedStyle(original);
      element.setAttribute("fill", style.fill);
      element.setAttribute("stroke", original.localName === "text" ? "none" : style.stroke);
    }
  });
  const background = document.createElementNS(SVG, "rect");
  const box = svg.getBBox();
  Object.entries({ x: box.x, y: box.y, width: box.width, height: box.height }).forEach(([key, value]) => {
    background.setAttribute(key, String(value));
  });
  background.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  const zoomed = copied.querySelector("g.viewport");
  zoomed?.removeAttribute("transform");
  copied.prepend(background);
  copied.setAttribute("viewBox", [box.x, box.y, box.width, box.height].join(" "));
  copied.setAttribute("width", String(Math.ceil(box.width)));
  copied.setAttribute("height", String(Math.ceil(box.height)));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copied)}\n`;
}
