// Keys that lead somewhere: "/" to the search, "g" and a letter to a view, "?" to the list of them.
import { DASHBOARD_LETTER_MS } from "../../core/dashboard-limits.ts";
import { useEffect, useRef, type VNode } from "../preact.ts";
import { VIEW_NAMES, VIEWS } from "./address.ts";
import { usePage } from "./page.ts";

/** What is to be pressed, one after the other, and what comes of it. The letter of a view is its first. */
const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["/"], "Search the list"],
  ...VIEWS.map((view) => [["g", view.slice(0, 1)], VIEW_NAMES[view]] as const),
  [["↑", "↓"], "Line by line through a list"],
  [["PgUp", "PgDn"], "Page by page through a list"],
  [["Home", "End"], "Start and end of a list"],
  [["Shift", "←", "→"], "Choose a stretch of a chart"],
  [["Enter"], "Zoom to it"],
  [["?"], "This list"],
];

/** Listens on the whole page, but not while somebody types; its button opens what "?" opens. */
export function Shortcuts(): VNode {
  const page = usePage();
  const current = useRef(page);
  current.current = page;
  const dialog = useRef<HTMLDialogElement>(null);
  const close = (): void => dialog.current?.close();

  useEffect(() => {
    let startedAt = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (dialog.current?.open || isTyping(event.target)) return;
      const isSecond = event.timeStamp - startedAt < DASHBOARD_LETTER_MS;
      startedAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const view = isSecond && VIEWS.find((name) => name[0] === event.key);
      if (view) location.hash = current.current.link(view);
      else if (event.key === "?") dialog.current?.showModal();
      else if (event.key === "/") {
        const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
        if (!field) return;
        // Or it would be typed into the field.
        event.preventDefault();
        field.focus();
      }
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);

  return (
    <>
      <button
        type="button"
        class="tool"
        aria-keyshortcuts="?"
        onClick={() => dialog.current?.showModal()}
      >
        Shortcuts <kbd>?</kbd>
      </button>
      <dialog ref={dialog} class="panel shortcuts" aria-labelledby="shortcuts-title" closedby="any">
        <header class="head">
          <h2 id="shortcuts-title">Shortcuts</h2>
          <button type="button" class="quiet" onClick={close}>
            Close
          </button>
        </header>
        <dl>
          {KEYS.map(([keys, does]) => (
            <div key={does}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </dialog>
    </>
  );
}

/** Letters are the field's. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea, select')
  );
}
