// What all isolates of a Worker share, in a storage that cannot compare and swap: each writes under a name of its own,
// and all who read choose the same.
import type { Json } from "../core/json.ts";
import { KV_ADOPTED, KV_MIN_TTL_SECONDS } from "../core/limits.ts";
import type { Clock } from "../core/ports.ts";
import type { Found, KvWrites } from "./kv-writes.ts";

/** What the server was heard to want, but for when: what is kept for good, under `controls/`. */
interface Switches {
  readonly off: readonly string[];
  readonly stopped: boolean;
  readonly version: number;
}

/** When it wants the next update: kept until then, under `next/`. */
interface Turn {
  readonly nextAtMs: number;
  readonly offsetMs: number;
}

/** What a record of either says in the list already. */
interface Mark extends Partial<Switches>, Partial<Turn> {
  readonly atMs?: number;
}

/** `instance` and `controls` of one storage. */
export interface KvShared {
  /** One of the two; `read` gives the text of a key. Of an instance the oldest counts, of controls the newest. */
  get(
    path: string,
    listed: readonly Found[],
    read: (key: string) => Promise<string | undefined>,
  ): Promise<Json | undefined>;
  put(path: string, value: Json | undefined): void;
  /** How long clients were told to wait last, as far as anybody knows. */
  pauseMs(listed: readonly Found[]): number;
}

/** True for what `kvShared` keeps. */
export function isShared(path: string): boolean {
  return path === "instance" || path === "controls";
}

/** Names begin with `prefix`; what is written goes through `writes`. */
export function kvShared(
  prefix: string,
  writes: Pick<KvWrites, "put">,
  clock: Pick<Clock, "now">,
): KvShared {
  let writer: string | undefined;
  /** Records of switches so far: each has a name of its own, or who takes an old one away would take the newest. */
  let changes = 0;
  /** The switches that KV has, or is about to have. */
  let known = JSON.stringify({ off: [], stopped: false, version: 0 } satisfies Switches);
  let instances: string[] = [];

  /** Ours; the older a writer is, the earlier it is listed. */
  const nameOf = (kind: string) => {
    writer ??= `${clock.now().toString(36)}-${crypto.randomUUID()}`;
    return `${prefix}${kind}/${writer}`;
  };
  /** Best first. */
  const ranked = (kind: string, listed: readonly Found[]) =>
    listed
      .filter(({ name }) => name.startsWith(`${prefix}${kind}/`))
      .map(({ name, metadata }) => ({ name, mark: (metadata ?? {}) as Mark }))
      .sort((one, other) => rank(other.mark, one.mark) || (one.name < other.name ? -1 : 1));

  async function switches(
    listed: readonly Found[],
    read: (key: string) => Promise<string | undefined>,
  ): Promise<Switches | undefined> {
    let best: string | undefined;
    let gone = 0;
    for (const { name } of ranked("controls", listed)) {
      if (best === undefined) best = await read(name);
      // Nobody needs the others any more: each is worse than one that all will come to see. A request may not do much.
      else if (gone++ < KV_ADOPTED) writes.put(name, undefined, false);
    }
    known = best ?? known;
    return best === undefined ? undefined : (JSON.parse(best) as Switches);
  }

  return {
    async get(path, listed, read) {
      if (path === "instance") {
        instances = ranked("instance", listed).map(({ name }) => name);
        const text = instances[0] && (await read(instances[0]));
        return text ? JSON.parse(text) : undefined;
      }
      const kept = await switches(listed, read);
      const mark = ranked("next", listed)[0]?.mark;
      if (!kept && !mark) return undefined;
      const { nextAtMs = 0, offsetMs = 0 } = mark ?? {};
      return { off: [], stopped: false, version: 0, ...kept, nextAtMs, offsetMs };
    },
    put(path, value) {
      const atMs = clock.now();
      if (path === "instance") {
        const name = nameOf(path);
        if (value !== undefined) writes.put(name, JSON.stringify(value), true);
        else for (const each of new Set([...instances, name])) writes.put(each, value, false);
        return;
      }
      const { off, stopped, version, nextAtMs, offsetMs } = value as unknown as Switches & Turn;
      const text = JSON.stringify({ off, stopped, version });
      if (text !== known) {
        known = text;
        writes.put(`${nameOf(path)}-${++changes}`, text, true, {
          metadata: { stopped, version, atMs },
        });
      }
      // What is over before KV shows it to others is not worth a write.
      const expirationTtl = Math.ceil((nextAtMs - atMs) / 1_000);
      if (expirationTtl < KV_MIN_TTL_SECONDS) return;
      const metadata = { nextAtMs, offsetMs, atMs };
      writes.put(nameOf("next"), "", true, { expirationTtl, metadata });
    },
    pauseMs(listed) {
      const { nextAtMs = 0, atMs = nextAtMs } = ranked("next", listed)[0]?.mark ?? {};
      return nextAtMs - atMs;
    },
  };
}

/** Above 0 where the first is to be heeded: the end is the end, then versions tell, then time. Instances have no marks. */
function rank(one: Mark, other: Mark): number {
  return (
    Number(one.stopped ?? false) - Number(other.stopped ?? false) ||
    (one.version ?? 0) - (other.version ?? 0) ||
    (one.atMs ?? 0) - (other.atMs ?? 0)
  );
}
