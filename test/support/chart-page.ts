// A page with a chart in it: as the dashboard's style sheets draw it.
import { type ComponentChildren, render } from "../../src/dashboard/preact.ts";

/** The style sheets, once for all tests of a file. */
const styled = Promise.all(
  ["ground", "chart"].map(
    (name) =>
      new Promise((resolve, reject) => {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.href = new URL(`../../src/dashboard/style/${name}.css`, import.meta.url).href;
        link.onload = resolve;
        link.onerror = reject;
        document.head.append(link);
      }),
  ),
);

/** A part that is shown in the page of a test. */
export interface Shown {
  readonly node: HTMLElement;
  /** Shows it with other properties. */
  show(part: ComponentChildren): void;
  /** Takes it away. */
  close(): void;
}

/** Puts a part into the page, 600 pixels wide. */
export async function showPart(part: ComponentChildren): Promise<Shown> {
  document.documentElement.style.colorScheme = "light";
  await styled;
  const node = document.createElement("main");
  node.style.width = "600px";
  node.style.position = "relative";
  document.body.append(node);
  const show = (next: ComponentChildren): void => render(next, node);
  show(part);
  return {
    node,
    show,
    close() {
      render(null, node);
      node.remove();
    },
  };
}
