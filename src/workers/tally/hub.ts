// The object without its platform: what it answers isolates, and what it does when its alarm rings.
import { MAX_ISOLATE_BODY_BYTES } from "../../core/edge-limits.ts";
import { TallybeaconError } from "../../core/errors.ts";
import { STORE_RETRY_SECONDS } from "../../core/limits.ts";
import type { Handler } from "../../core/ports.ts";
import type { Reply, Update } from "../../core/update.ts";
import { answer, careful, refuse, unstored } from "../../server/answer.ts";
import { readText } from "../../server/body.ts";
import { parseJson } from "../../server/parse.ts";
import { readUpdate } from "../../server/schema.ts";
import { change, dueMs, type Emitter, emit } from "./emit.ts";
import { isolateReply } from "./obey.ts";
import { waiting } from "./outbox.ts";
import { readOwn, readWishes } from "./record.ts";
import { seal } from "./seal.ts";
import { openTables } from "./tables.ts";
import { FULL, take } from "./take.ts";

/** What the object does for others. */
export interface Hub {
  /** `POST` takes an update in and answers as a server does; `GET` says what there is. Never rejects. */
  readonly fetch: Handler;
  /** Sends what is due. May come late, twice, or while another is under way. */
  alarm(): Promise<void>;
}

/** Opens the tables. `ring` sets the one alarm there is, ms since the epoch, over any earlier one. */
export function createHub(emitter: Emitter, ring: (atMs: number) => Promise<void>): Hub {
  const { sql, clock, tell } = emitter;
  /** When the alarm will ring, as far as this life of the object knows. */
  let armedMs = Number.POSITIVE_INFINITY;
  openTables(sql);

  return {
    fetch: careful(async (request) => {
      if (request.method === "GET") return answer(request, 200, look());
      if (request.method !== "POST") return refuse(request, 405, "method: POST or GET");
      const limits = { maxBytes: MAX_ISOLATE_BODY_BYTES, clock };
      const update = readUpdate(parseJson(await readText(request, limits)));
      let reply: Reply;
      try {
        reply = accept(update);
        await arm();
      } catch (error) {
        if (error instanceof TallybeaconError) throw error;
        if (error === FULL) {
          const headers = { "retry-after": String(STORE_RETRY_SECONDS) };
          return refuse(request, 503, "the buffer is full", headers);
        }
        tell(new TallybeaconError("storage", "an update was not stored", error));
        return unstored(request);
      }
      return answer(request, 200, reply);
    }),

    async alarm() {
      armedMs = Number.POSITIVE_INFINITY;
      const nowMs = clock.now();
      const dueAtMs = dueMs(readOwn(sql), nowMs);
      // It rang for what somebody else has done by now.
      const nextMs = dueAtMs > nowMs ? dueAtMs : await emit(emitter);
      if (nextMs === undefined) return;
      await ring(nextMs);
      armedMs = nextMs;
    },
  };

  /** Takes an update in; where there is no room, once more after the buffer was sealed. */
  function accept(update: Update): Reply {
    const nowMs = clock.now();
    let ack: number | undefined;
    try {
      ack = take(sql, update, nowMs);
    } catch (error) {
      if (error !== FULL) throw error;
      change(sql, (own) => seal(sql, own, nowMs, readWishes(sql).version));
      ack = take(sql, update, nowMs);
    }
    return isolateReply(sql, ack, nowMs);
  }

  async function arm(): Promise<void> {
    if (readWishes(sql).stopped) return;
    const atMs = dueMs(readOwn(sql), clock.now());
    if (atMs >= armedMs) return;
    armedMs = atMs;
    try {
      await ring(atMs);
    } catch (error) {
      armedMs = Number.POSITIVE_INFINITY;
      throw error;
    }
  }

  /** For people, and for tests. */
  function look(): object {
    const { id, epoch, seq, recorded, dropped, faults, nextAtMs, items } = readOwn(sql);
    const { off, stopped, version } = readWishes(sql);
    const own = { instance_id: id, epoch, seq, recorded, dropped, faults };
    const wishes = { disabled_keys: off, stopped, version };
    return { ...own, ...wishes, items, pending: waiting(sql), next_at: nextAtMs };
  }
}
