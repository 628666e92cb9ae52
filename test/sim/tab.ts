// One tab, or one isolate at the edge: a real collector among the world's ports.
import type { Collector } from "../../src/collector/options.ts";
import { utf8 } from "../../src/core/utf8.ts";
import type { Air } from "./air.ts";
import { chance, mix } from "./chance.ts";
import type { Client } from "./client.ts";
import type { Disk } from "./disk.ts";
import type { Network } from "./network.ts";
import { createPage, type Engine, type LaterInit } from "./page.ts";
import type { Schedule } from "./schedule.ts";
import type { Owner, Timeline } from "./timeline.ts";
import type { Truth } from "./truth.ts";
import type { Watch } from "./watch.ts";

/** A tab as the world sees it. */
export interface Tab extends Owner {
  readonly name: string;
  readonly profile: number;
  readonly engine: Engine;
  readonly openedMs: number;
  /** When it last sent by `fetch`. */
  fetchedMs: number;
  readonly disk: Disk;
  readonly tally: Collector;
  readonly truth: Truth;
  readonly watch: Watch;
  /** What the user says when the collector asks. */
  says: boolean;
  /** What its clock is ahead, ms. */
  skewMs: number;
  /** Bodies that were offered to `sendBeacon`, taken or not. */
  readonly offered: Set<string>;
  isHidden: boolean;
  /** Ended by its own `stop()`. */
  isEnded: boolean;
  /** Once slept, or the user did not agree: its timers may be late. */
  hasPaused: boolean;
  hasDisagreed: boolean;
  /** Sends what `fetchLater` holds, as the browser does when the page is gone. */
  activate(): void;
}

/** What a tab needs of its world. */
export interface Surroundings {
  readonly schedule: Schedule;
  readonly client: Client;
  readonly timeline: Timeline;
  readonly network: Network;
  readonly disk: Disk;
  readonly air: Air;
  tell(line: string): void;
}

const KEEPALIVE_BYTES = 65_536;
const ENDPOINT = "https://count.example/v1/update";

/** Opens a tab; its collector is made and not started. */
export function createTab(
  around: Surroundings,
  parts: Pick<Tab, "name" | "profile" | "engine" | "truth" | "watch" | "openedMs"> & {
    number: number;
  },
): Tab {
  const { schedule, client, timeline, network, disk, air } = around;
  const { engine, watch, truth, number } = parts;
  const luck = chance(mix(schedule.salt, 11, number));
  const offered = new Set<string>();
  let flyingBytes = schedule.othersBytes;

  const leave = (way: "beacon" | "fetchLater", body: string, done?: () => void) => {
    watch.leaves(way, body);
    network.send(tab, way, body, done).catch(() => {});
  };
  const sendBeacon = (_url: string, body: string) => {
    offered.add(body);
    const bytes = utf8(body).length;
    if (flyingBytes + bytes > KEEPALIVE_BYTES) return false;
    flyingBytes += bytes;
    leave("beacon", body, () => {
      flyingBytes -= bytes;
    });
    return true;
  };
  const deferred = new Set<() => void>();
  const fetchLater = (_url: string, init: LaterInit = {}) => {
    const result = { activated: false };
    const body = String(init.body ?? "");
    if (utf8(body).length > KEEPALIVE_BYTES) throw new DOMException("", "QuotaExceededError");
    const send = () => {
      if (!deferred.delete(send)) return;
      result.activated = true;
      leave("fetchLater", body);
    };
    deferred.add(send);
    init.signal?.addEventListener("abort", () => deferred.delete(send));
    if (init.activateAfter !== undefined) timeline.after(init.activateAfter, send);
    return result;
  };
  const page = createPage(engine, {
    navigator: engine === "edge" ? {} : { sendBeacon },
    crypto: {
      getRandomValues(words) {
        for (let at = 0; at < words.length; at++) words[at] = luck.int(2 ** 32);
        return words;
      },
    },
    BroadcastChannel: schedule.hasChannels ? air.channelFor(() => tab) : undefined,
    fetchLater: schedule.hasLater && engine === "chromium" ? fetchLater : undefined,
  });
  const tab = {
    ...parts,
    page,
    disk,
    says: true,
    skewMs: schedule.skewMs,
    offered,
    isDead: false,
    isAsleep: false,
    parked: [],
    isHidden: false,
    isEnded: false,
    hasPaused: false,
    hasDisagreed: false,
    activate() {
      for (const send of [...deferred]) send();
    },
  } as Partial<Tab> as Tab;
  const tally = client({
    endpoint: ENDPOINT,
    enabled: () => tab.says,
    maxBytes: schedule.maxBytes,
    storage: disk.open(tab, watch.reads, (name) => {
      if (!truth.epochs.has(name)) return;
      for (const id of [...truth.durable.keys(), ...truth.cleared.keys()])
        if (id.startsWith(name)) truth.taken.add(id);
    }),
    clock: {
      now: () => Math.floor(timeline.now() + tab.skewMs),
      random: luck.next,
      after: (ms, run) => timeline.after(ms, run, tab),
    },
    async transport(_url, body) {
      watch.leaves("fetch", body);
      tab.fetchedMs = timeline.now();
      const sleeps = watch.sleeps;
      const answer = await network.send(tab, "fetch", body);
      // Who slept meanwhile may have given up on it.
      watch.hears(answer, sleeps === watch.sleeps);
      return answer;
    },
  });
  truth.look = () => tally.snapshot();
  return Object.assign(tab, { tally });
}
