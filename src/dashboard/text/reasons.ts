// Why counts were dropped, and what clients had trouble with, in words.
import type { DropReason, ErrorCode } from "../../core/errors.ts";

/** After "dropped because". */
const DROPS: Readonly<Record<DropReason | "unsent" | "other", string>> = {
  disabled: "their keys were off",
  stopped: "collecting was stopped",
  reset: "the page took them back",
  "buffer-full": "the buffer was full",
  "outbox-full": "too many updates were waiting to be sent",
  "key-type": "their keys hold another kind of value",
  "bad-value": "their values cannot be sent",
  rejected: "the server refused the update they were in",
  expired: "they came too late",
  forgotten: "the instance was forgotten",
  unsent: "what counted them ended before it sent them",
  other: "of other reasons",
};

/** After a number and a times sign: what collectors tell. */
const FAULTS: Readonly<Partial<Record<ErrorCode | "other", string>>> = {
  "key-type": "a key used with another kind of value",
  "bad-value": "a value that cannot be sent",
  "buffer-full": "a full buffer",
  "outbox-full": "too many updates waiting",
  storage: "a storage that failed",
  source: "a source that failed",
  network: "no connection",
  blocked: "blocked on the way, as by an ad-blocker",
  status: "turned away by the server",
  reply: "a reply that could not be read",
  stopped: "used after it was stopped",
  timeout: "no answer in time",
  other: "other trouble",
};

/** Why calls were dropped: `their keys were off`; a reason that nobody knows is quoted. */
export function dropWords(reason: string): string {
  return worded(DROPS, reason);
}

/** What went wrong: `no connection`; a code that nobody knows is quoted. */
export function faultWords(code: string): string {
  return worded(FAULTS, code);
}

/** Counts by name, the highest first. */
export function ranked(
  counts: Readonly<Record<string, number>>,
): readonly (readonly [name: string, count: number])[] {
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

/** All of them together. */
export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function worded(words: Readonly<Record<string, string>>, name: string): string {
  return (Object.hasOwn(words, name) && words[name]) || `“${name}”`;
}
