/**
 * The elements of a diagram, of which the page holds those that are near the window only: thousands of them would cost
 * a large part of a second for each frame.
 */

import type { Diagram } from "../graph/diagram";
import type { Box, Layout, Point } from "../graph/layout";
import { mapOf, markOnMap } from "./map";
import { clusterElement, edgeElement, make, nodeElement } from "./shapes";

/** So many parts are held whatever is seen of them. */
const HOLD_ALL_UP_TO = 800;
/** So many edges near the window at most, the shortest: more of them are a grey surface, and slow. */
export const MOST_EDGES = 1_500;

export type Mark = "hit" | "current" | "lit";
const MARKS: readonly Mark[] = ["hit", "current", "lit"];
const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 };

class Part {
  public element: SVGGElement | undefined;

  public constructor(
    public readonly box: Box,
    private readonly make: () => SVGGElement,
  ) {}

  public held(): SVGGElement {
    return (this.element ??= this.make());
  }

  public get focused(): boolean {
    return this.element !== undefined && this.element === document.activeElement;
  }
}

function around(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function extent({ width, height }: Box): number {
  return Math.hypot(width, height);
}

function meets(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

function contains(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

/** Makes the children of a layer those elements, in this order, and moves none that stands where it should. */
function reconcile(layer: SVGGElement, wanted: readonly SVGGElement[]): void {
  const kept = new Set<Element>(wanted);
  [...layer.children]
    .filter((child) => !kept.has(child))
    .forEach((child) => {
      child.remove();
    });
  let at = layer.firstElementChild;
  for (const element of wanted) {
    if (element === at) {
      at = at.nextElementSibling;
    } else {
      layer.insertBefore(element, at);
    }
  }
}

export class Scene {
  public readonly svg = make("svg");
  public readonly boxes = new Map<string, Box>();
  /** Whether the page may hold less than all of it. */
  public readonly large: boolean;
  private readonly layers: readonly { layer: SVGGElement; parts: readonly Part[]; most: number }[];
  private readonly map = make("g", { class: "map" });
  private readonly marks: Record<Mark, ReadonlySet<string>> = { hit: new Set(), current: new Set(), lit: new Set() };
  private readonly named = new Map<string, Part>();
  private near: Box | undefined;
  private whole = false;
  private mapScale: number | undefined;

  public constructor(
    private readonly diagram: Diagram,
    private readonly layout: Layout,
    tip: (id: string) => string,
    adopt: (element: SVGGElement, id: string) => void,
  ) {
    this.svg.setAttribute("width", String(Math.ceil(layout.width)));
    this.svg.setAttribute("height", String(Math.ceil(layout.height)));
    const named = (id: string, box: Box, element: () => SVGGElement): Part => {
      const part = new Part(box, () => {
        const made = element();
        adopt(made, id);
        this.marksOf(id).forEach((mark) => {
          made.classList.add(mark);
        });
        return made;
      });
      this.boxes.set(id, box);
      this.named.set(id, part);
      return part;
    };
    const clusters = diagram.clusters.map((one, index) => {
      const box = layout.clusters[index] ?? NOWHERE;
      return named(one.id, box, () => clusterElement(one, box, tip(one.id)));
    });
    const nodes = diagram.nodes.map((one, index) => {
      const box = layout.nodes[index] ?? NOWHERE;
      return named(one.id, box, () => nodeElement(one, box, tip(one.id)));
    });
    const edges = diagram.edges.flatMap(({ cut }, index) => {
      const points = layout.edges[index] ?? [];
      return points.length === 0 ? [] : [new Part(around(points), () => edgeElement(points, cut))];
    });
    edges.sort((a, b) => extent(a.box) - extent(b.box));
    this.layers = [
      { layer: make("g"), parts: clusters, most: Infinity },
      { layer: make("g"), parts: edges, most: MOST_EDGES },
      { layer: make("g"), parts: nodes, most: Infinity },
    ];
    this.large = clusters.length + edges.length + nodes.length > HOLD_ALL_UP_TO;
    this.svg.append(this.map, ...this.layers.map(({ layer }) => layer));
    if (!this.large) {
      this.holdAll();
    }
  }

  public holdAll(): void {
    this.near = undefined;
    this.mapScale = undefined;
    this.map.replaceChildren();
    this.whole = true;
    this.hold(() => true);
    this.whole = false;
  }

  /** The page holds what can be seen through a window of the picture, and a window's size around it. */
  public look(window: Box): void {
    if (!this.large || (this.near !== undefined && contains(this.near, window))) {
      return;
    }
    const { x, y, width, height } = window;
    const near = { x: x - width, y: y - height, width: 3 * width, height: 3 * height };
    this.map.replaceChildren();
    this.mapScale = undefined;
    this.near = near;
    this.hold((box) => meets(box, near));
  }

  /** The page holds the map in place of the parts. */
  public lookFromAfar(scale: number): void {
    if (this.mapScale === undefined) {
      this.near = undefined;
      this.hold(() => false);
      this.map.replaceChildren(...mapOf(this.diagram, this.layout));
    }
    this.mapScale = scale;
    this.markMap();
  }

  public mark(name: Mark, ids: readonly string[]): void {
    this.marks[name].forEach((id) => this.named.get(id)?.element?.classList.remove(name));
    this.marks[name] = new Set(ids);
    ids.forEach((id) => this.named.get(id)?.element?.classList.add(name));
    this.markMap();
  }

  private marksOf(id: string): Mark[] {
    return MARKS.filter((mark) => this.marks[mark].has(id));
  }

  private markMap(): void {
    if (this.mapScale === undefined) {
      return;
    }
    const scale = this.mapScale;
    this.map.querySelectorAll(".mark").forEach((element) => {
      element.remove();
    });
    for (const mark of MARKS) {
      const boxes = [...this.marks[mark]].flatMap((id) => this.boxes.get(id) ?? []);
      this.map.append(markOnMap(mark, boxes, scale));
    }
  }

  private hold(wanted: (box: Box) => boolean): void {
    for (const { layer, parts, most } of this.layers) {
      const near = parts.filter((part) => wanted(part.box) || part.focused);
      reconcile(
        layer,
        near.slice(0, this.whole ? undefined : most).map((part) => part.held()),
      );
    }
  }
}
