// Keys that lead somewhere: "/" to the search, "g" and a letter to a view.
import { useEffect, useRef } from "../preact.ts";
import type { View } from "./address.ts";
import { usePage } from "./page.ts";

/** The letter after "g". */
export const LETTERS: Readonly<Record<string, View>> = {
  o: "overview",
  k: "keys",
  s: "samples",
  i: "instances",
  c: "controls",
  r: "reports",
  p: "pushed",
  m: "metrics",
};

/** How long "g" waits for its letter. */
const WAIT_MS = 1_500;

/** Listens on the whole page, but not while somebody types. */
export function useShortcuts(): void {
  const page = usePage();
  const current = useRef(page);
  current.current = page;
  useEffect(() => {
    let startedAt = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "/") {
        const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
        if (!field) return;
        event.preventDefault();
        field.focus();
        return;
      }
      const isSecond = event.timeStamp - startedAt < WAIT_MS;
      startedAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const view = isSecond && Object.hasOwn(LETTERS, event.key) ? LETTERS[event.key] : undefined;
      if (view) location.hash = current.current.link(view);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

/** Letters are the field's. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea, select')
  );
}
