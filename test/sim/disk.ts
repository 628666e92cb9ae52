// The storage of one browser profile: one order of transactions for all its tabs, faults, and who is alive.
import type { Json } from "../../src/core/json.ts";
import type { Storage } from "../../src/core/ports.ts";
import { mix } from "./chance.ts";
import type { Mode } from "./schedule.ts";
import type { Owner, Timeline } from "./timeline.ts";

/** A write that took effect: what it changed, and what was there before. */
export interface Written {
  readonly by: Owner;
  readonly atMs: number;
  readonly changes: Readonly<Record<string, string | undefined>>;
  readonly before: Readonly<Record<string, string | undefined>>;
}

/** Told of each record that a tab reads. */
type Hears = (path: string, value: Json | undefined) => void;

/** The storage of a profile, from outside. */
export interface Disk {
  mode: Mode;
  /** Since when it has been fine, ms. */
  fineSinceMs: number;
  readonly madeMs: number;
  readonly entries: Map<string, string>;
  /** Every write so far, oldest first. */
  readonly journal: Written[];
  /** What a tab is handed; it hears what it reads, and which claims it is refused. */
  open(tab: Owner, hears: Hears, onRefused: (name: string) => void): Storage;
  /** A tab is gone: its claims are free, and what it had asked is forgotten unless it was fast enough. */
  bury(tab: Owner, losesWrites: boolean): void;
  /** Undoes the newest writes. */
  undo(count: number): void;
  /** Who holds what, by name. */
  readonly claims: ReadonlyMap<string, Pick<Claim, "tab" | "isKnown">>;
}

interface Claim {
  readonly tab: Owner;
  readonly grant: (undo: (() => void) | undefined) => void;
  /** The tab knows that it has it. */
  isKnown: boolean;
}

/** No transaction of a storage that is fine takes longer, ms. */
export const MAX_WRITE_MS = 12;

const FAULTS: Partial<Record<Mode, () => Error>> = {
  refuses: () => new DOMException("quota", "QuotaExceededError"),
  closed: () => new DOMException("connection is closing", "InvalidStateError"),
};

/** An empty storage. `onWrite` hears of every write that takes effect, `onUndo` of each that is undone. */
export function createDisk(
  timeline: Timeline,
  salt: number,
  hasClaims: boolean,
  onWrite: (written: Written) => void,
  onUndo: (written: Written) => void,
): Disk {
  const entries = new Map<string, string>();
  const journal: Written[] = [];
  const claims = new Map<string, Claim>();
  const queues = new Map<string, Claim[]>();
  const lossy = new Set<Owner>();
  let lastMs = 0;
  let asked = 0;

  /** Runs one operation after those before it, and answers in the tab's own turn. */
  function operate<T>(tab: Owner, isWrite: boolean, run: () => T): Promise<T> {
    const luck = mix(salt, ++asked);
    if (disk.mode === "hangs") return new Promise(() => {});
    const ms = disk.mode === "slow" ? 300 + (luck % 4_000) : luck % MAX_WRITE_MS;
    lastMs = Math.max(lastMs, timeline.now() + ms);
    return new Promise((resolve, reject) => {
      timeline.quietly(lastMs - timeline.now(), () => {
        if (tab.isDead && (!isWrite || lossy.has(tab))) return;
        const fault = isWrite || disk.mode === "closed" ? FAULTS[disk.mode] : undefined;
        if (fault) timeline.after(0, () => reject(fault()), tab);
        else {
          const result = run();
          timeline.after(0, () => resolve(result), tab);
        }
      });
    });
  }

  function write(by: Owner, changes: Written["changes"]): void {
    const before: Record<string, string | undefined> = {};
    for (const [path, text] of Object.entries(changes)) {
      before[path] = entries.get(path);
      if (text === undefined) entries.delete(path);
      else entries.set(path, text);
    }
    const written = { by, atMs: timeline.now(), changes, before };
    journal.push(written);
    onWrite(written);
  }

  /** The next in line gets a name that nobody holds any more. */
  function handOn(name: string): void {
    const next = queues.get(name)?.shift();
    if (!next) return;
    if (next.tab.isDead) handOn(name);
    else give(name, next);
  }

  function give(name: string, claim: Claim): void {
    const { tab, grant } = claim;
    claims.set(name, claim);
    let isHeld = true;
    const undo = () => {
      if (!isHeld || tab.isDead) return;
      isHeld = false;
      claims.delete(name);
      timeline.quietly(0, () => claims.has(name) || handOn(name));
    };
    const tell = () => {
      claim.isKnown = true;
      grant(undo);
    };
    timeline.after(1, tell, tab);
  }

  const claim = (tab: Owner, name: string, isPatient = false) =>
    new Promise<(() => void) | undefined>((grant) => {
      const asking = { tab, grant, isKnown: false };
      if (!claims.has(name)) give(name, asking);
      else if (isPatient) queues.set(name, [...(queues.get(name) ?? []), asking]);
      else timeline.after(1, () => grant(undefined), tab);
    });

  const disk: Disk = {
    mode: "fine",
    fineSinceMs: timeline.now(),
    madeMs: timeline.now(),
    entries,
    journal,
    claims,
    open(tab, hears, onRefused) {
      const storage: Storage = {
        get: (path) =>
          operate(tab, false, () => {
            const text = entries.get(path);
            const value = text === undefined ? undefined : (JSON.parse(text) as Json);
            hears(path, value);
            return value;
          }),
        write: (changes) => {
          // A storage takes its copy at the call.
          const texts = Object.entries(changes).map(([path, value]) => [
            path,
            value === undefined ? undefined : JSON.stringify(value),
          ]);
          return operate(tab, true, () => write(tab, Object.fromEntries(texts)));
        },
        keys: (prefix) =>
          operate(tab, false, () =>
            [...entries.keys()].filter((path) => path.startsWith(prefix)).sort(),
          ),
      };
      if (!hasClaims) return storage;
      return {
        ...storage,
        async claim(name, isPatient) {
          const release = await claim(tab, name, isPatient);
          if (!release) onRefused(name);
          return release;
        },
      };
    },
    bury(tab, losesWrites) {
      if (losesWrites) lossy.add(tab);
      for (const [name, holder] of claims) {
        if (holder.tab !== tab) continue;
        claims.delete(name);
        handOn(name);
      }
    },
    undo(count) {
      for (const written of journal.splice(Math.max(0, journal.length - count)).reverse()) {
        for (const [path, text] of Object.entries(written.before)) {
          if (text === undefined) entries.delete(path);
          else entries.set(path, text);
        }
        onUndo(written);
      }
    },
  };
  return disk;
}
