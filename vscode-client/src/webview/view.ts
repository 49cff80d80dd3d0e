/** The drawn picture: pan and zoom, light, search hits, clicks. */

import { select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomBehavior } from "d3-zoom";

import { safeId } from "../graph/escape";
import { readSvg, setTitle } from "./svg";

const PADDING = 20;
const READABLE = 0.75;

export interface ViewEvents {
  readonly click: (id: string) => void;
}

export class View {
  public readonly svg: SVGSVGElement;
  private readonly viewport: SVGGElement;
  private readonly zoom: ZoomBehavior<SVGSVGElement, unknown>;
  private readonly elements = new Map<string, SVGGElement>();
  private readonly natural: DOMRect;

  /** `tips` names every item of the picture, with what its tooltip says. */
  public constructor(container: HTMLElement, markup: string, tips: ReadonlyMap<string, string>, events: ViewEvents) {
    this.svg = readSvg(markup);
    this.svg.removeAttribute("width");
    this.svg.removeAttribute("height");
    this.svg.removeAttribute("viewBox");
    this.viewport = document.createElementNS("http://www.w3.org/2000/svg", "g");
    this.viewport.classList.add("viewport");
    this.viewport.append(...this.svg.childNodes);
    this.svg.append(this.viewport);
    container.replaceChildren(this.svg);
    this.natural = this.viewport.getBBox();
    const byElementId = new Map([...tips.keys()].map((id) => [safeId(id), id]));
    for (const element of this.svg.querySelectorAll<SVGGElement>("g.node, g.cluster")) {
      const id = byElementId.get(element.id);
      if (id !== undefined) {
        this.adopt(element, id, tips.get(id) ?? id, events);
      }
    }
    this.zoom = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.02, 8])
      .on("zoom", (event: { transform: { toString: () => string } }) => {
        this.viewport.setAttribute("transform", event.transform.toString());
      });
    select(this.svg).call(this.zoom).on("dblclick.zoom", null);
  }

  public has(id: string): boolean {
    return this.elements.has(id);
  }

  /** The start: the whole picture if it can be read then, else its top. */
  public start(): void {
    const scale = this.scaleToFit();
    this.place(Math.max(scale, READABLE), scale < READABLE);
  }

  public fit(): void {
    this.place(this.scaleToFit(), false);
  }

  public mark(name: "lit" | "hit" | "current", ids: readonly string[]): void {
    this.svg.querySelectorAll(`.${name}`).forEach((element) => {
      element.classList.remove(name);
    });
    ids.forEach((id) => {
      this.elements.get(id)?.classList.add(name);
    });
  }

  /** Brings a node into view, if it is not there already. */
  public center(id: string): void {
    const element = this.elements.get(id);
    if (element === undefined) {
      return;
    }
    const frame = this.svg.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    const inside =
      box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
    if (inside) {
      return;
    }
    const local = element.getBBox();
    const own = element.getCTM();
    const base = this.viewport.getCTM();
    if (own === null || base === null) {
      return;
    }
    const point = new DOMPoint(local.x + local.width / 2, local.y + local.height / 2)
      .matrixTransform(own)
      .matrixTransform(base.inverse());
    this.zoom.translateTo(select(this.svg), point.x, point.y);
  }

  private scaleToFit(): number {
    const { width, height } = this.natural;
    return Math.min(1, (this.svg.clientWidth - PADDING) / width, (this.svg.clientHeight - PADDING) / height);
  }

  private place(scale: number, atTop: boolean): void {
    const { x, y, width, height } = this.natural;
    const left = this.svg.clientWidth / 2 - scale * (x + width / 2);
    const top = atTop ? PADDING - scale * y : this.svg.clientHeight / 2 - scale * (y + height / 2);
    this.zoom.transform(select(this.svg), zoomIdentity.translate(left, top).scale(scale));
  }

  private adopt(element: SVGGElement, id: string, tip: string, events: ViewEvents): void {
    this.elements.set(id, element);
    setTitle(element, tip);
    const act = (event: Event): void => {
      event.stopPropagation();
      events.click(id);
    };
    element.addEventListener("click", act);
    if (element.classList.contains("node")) {
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", tip);
      element.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          act(event);
        }
      });
    }
  }
}
