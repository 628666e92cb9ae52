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
  const known = new Map<string, string>();
  // Only an element's own colour is told as one, whatever it was made of.
  const probe = document.createElement("i");
  probe.hidden = true;
  node.append(probe);
  const forget = (): void => {
    known.clear();
    onChange();
  };
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", forget);
  const theme = new MutationObserver(forget);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });

  return {
    colour(name) {
      const found = known.get(name);
      if (found !== undefined) return found;
      probe.style.color = `var(--${name})`;
      const { color } = getComputedStyle(probe);
      // What has left the page has none, and may still be drawn once more.
      if (color === "") return "transparent";
      known.set(name, color);
      return color;
    },
    stop() {
      scheme.removeEventListener("change", forget);
      theme.disconnect();
      probe.remove();
    },
  };
}
