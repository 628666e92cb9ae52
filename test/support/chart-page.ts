// A page with a chart in it: its style sheet, and colours as the dashboard's.
import { type ComponentChildren, render } from "../../src/dashboard/preact.ts";

/** What the dashboard's own style sheet gives to charts. */
const COLOURS: Readonly<Record<string, string>> = {
  sheet: "light-dark(#ffffff, #16191c)",
  line: "light-dark(#e3e6e9, #272c30)",
  text: "light-dark(#14181b, #eceff1)",
  soft: "light-dark(#5b656d, #9aa5ad)",
  accent: "light-dark(#0b7268, #35c9b7)",
  tint: "light-dark(#dff1ee, #173632)",
  idle: "light-dark(#7d878f, #6d7880)",
};

/** The style sheet, once for all tests of a file. */
const styled = new Promise((resolve, reject) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("../../src/dashboard/style/chart.css", import.meta.url).href;
  link.onload = resolve;
  link.onerror = reject;
  document.head.append(link);
});

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
  const root = document.documentElement;
  root.style.colorScheme = "light";
  for (const [name, colour] of Object.entries(COLOURS)) root.style.setProperty(`--${name}`, colour);
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
