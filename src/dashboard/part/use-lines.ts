// The lines of a long list that are drawn: those that are seen. The keyboard walks over all of them.
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "../preact.ts";

/** Height of a line, px: style/list.css has the same. */
export const LINE_PX = 38;
/** Lines drawn beyond what is seen, so that scrolling finds them there. */
const SPARE_LINES = 8;

/** What the lines are of. */
export interface LinesOptions {
  readonly count: number;
  /** What is to be seen, and its line; -1 where it is none of them. */
  readonly chosen: string | undefined;
  readonly chosenAt: number;
  /** What was searched for: another search is looked at from its top. */
  readonly search: string;
}

/** What a list needs to draw them. */
export interface Lines {
  /** Of the list that scrolls; its lines have `aria-posinset`, and a link each. */
  readonly box: RefObject<HTMLUListElement | null>;
  /** Of the field above it, to which the keyboard goes back from the first line. */
  readonly field: RefObject<HTMLInputElement | null>;
  readonly from: number;
  readonly to: number;
  /** What is seen may be other lines by now. */
  readonly look: () => void;
  /** Keys of the list. */
  readonly walk: (event: KeyboardEvent) => void;
  /** To a line, by keyboard. */
  readonly walkTo: (line: number) => void;
}

/** Keeps track of one list. */
export function useLines({ count, chosen, chosenAt, search }: LinesOptions): Lines {
  const box = useRef<HTMLUListElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [[from, to], setSeen] = useState<readonly [number, number]>([0, 24]);
  /** The line that the keyboard was on last, and whether it goes there as soon as it is drawn. */
  const at = useRef({ line: 0, isAwaited: false });
  const held = document.activeElement as HTMLElement | null;
  const holds = box.current?.contains(held) ?? false;

  const look = (): void => {
    const node = box.current;
    if (!node) return;
    const first = Math.max(0, Math.floor(node.scrollTop / LINE_PX) - SPARE_LINES);
    const last = Math.ceil((node.scrollTop + node.clientHeight) / LINE_PX) + SPARE_LINES;
    setSeen((before) => (before[0] === first && before[1] === last ? before : [first, last]));
  };
  const arrive = (): void => {
    const { line, isAwaited } = at.current;
    const link = box.current?.querySelector<HTMLElement>(`[aria-posinset="${line + 1}"] a`);
    if (!isAwaited || !link) return;
    at.current.isAwaited = false;
    link.focus({ preventScroll: true });
  };
  const walkTo = (line: number): void => {
    const node = box.current;
    if (line < 0 || !node) {
      field.current?.focus();
      return;
    }
    at.current = { line: Math.min(line, count - 1), isAwaited: true };
    const top = LINE_PX * at.current.line;
    node.scrollTop = Math.min(top, Math.max(node.scrollTop, top + LINE_PX - node.clientHeight));
    look();
    arrive();
  };
  const walk = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const row = (event.target as HTMLElement).closest("li");
    const line = row ? Number(row.getAttribute("aria-posinset")) - 1 : at.current.line;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / LINE_PX) - 1);
    const next: Readonly<Record<string, number>> = {
      ArrowDown: line + 1,
      ArrowUp: line - 1,
      PageDown: line + page,
      PageUp: Math.max(0, line - page),
      Home: 0,
      End: count - 1,
    };
    const wanted = next[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    walkTo(wanted);
  };

  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = 0;
  }, [search]);
  useLayoutEffect(() => {
    // What came by its address, and not by a click on it, may be far down.
    const node = box.current;
    const top = LINE_PX * chosenAt;
    if (!node || chosenAt < 0) return;
    const isSeen = top >= node.scrollTop && top + LINE_PX <= node.scrollTop + node.clientHeight;
    if (!isSeen) node.scrollTop = top - node.clientHeight / 2;
  }, [chosen, chosenAt >= 0]);
  useLayoutEffect(look, [count, search, chosen]);
  useLayoutEffect(() => {
    // Drawing may move the line that has the keyboard, or take it away: then the keyboard goes on from the list.
    if (!holds || document.activeElement === held) return;
    const next = held?.isConnected ? held : (box.current ?? field.current);
    next?.focus({ preventScroll: true });
  });
  useLayoutEffect(arrive);
  useEffect(() => {
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, []);
  return { box, field, from, to, look, walk, walkTo };
}
