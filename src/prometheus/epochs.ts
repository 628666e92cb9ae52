// The pushes of one pusher that are added up: numbered, and under another epoch where the server has ended one.
import type { TallybeaconError } from "../core/errors.ts";
import type { FamilyMetric, MetricFamily } from "../core/family.ts";
import { byLabel } from "../core/family-order.ts";
import { MAX_UNANSWERED_PUSHES } from "../core/prometheus-limits.ts";
import type { Push } from "../core/push.ts";
import { randomId } from "../hash/random-id.ts";

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

/** Value of a counter; count, buckets and, last, the sum of a histogram or a summary. */
type Numbers = readonly number[];
/** By series. */
type Counted = ReadonlyMap<string, Numbers>;

/** Makes them. The first epoch begins with the first push. */
export function createEpochs(): Epochs {
  let epoch: string | undefined;
  let seq = 0;
  let counted: Counted = new Map();
  /** What was heard of epochs that are over. */
  let heard = new Map<string, Numbers>();
  /** Of this epoch: the last push that was taken, and those since. */
  let sent: { readonly seq: number; readonly counted: Counted }[] = [];

  return {
    async push(families, send) {
      try {
        await sendNext(families, send);
      } catch (error) {
        const last = lastHeard(error);
        if (last === undefined) throw error;
        // Of what is not known any more the push after it: nothing is counted twice.
        heard = new Map(sent.find((each) => each.seq >= last)?.counted ?? counted);
        epoch = undefined;
        await sendNext(families, send);
      }
    },
  };

  async function sendNext(families: readonly MetricFamily[], send: SendEpoch): Promise<void> {
    if (epoch === undefined) {
      epoch = randomId();
      seq = 0;
      sent = [];
    }
    seq += 1;
    const own = seq;
    counted = new Map([...counted, ...families.flatMap(seriesOf)]);
    sent.push({ seq: own, counted });
    if (sent.length > MAX_UNANSWERED_PUSHES) sent.splice(1, 1);
    await send(
      families.map((family) => since(family, heard)),
      { epoch, seq: own },
    );
    sent = sent.filter((each) => each.seq >= own);
  }
}

/** Up to which push the server has heard the epoch that it ended; nothing where something else went wrong. */
function lastHeard(error: unknown): number | undefined {
  const { cause } = error as TallybeaconError;
  const { status, reply } = (cause ?? {}) as { status?: number; reply?: string };
  if (status !== 409) return undefined;
  try {
    const { seq } = JSON.parse(reply as string) as { seq?: unknown };
    return typeof seq === "number" ? seq : undefined;
  } catch {
    return undefined;
  }
}

function seriesOf(family: MetricFamily): [string, Numbers][] {
  if (isLevel(family)) return [];
  return family.metrics.map((metric) => [keyOf(family, metric), numbersOf(metric)]);
}

/** What was counted since; all of what fell, as that began anew. */
function since(family: MetricFamily, heard: Map<string, Numbers>): MetricFamily {
  if (heard.size === 0 || isLevel(family)) return family;
  const metrics = family.metrics.map((metric) => {
    const key = keyOf(family, metric);
    const was = heard.get(key);
    if (!was) return metric;
    const more = numbersOf(metric).map((each, i) => each - (was[i] as number));
    const grows = metric.value === undefined ? more.slice(0, -1) : more;
    if (grows.every((each) => each >= 0)) return withNumbers(metric, more);
    heard.delete(key);
    return metric;
  });
  return { ...family, metrics };
}

function numbersOf({ value, summary, histogram }: FamilyMetric): Numbers {
  if (value !== undefined) return [value];
  const { count = 0, sum = 0 } = summary ?? histogram ?? {};
  return [count, ...(histogram?.buckets ?? []).map((each) => each.count), sum];
}

function withNumbers(metric: FamilyMetric, numbers: Numbers): FamilyMetric {
  const { value, summary, histogram } = metric;
  const [count, sum] = [numbers[0] as number, numbers.at(-1) as number];
  if (value !== undefined) return { ...metric, value: count };
  if (summary) return { ...metric, summary: { ...summary, count, sum } };
  const buckets = (histogram?.buckets ?? []).map((each, i) => ({
    ...each,
    count: numbers[1 + i] as number,
  }));
  return { ...metric, histogram: { count, sum, buckets } };
}

/** With its bounds: whatever has others began anew. */
function keyOf({ name, type }: MetricFamily, { labels = [], histogram }: FamilyMetric): string {
  const bounds = histogram?.buckets.map((each) => each.upperBound);
  return JSON.stringify([name, type, [...labels].sort(byLabel), bounds]);
}

function isLevel({ type }: MetricFamily): boolean {
  return type === "gauge" || type === "untyped";
}
