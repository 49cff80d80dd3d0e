/** The window on the drawn picture: pan and zoom, clicks, what is brought into it. */

import { pointer, select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomBehavior, type ZoomTransform, zoomTransform } from "d3-zoom";

import type { Diagram } from "../graph/diagram";
import type { Box, Layout } from "../graph/layout";
import { type Mark, Scene } from "./scene";
import { standalone } from "./shapes";

const PADDING = 20;
const READABLE = 0.75;
/** Below this scale no text can be read. */
const FAR = 0.2;
const SCALES: [number, number] = [0.002, 8];

export interface ViewEvents {
  readonly click: (id: string) => void;
}

export class View {
  private readonly frame = document.createElement("div");
  private readonly scene: Scene;
  private readonly zoom: ZoomBehavior<HTMLDivElement, unknown>;

  public constructor(
    container: HTMLElement,
    diagram: Diagram,
    private readonly layout: Layout,
    tip: (id: string) => string,
    private readonly events: ViewEvents,
  ) {
    this.scene = new Scene(diagram, layout, tip, (element, id) => {
      this.adopt(element, id);
    });
    this.frame.className = "frame";
    this.frame.append(this.scene.svg);
    container.replaceChildren(this.frame);
    const { style } = this.scene.svg;
    this.zoom = zoom<HTMLDivElement, unknown>()
      .scaleExtent(SCALES)
      // A layer of its own while it moves, so that the browser shifts what it has drawn; drawn anew, sharp, at the end.
      .on("start", () => {
        style.willChange = "transform";
      })
      .on("zoom", (event: { transform: ZoomTransform }) => {
        this.look(event.transform);
      })
      .on("end", () => {
        style.willChange = "auto";
      });
    select(this.frame).call(this.zoom).on("dblclick.zoom", null);
    this.frame.addEventListener("click", (event) => {
      this.approach(event);
    });
  }

  public has(id: string): boolean {
    return this.scene.boxes.has(id);
  }

  /** The start: the whole picture if it can be read then, else its top. */
  public start(): void {
    const scale = this.scaleToFit();
    const { width, height } = this.layout;
    if (scale >= READABLE) {
      this.place(scale, width / 2, height / 2);
    } else {
      this.place(READABLE, width / 2, (this.frame.clientHeight / 2 - PADDING) / READABLE);
    }
  }

  public fit(): void {
    this.place(this.scaleToFit(), this.layout.width / 2, this.layout.height / 2);
  }

  public mark(name: Mark, ids: readonly string[]): void {
    this.scene.mark(name, ids);
  }

  /** Brings a node into view, and near enough to be read, if it is not so already. */
  public center(id: string): void {
    const box = this.scene.boxes.get(id);
    if (box === undefined) {
      return;
    }
    const { k, x, y } = zoomTransform(this.frame);
    const [left, top] = [x + k * box.x, y + k * box.y];
    const { clientWidth, clientHeight } = this.frame;
    const inside = left >= 0 && top >= 0 && left + k * box.width <= clientWidth && top + k * box.height <= clientHeight;
    if (!inside || this.isFar(k)) {
      this.place(this.isFar(k) ? READABLE : k, box.x + box.width / 2, box.y + box.height / 2);
    }
  }

  /** The picture as a file; for this moment the page holds all of it. */
  public export(): string {
    this.scene.holdAll();
    const text = standalone(this.scene.svg);
    this.look(zoomTransform(this.frame));
    return text;
  }

  private look(transform: ZoomTransform): void {
    const { k, x, y } = transform;
    this.scene.svg.style.transform = `translate(${String(x)}px, ${String(y)}px) scale(${String(k)})`;
    if (this.isFar(k)) {
      this.scene.lookFromAfar(k);
      return;
    }
    const seen: Box = { x: -x / k, y: -y / k, width: this.frame.clientWidth / k, height: this.frame.clientHeight / k };
    this.scene.look(seen);
  }

  private isFar(scale: number): boolean {
    return this.scene.large && scale < FAR;
  }

  /** On the map a click brings the place near. */
  private approach(event: MouseEvent): void {
    const transform = zoomTransform(this.frame);
    if (this.isFar(transform.k)) {
      const [x, y] = transform.invert(pointer(event, this.frame));
      this.place(READABLE, x, y);
    }
  }

  private scaleToFit(): number {
    const { width, height } = this.layout;
    const [right, bottom] = [this.frame.clientWidth - PADDING, this.frame.clientHeight - PADDING];
    return Math.max(SCALES[0], Math.min(1, right / width, bottom / height));
  }

  /** Shows the picture at a scale with a point of it in the middle. */
  private place(scale: number, x: number, y: number): void {
    const [left, top] = [this.frame.clientWidth / 2 - scale * x, this.frame.clientHeight / 2 - scale * y];
    this.zoom.transform(select(this.frame), zoomIdentity.translate(left, top).scale(scale));
  }

  private adopt(element: SVGGElement, id: string): void {
    const act = (event: Event): void => {
      event.stopPropagation();
      this.events.click(id);
    };
    element.addEventListener("click", act);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        act(event);
      }
    });
  }
}
