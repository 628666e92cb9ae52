// What one tab must not do from now on, as told by what it has heard.

import type { Json } from "../../src/core/json.ts";
import { MAX_AGE_MS } from "../../src/core/limits.ts";
import type { Answer } from "../../src/core/ports.ts";
import type { Reply, Update } from "../../src/core/update.ts";
import type { Way } from "./network.ts";
import { idOf } from "./site.ts";
import { callsOf } from "./truth.ts";

/** What a tab knows of the operator's wishes. */
export interface Known {
  readonly off: ReadonlySet<string>;
  readonly version: number;
  readonly stopped: boolean;
  /** It may have told more. */
  readonly isUnsure: boolean;
}

/** The watch over one tab. */
export interface Watch {
  /** A body leaves the tab. */
  leaves(way: Way, body: string): void;
  /** An answer reaches the tab; unless `isSure`, perhaps too late to be listened to. */
  hears(answer: Answer, isSure: boolean): void;
  /** The storage answers. */
  reads(path: string, value: Json | undefined): void;
  /** What it would tell other tabs, and what another told it. */
  knows(): Known;
  learns(known: Known): void;
  /** From now on it may send before the server wants it: somebody asked, or a clock jumped. */
  excuse(): void;
  /** Pauses in which answers may have come too late. */
  sleeps: number;
  /** Whether the key is off, as far as the tab has heard. */
  isOff(key: string): boolean;
  /** It may have heard more, or less, than is known here. */
  readonly isUnsure: boolean;
  /** It has heard that the server wants nothing any more. */
  readonly isSilenced: boolean;
}

/** Timers and floats may be off by so much, ms. */
const SLACK_MS = 1;
/** The clocks of a world jump by less than this in all, ms. */
const JUMPS_MS = 86_400_000;

/** Each update as it left first, by key, for all tabs of a world: from then on it may lose keys and nothing else. */
export type Versions = Map<string, { calls: number; data: Record<string, string> }>;

/** Watches one tab. `isEverOff` knows every key that was ever off; `broke` hears which promise was broken. */
export function createWatch(
  now: () => number,
  versions: Versions,
  isEverOff: (key: string) => boolean,
  onUpdate: (update: Update) => boolean,
  onHeard: () => void,
  broke: (promise: string, detail: string) => void,
): Watch {
  let off = new Set<string>();
  let version = 0;
  let quietUntilMs = 0;
  let heardAtMs = -1;

  const isOff = (key: string) => off.has(key) || off.has(key.split(":")[0] as string);

  function checkFinal(update: Update, isOwn: boolean): void {
    const id = idOf(update);
    const before = versions.get(id);
    const calls = callsOf(update);
    // Who finds a shadow may have less than its tab could still send, or what that tab had reset: the sums tell.
    if (!isOwn) return;
    const data = { ...before?.data };
    for (const [key, value] of Object.entries(update.data ?? {})) {
      const text = JSON.stringify(value);
      data[key] ??= text;
      // A key that another tab had purged may come again with the copy of a tab that has not heard.
      const isNew = before && !(key in before.data) && !isEverOff(key);
      if (isNew || data[key] !== text)
        broke("sealed is final", `${key} of update ${id.slice(-6)} changed`);
    }
    versions.set(id, { calls, data });
  }

  const watch: Watch & { isSilenced: boolean; isUnsure: boolean } = {
    sleeps: 0,
    isUnsure: false,
    isSilenced: false,
    isOff,
    leaves(way, body) {
      const update = JSON.parse(body) as Update;
      if (update.forget) return;
      checkFinal(update, onUpdate(update));
      const leak = Object.keys(update.data ?? {}).find(isOff);
      if (leak) broke("a disabled key stays", `${leak} leaves by ${way}`);
      if (watch.isSilenced) broke("silence after stop", `an update leaves by ${way}`);
      // What fetchLater has it may send when it likes.
      if (way === "fetchLater") return;
      const ageMs = now() - Date.parse(update.timestamp);
      if (update.calls && ageMs > MAX_AGE_MS + JUMPS_MS)
        broke("what is too old stays", `counts of ${update.timestamp} leave by ${way}`);
      if (way !== "fetch") return;
      const early = quietUntilMs - now();
      if (now() !== heardAtMs && early > SLACK_MS)
        broke("not before next_update", `${early} ms early`);
      quietUntilMs = 0;
    },
    hears({ status, headers, body }, isSure) {
      if (status >= 300 || !headers.get("content-type")?.includes("json")) return;
      const reply = parse(body);
      if (!reply) return;
      if (!isSure) {
        watch.isUnsure = true;
        for (const key of reply.enable_keys ?? []) off.delete(key);
        return;
      }
      heardAtMs = now();
      const ms = (reply.next_update ?? 0) / 1e6;
      quietUntilMs = ms >= 1_000 ? heardAtMs + ms : 0;
      watch.isSilenced ||= !!reply.stop;
      if (reply.version !== undefined && reply.version < version) return;
      version = reply.version ?? version;
      for (const key of reply.enable_keys ?? []) off.delete(key);
      for (const key of reply.disable_keys ?? []) off.add(key);
      onHeard();
    },
    reads(path, value) {
      if (path !== "controls" || !value) return;
      const stored = value as { off?: string[]; stopped?: boolean; version?: number };
      watch.isSilenced ||= !!stored.stopped;
      if ((stored.version ?? 0) < version) return;
      version = stored.version ?? 0;
      for (const key of stored.off ?? []) off.add(key);
    },
    knows: () => ({
      off: new Set(off),
      version,
      stopped: watch.isSilenced,
      isUnsure: watch.isUnsure,
    }),
    learns(known) {
      watch.excuse();
      watch.isUnsure ||= known.isUnsure;
      if (known.version < version) return;
      version = known.version;
      watch.isSilenced ||= known.stopped;
      off = new Set(known.off);
    },
    excuse() {
      quietUntilMs = 0;
    },
  };
  return watch;
}

function parse(body: string): Partial<Reply> | undefined {
  try {
    return JSON.parse(body) as Partial<Reply>;
  } catch {
    return undefined;
  }
}
