// Why counts were dropped, and what clients had trouble with, in words.
import type { DropReason, ErrorCode } from "../../core/errors.ts";

const WORDS: Readonly<Partial<Record<DropReason | ErrorCode | "unsent" | "other", string>>> = {
  disabled: "key off",
  stopped: "collecting stopped",
  reset: "taken back by the page",
  "buffer-full": "full buffer",
  "outbox-full": "too many updates waiting",
  "key-type": "key with another kind of value",
  "bad-value": "value that cannot be sent",
  rejected: "update refused by the server",
  expired: "too late",
  forgotten: "instance forgotten",
  unsent: "ended before they were sent",
  storage: "storage failed",
  source: "source failed",
  network: "no connection",
  blocked: "blocked, as by an ad-blocker",
  status: "turned away by the server",
  reply: "unreadable reply",
  timeout: "no answer in time",
  other: "others",
};

/** A reason for drops or trouble: `key off`; one that nobody knows is quoted. */
export function reasonWords(reason: string): string {
  return (Object.hasOwn(WORDS, reason) && WORDS[reason as DropReason]) || `“${reason}”`;
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
