// What happens in one world: a list of plain records, so that a failing one can be cut down and told.
import type { Engine } from "./page.ts";

/** What can become of one request. */
export const FATES = {
  fine: 40,
  lost: 6,
  "answer lost": 6,
  "delivered twice": 4,
  "fails before it is stored": 3,
  "fails after it is stored": 3,
  "too many requests": 2,
  "down for a while": 2,
  "answer cut short": 3,
  "captive portal": 2,
  hangs: 1,
  "stored, answer hangs": 2,
  "arrives late": 2,
  "answered late": 3,
  refused: 1,
} as const;
export type Fate = keyof typeof FATES;

/** How the storage of a browser profile behaves until told otherwise. */
export const MODES = { fine: 6, slow: 2, refuses: 2, hangs: 2, closed: 2 } as const;
export type Mode = keyof typeof MODES;

/** Verbs on keys of their own: `add` adds three, so that sums tell calls. */
export const VERBS = ["increment", "add", "appendUnique", "append", "set", "setNested"] as const;
export type Verb = (typeof VERBS)[number];

/** One key a verb, twice, so that one can be off and the other not. */
export function keyOf(verb: Verb, which: number): string {
  return `${verb}${which % 2 ? ":b" : ""}`;
}

/** What the operator wants. */
export type Wish =
  | { readonly disable: string }
  | { readonly enable: string }
  | { readonly intervalMs: number }
  | { readonly stop: true };

/** One step. `tab` counts the living ones, from the one opened first. */
export type Step = { readonly afterMs: number } & (
  | { readonly do: "open"; readonly profile: number; readonly engine: Engine }
  | {
      readonly do: "count";
      readonly tab: number;
      readonly verb: Verb;
      readonly which: number;
      readonly times: number;
    }
  | { readonly do: TabStep; readonly tab: number }
  | { readonly do: "kill" | "close"; readonly tab: number; readonly losesWrites: boolean }
  | { readonly do: "storm"; readonly tab: number; readonly times: number }
  | { readonly do: "consent"; readonly tab: number; readonly says: boolean }
  | { readonly do: "jump"; readonly profile: number; readonly byMs: number }
  | { readonly do: "storage"; readonly profile: number; readonly mode: Mode }
  | { readonly do: "power cut"; readonly profile: number; readonly losesWrites: number }
  | { readonly do: "backup" | "restore" | "clone"; readonly profile: number }
  | { readonly do: "operator"; readonly wish: Wish }
  | { readonly do: "server crash"; readonly isCommitted: boolean; readonly downMs: number }
  | { readonly do: "disk full" }
  | { readonly do: "network"; readonly isUp: boolean }
  | { readonly do: "sleep"; readonly ms: number }
  | { readonly do: "wait" }
);

/** What one tab does or suffers, without more to say. */
export const TAB_STEPS = [
  "flush",
  "tick",
  "reset",
  "stop",
  "forget",
  "hide",
  "show",
  "freeze",
  "away",
  "back",
  "online",
  "discard",
] as const;
export type TabStep = (typeof TAB_STEPS)[number];

/** A whole schedule. */
export interface Schedule {
  readonly seed: number;
  /** Number of requests or storage operations, by which their delays are drawn. */
  readonly salt: number;
  readonly steps: readonly Step[];
  /** Of the first requests, in the order in which they leave; later ones are fine. */
  readonly fates: readonly Fate[];
  /** Whether the browser has Web Locks, BroadcastChannel and fetchLater. */
  readonly hasClaims: boolean;
  readonly hasChannels: boolean;
  readonly hasLater: boolean;
  /** Bytes of keepalive that other vendors of the page have under way. */
  readonly othersBytes: number;
  /** Largest update, in bytes; small ones make one update a key. */
  readonly maxBytes: number;
  readonly skewMs: number;
}
