// The colours of the style sheet for a canvas, which knows no custom properties.

/** Knows what colours are at the moment. */
export interface Ink {
  /** What `--name` is in the scheme of the page. */
  colour(name: string): string;
  /** Lets go of the page. */
  stop(): void;
}

/** Reads colours where `node` is; `onChange` runs when the scheme of the page has changed. */
export function createInk(node: HTMLElement, onChange: () => void): Ink {
  // Only an element's own colour is told as one, whatever it was made of.
  const probe = document.createElement("i");
  probe.hidden = true;
  node.append(probe);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", onChange);
  const theme = new MutationObserver(onChange);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });

  return {
    colour(name) {
      probe.style.color = `var(--${name})`;
      // What has left the page has none, and may still be drawn once more.
      return getComputedStyle(probe).color || "transparent";
    },
    stop() {
      scheme.removeEventListener("change", onChange);
      theme.disconnect();
      probe.remove();
    },
  };
}
