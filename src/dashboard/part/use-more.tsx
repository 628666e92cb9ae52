// How many of many are shown: a few, and more when they are asked for.
import { useState, type VNode } from "../preact.ts";
import { number } from "../text/format.ts";

/** How many of `all`, a `few` at first; and the button below them, each click of which shows five times as many. */
export function useMore(few: number, all: number): readonly [shown: number, more: VNode | false] {
  const [shown, setShown] = useState(few);
  const more = shown < all && (
    <button type="button" class="more" onClick={() => setShown(shown * 5)}>
      Show more of {number(all)}
    </button>
  );
  return [shown, more];
}
