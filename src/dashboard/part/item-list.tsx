// A list to choose from, of which only what is seen is drawn: ten thousand are no more work than twenty.
import { type ComponentChildren, useMemo, type VNode } from "../preact.ts";
import { brief, hintOf, number, oneLine } from "../text/format.ts";
import { Bar } from "./ranked.tsx";
import { LINE_PX, useLines } from "./use-lines.ts";

/** One line of it. */
export interface Item {
  readonly id: string;
  readonly name: string;
  /** A word after the name. */
  readonly kind?: string;
  readonly total?: number;
  /** In place of the total. */
  readonly note?: string;
  /** What a search finds it by besides its name. */
  readonly also?: string;
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

/** The list with its field for searching: names that have all the words, in any order. */
export function ItemList(props: ItemListProps): VNode {
  const { label, items, chosen, search, searchLabel, linkOf, onSearch, endOf, none } = props;
  const found = useMemo(() => matching(items, search), [items, search]);
  const most = useMemo(
    () => items.reduce((max, { total = 0 }) => Math.max(max, total), 0),
    [items],
  );
  const { box, field, from, to, look, walk, walkTo } = useLines({
    count: found.length,
    chosen,
    chosenAt: found.findIndex(({ id }) => id === chosen),
    search,
  });

  return (
    <>
      <div class="find">
        <input
          ref={field}
          class="field"
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
            walkTo(0);
          }}
        />
        <kbd>/</kbd>
      </div>
      {found.length === 0 ? (
        <p class="none">{search ? `Nothing is called “${oneLine(search, 60)}”.` : none}</p>
      ) : (
        <ul
          class="list"
          ref={box}
          tabindex={-1}
          aria-label={label}
          onScroll={look}
          onKeyDown={walk}
        >
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
                title={hintOf(item.name)}
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

/** Items that have all the words of a search. */
export function matching(items: readonly Item[], search: string): readonly Item[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter(({ name, also = "" }) => {
    const text = `${name} ${also}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
