// What everybody who counts at the shop shares.
import type { Chance } from "./chance.ts";
import type { Door } from "./client.ts";
import type { Story } from "./story.ts";

/** What happens, by what chance, and where it is counted. */
export interface World {
  readonly door: Door;
  readonly story: Story;
  readonly chance: Chance;
}

/** Lives through a minute that begins then, Unix milliseconds; called for each minute in turn. */
export type Minute = (atMs: number) => void;
