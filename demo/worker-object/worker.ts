// A Durable Object that counts: a room for each address, whose counts survive it.
import { type Collector, createCollector, type DurableLike, durableStorage } from "tallybeacon";

interface Env {
  readonly ROOM: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
  readonly ENDPOINT: string;
}

interface State {
  readonly storage: DurableLike & {
    getAlarm(): Promise<number | null>;
    setAlarm(atMs: number): Promise<void>;
  };
  waitUntil(work: Promise<unknown>): void;
}

/** An object that nobody asks for anything may be ended after ten seconds, and what it had in memory with it: half of that. */
const PUT_AWAY_MS = 5_000;

export class Room {
  readonly #state: State;
  readonly #tally: Collector;

  constructor(state: State, env: Env) {
    this.#state = state;
    this.#tally = createCollector({
      endpoint: env.ENDPOINT,
      storage: durableStorage(state.storage, { saveMs: PUT_AWAY_MS }),
    });
  }

  async fetch(): Promise<Response> {
    this.#tally.increment("visit");
    this.#state.waitUntil(this.#tally.tick());
    // There is none yet, or it waits for the server: what was counted now may be put away by nobody before.
    const alarmMs = (await this.#state.storage.getAlarm()) ?? Infinity;
    if (alarmMs > Date.now() + PUT_AWAY_MS) await this.#wake(PUT_AWAY_MS);
    return new Response("Counted.\n");
  }

  /** Puts away what came since the last tick; once that is done, waits for when the server wants it. */
  async alarm(): Promise<void> {
    await this.#tally.tick();
    const { data, pending, nextAtMs } = this.#tally.snapshot();
    const isOpen = Object.keys(data).length > 0;
    const waitMs = isOpen ? 0 : nextAtMs - Date.now();
    if (isOpen || pending.length > 0) await this.#wake(Math.max(PUT_AWAY_MS, waitMs));
  }

  #wake(delayMs: number): Promise<void> {
    return this.#state.storage.setAlarm(Date.now() + delayMs);
  }
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    return env.ROOM.getByName(new URL(request.url).pathname).fetch(request);
  },
};
