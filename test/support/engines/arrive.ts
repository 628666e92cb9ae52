// Knowing that a page has gone and another one is there, without asking the engine: its events come in many orders.
import type { Tab } from "./engine.ts";

const PATIENCE_MS = 45_000;
const LOOK_MS = 10;

let last = 0;

/** Does what makes the tab leave its page, and returns when the next page, from wherever it comes, has loaded. */
export async function arrive(
  evaluate: Tab["evaluate"],
  leave: () => Promise<unknown>,
): Promise<void> {
  last += 1;
  // A page out of the back/forward cache wears an older mark.
  await evaluate(`void (globalThis["left"] = ${last})`).catch(() => {});
  // The page that was asked to go may be gone before it can answer.
  await leave().catch(() => {});
  await loaded(evaluate, last);
}

/** Returns when a page that does not wear this mark has loaded. */
export async function loaded(evaluate: Tab["evaluate"], mark = -1): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    // Between two pages there is nobody to ask.
    const isThere = await evaluate<boolean>(
      `globalThis["left"] !== ${mark} && document.readyState === "complete" && location.href !== "about:blank"`,
    ).catch(() => false);
    if (isThere) return;
    if (Date.now() > until) throw new Error("no page came");
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
