// A list to choose from, of which only what is seen is drawn: ten thousand are no more work than twenty.
import {
  type ComponentChildren,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type VNode,
} from "../preact.ts";
import { brief, number, oneLine } from "../text/format.ts";
import { Bar } from "./ranked.tsx";

/** One line of it. */
export interface Item {
  readonly id: string;
  readonly name: string;
  /** A word after the name. */
  readonly kind?: string;
  readonly total?: number;
  /** In place of the total. */
  readonly note?: string;
  readonly isOff?: boolean;
}

/** What a list is made of. */
export interface ItemListProps {
  /** Of all: "Keys, most counted first". */
  readonly label: string;
  readonly items: readonly Item[];
  readonly chosen: string | undefined;
  readonly search: string;
  /** Of the field: "Search keys". */
  readonly searchLabel: string;
  linkOf(item: Item): string;
  onSearch(text: string): void;
  /** What stands at the end of a line: a switch. */
  endOf?(item: Item): ComponentChildren;
  readonly none: ComponentChildren;
}

/** Height of a line, px: style/list.css has the same. */
const LINE_PX = 38;
/** Lines drawn beyond what is seen, so that scrolling finds them there. */
const SPARE_LINES = 8;

/** The list with its field for searching: names that have all the words, in any order. */
export function ItemList(props: ItemListProps): VNode {
  const { label, items, chosen, search, searchLabel, linkOf, onSearch, endOf, none } = props;
  const box = useRef<HTMLUListElement>(null);
  const [[from, to], setSeen] = useState<readonly [number, number]>([0, 24]);
  const found = matching(items, search);
  const most = items.reduce((max, { total = 0 }) => Math.max(max, total), 0);

  const look = (): void => {
    const node = box.current;
    if (!node) return;
    const first = Math.max(0, Math.floor(node.scrollTop / LINE_PX) - SPARE_LINES);
    const last = Math.ceil((node.scrollTop + node.clientHeight) / LINE_PX) + SPARE_LINES;
    setSeen((before) => (before[0] === first && before[1] === last ? before : [first, last]));
  };
  useLayoutEffect(look, [found.length]);
  useEffect(() => {
    if (box.current) box.current.scrollTop = 0;
  }, [search]);

  return (
    <>
      <div class="find">
        <input
          type="search"
          value={search}
          placeholder={searchLabel}
          aria-label={searchLabel}
          aria-keyshortcuts="/"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => onSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown") return;
            event.preventDefault();
            box.current?.querySelector<HTMLElement>("a")?.focus();
          }}
        />
        <kbd>/</kbd>
      </div>
      {found.length === 0 ? (
        <p class="none">{search ? `Nothing is called “${oneLine(search, 60)}”.` : none}</p>
      ) : (
        <ul class="list" ref={box} aria-label={label} onScroll={look} onKeyDown={walk}>
          <li class="gap" aria-hidden="true" style={{ height: `${LINE_PX * from}px` }} />
          {found.slice(from, to).map((item, index) => (
            <li
              key={item.id}
              class={item.isOff ? "row off" : "row"}
              aria-setsize={found.length}
              aria-posinset={from + index + 1}
            >
              <a
                class="pick"
                href={linkOf(item)}
                aria-current={item.id === chosen ? "true" : undefined}
                title={item.name.slice(0, 400)}
              >
                {item.total !== undefined && <Bar share={most > 0 ? item.total / most : 0} />}
                <bdi class="name">{oneLine(item.name)}</bdi>
                {item.kind && <span class="kind">{item.kind}</span>}
                <span class="total">
                  {item.note ?? (item.total === undefined ? "" : brief(item.total))}
                </span>
              </a>
              {endOf?.(item)}
            </li>
          ))}
          <li
            class="gap"
            aria-hidden="true"
            style={{ height: `${LINE_PX * Math.max(0, found.length - to)}px` }}
          />
        </ul>
      )}
      {search !== "" && found.length > 0 && (
        <p class="soft under" role="status">
          {number(found.length)} of {number(items.length)}
        </p>
      )}
    </>
  );
}

/** Items whose names have all the words of a search. */
export function matching(items: readonly Item[], search: string): readonly Item[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter(({ name }) => {
    const text = name.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Arrows go from line to line. */
function walk(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = event.currentTarget as HTMLElement;
  const row = (event.target as HTMLElement).closest("li");
  if (!step || !row || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  const link = next?.querySelector<HTMLElement>("a");
  if (link) link.focus();
  else if (step < 0) list.parentElement?.querySelector<HTMLElement>("input")?.focus();
}
