// The pushes of one pusher that are added up: numbered, and under another epoch where the server has ended one.
import type { TallybeaconError } from "../core/errors.ts";
import type { FamilyMetric, FamilyType, MetricFamily } from "../core/family.ts";
import { isLevel } from "../core/growth.ts";
import { MAX_UNANSWERED_PUSHES } from "../core/prometheus-limits.ts";
import type { Push } from "../core/push.ts";
import { randomId } from "../hash/random-id.ts";
import { createCounted, type Numbers, type Series } from "./counted.ts";

/** Pushes what an epoch has counted so far. */
export type SendEpoch = (
  families: readonly MetricFamily[],
  numbers: Required<Pick<Push, "epoch" | "seq">>,
) => Promise<void>;

/** One pusher, over its epochs; each of its pushes comes after the one before it. */
export interface Epochs {
  /** Rejects as `send` does, but where the epoch is over: then it sends at once, under another, what was not heard yet. */
  push(families: readonly MetricFamily[], send: SendEpoch): Promise<void>;
}

/** A push, and what its series had counted in all. */
interface Sent {
  readonly seq: number;
  readonly totals: ReadonlyMap<Series, Numbers>;
}

/** Makes them. The first epoch begins with the first push. */
export function createEpochs(): Epochs {
  const counted = createCounted();
  /** What was said, and may not have been heard, by its key. */
  const unheard = new Map<string, Series>();
  let epoch = randomId();
  let seq = 0;
  /** The last push that was answered. */
  let taken = 0;
  /** Those since. */
  let sent: Sent[] = [];

  return {
    async push(families, send) {
      if (families.length === 0) return;
      try {
        await sendNext(families, send);
      } catch (error) {
        const { status, seq: last } = answerOf(error);
        if (status !== 409 || last === undefined || last >= seq) throw error;
        // Of pushes that are not known any more the one after them: nothing is counted twice.
        const found = last > taken && sent.find((each) => each.seq >= last);
        if (found) counted.hear(found.totals);
        counted.beginEpoch();
        epoch = randomId();
        seq = 0;
        taken = 0;
        sent = [];
        await sendNext(families, send);
      }
    },
  };

  async function sendNext(families: readonly MetricFamily[], send: SendEpoch): Promise<void> {
    const totals = new Map<Series, Numbers>();
    const say = (series: Series): FamilyMetric => {
      totals.set(series, counted.totalOf(series));
      unheard.set(series.key, series);
      return counted.sinceEpoch(series);
    };
    const before = new Map(unheard);
    const said = families.map((family) => {
      if (isLevel(family.type)) return { ...family, metrics: [...family.metrics] };
      const metrics = family.metrics.map((each) => {
        const series = counted.count(family, each);
        return series ? say(series) : each;
      });
      return { ...family, metrics };
    });
    // Again, whether it was gathered this time or not: an answer then stands for all that was said before.
    const again = [...unheard.values()].filter((series) => !totals.has(series));
    for (const series of again) {
      const { name } = series.family;
      const own = said.find((family) => family.name === name);
      if (!own) said.push({ ...series.family, metrics: [say(series)] });
      else if (typeOf(own) === typeOf(series.family)) own.metrics.push(say(series));
      else leave(series);
    }
    seq += 1;
    const own = seq;
    sent.push({ seq: own, totals });
    if (sent.length > MAX_UNANSWERED_PUSHES) sent.shift();
    try {
      await send(said, { epoch, seq: own });
    } catch (error) {
      if (FOR_GOOD.test(String(answerOf(error).status))) {
        for (const { key } of totals.keys()) if (!before.has(key)) unheard.delete(key);
        // It may be what was refused, and nobody would ever take it away.
        again.forEach(leave);
      }
      throw error;
    }
    taken = own;
    sent = [];
    counted.hear(totals);
    for (const { key } of totals.keys()) unheard.delete(key);
  }

  /** Does not say it again, and takes it for heard: nothing is counted twice. */
  function leave(series: Series): void {
    unheard.delete(series.key);
    counted.hear(new Map([[series, counted.totalOf(series)]]));
  }
}

function typeOf({ type = "counter" }: MetricFamily): FamilyType {
  return type;
}

/** Not what wants to be asked again: 408, 409, 429. */
const FOR_GOOD = /^4(?!08|09|29)/;

/** What was answered, and of an epoch that is over up to which push it was heard. */
function answerOf(error: unknown): { readonly status?: number; readonly seq?: number } {
  const { status, reply } = ((error as TallybeaconError).cause ?? {}) as {
    status?: number;
    reply?: string;
  };
  if (status === undefined) return {};
  try {
    const { seq } = JSON.parse(reply as string) as { seq?: unknown };
    return { status, ...(typeof seq === "number" && { seq }) };
  } catch {
    return { status };
  }
}
