// Which instances a list has, and what it says of them.
import type { Instance } from "../../../core/tally.ts";
import { span } from "../../text/format.ts";

/** What a list can be narrowed to. */
export const SHOWN = ["all", "active", "overdue"] as const;

/** One of these. */
export type Shown = (typeof SHOWN)[number];

/** What words ask for, or all. */
export function shownOf(words: URLSearchParams): Shown {
  return SHOWN.find((name) => name === words.get("show")) ?? "all";
}

/** Those whose ids have a text in them, whatever its case, and that keep to their schedule or do not. */
export function listed(
  instances: readonly Instance[],
  search: string,
  shown: Shown,
): readonly Instance[] {
  const text = search.trim().toLowerCase();
  return instances.filter(
    ({ id, overdue }) =>
      (shown === "all" || (shown === "overdue") === overdue) && id.toLowerCase().includes(text),
  );
}

/** When the next update is due: `in 40 s`, `due`, or `overdue, 3 h`. */
export function dueWords(
  { expect_next, overdue }: Pick<Instance, "expect_next" | "overdue">,
  nowMs: number,
): string {
  const leftMs = expect_next - nowMs;
  if (overdue) return `overdue, ${span(-leftMs)}`;
  return leftMs > 0 ? `in ${span(leftMs)}` : "due";
}

/** Which controls an instance obeys, against those that hold, once they are known. */
export function controlsWords(
  obeyed: number | null | undefined,
  version: number | undefined,
): string {
  if (version === undefined) return "–";
  if (typeof obeyed !== "number") return "not told";
  return obeyed < version ? "older" : "current";
}

/** A clock that is further off is worth a word, ms. */
const CLOCK_MS = 1_000;

/** How a clock goes against the server's, by how far that is ahead: `3 s behind the server's`. */
export function clockWords(offsetMs: number | undefined): string {
  if (offsetMs === undefined) return "not told";
  if (Math.abs(offsetMs) < CLOCK_MS) return "right";
  return `${span(Math.abs(offsetMs))} ${offsetMs > 0 ? "behind" : "ahead of"} the server's`;
}
