// A store as its readers see it, who do not know whether it is one or several.
import type { Rows, Wanted } from "./rows.ts";
import type { Store } from "./tally.ts";

/** What may take a while where several stores answer as one. */
type Slow =
  | "apps"
  | "keys"
  | "series"
  | "members"
  | "values"
  | "instances"
  | "accounting"
  | "control"
  | "undo"
  | "preview";

/** A store, or several that answer as one. */
export type AnyStore = Omit<Store, Slow | "rows"> & {
  readonly [N in Slow]: (
    ...asked: Parameters<Store[N]>
  ) => ReturnType<Store[N]> | Promise<ReturnType<Store[N]>>;
} & {
  rows<W extends keyof Rows>(
    what: W,
    wanted: Wanted,
  ): Iterable<readonly Rows[W][]> | AsyncIterable<readonly Rows[W][]>;
  /** Which of several did not answer when they were last asked: what they have is missing. */
  silent?(): readonly string[];
};
