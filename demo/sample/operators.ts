// What operators switched, when and why: the log of the controls.
import type { Store } from "../../src/core/tally.ts";
import type { Story } from "./story.ts";
import type { Minute } from "./world.ts";

/** Six changes, one of which is taken back; each is made in the first minute after its moment. */
export function createOperators(
  store: Pick<Store, "control" | "undo">,
  { operators }: Pick<Story, "operators">,
): Minute {
  let hidden = 0;
  const changes: readonly (readonly [atMs: number, change: () => void])[] = [
    [operators.slowerMs, slower],
    [operators.hiddenMs, hide],
    [operators.shownMs, show],
    [operators.fewMs, few],
    [operators.allMs, all],
    [operators.draftsMs, drafts],
  ];
  const ahead = changes.toSorted(([a], [b]) => a - b);
  return (atMs) => {
    while ((ahead[0]?.[0] ?? Infinity) <= atMs) ahead.shift()?.[1]();
  };

  function slower() {
    store.control({
      app: "default",
      interval_ms: 10_800_000,
      author: "ada",
      reason: "Pages tell as they are left; every three hours is enough for the rest",
    });
  }

  function hide() {
    const { version } = store.control({
      disable: ["search.term"],
      author: "ben",
      reason: "Terms might hold names: off until somebody has looked",
    });
    hidden = version;
  }

  function show() {
    store.undo(hidden, "ada", "Looked: people search for plants, not for people");
  }

  function few() {
    store.control({
      app: "default",
      disable: ["mouse.move"],
      percent: 10,
      author: "ada",
      reason: "Most of all calls are mouse.move: does anybody miss it?",
    });
  }

  function all() {
    store.control({
      app: "default",
      disable: ["mouse.move"],
      author: "ada",
      reason: "Nobody misses it",
    });
  }

  function drafts() {
    store.control({
      app: "admin",
      disable: ["draft.save"],
      instances: ["admin-hana"],
      author: "chen",
      reason: "Saves at each letter until her browser is updated",
    });
  }
}
