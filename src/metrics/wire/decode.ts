// Metric maps and events out of what was posted. Nothing that is read is trusted.
import type { MetricEvent, MetricMap } from "../../core/metric.ts";
import { decode } from "../../proto/decode.ts";
import type { Message, Schema } from "../../proto/schema.ts";
import { ALERT_TYPES, PRIORITIES, UNTOLD } from "../event-words.ts";
import { METRIC_KINDS, type MetricKind, seriesOf } from "../kinds.ts";
import { clampCount, emptyMap } from "../map.ts";
import { rekey, type SeriesTags } from "../rekey.ts";

/** A field that is a map. */
const mapOf = (name: string, value: Schema): Schema[number] => [
  name,
  { 1: ["key", "string"], 2: ["value", value] },
  "many",
];
const byTags = (kind: MetricKind, fields: Schema): Schema[number] =>
  mapOf(kind, {
    1: mapOf("byTags", { 1: ["tags", "string", "many"], 2: ["source", "string"], ...fields }),
  });

/** By the numbers of the messages that hold them. Source: gostatsd, `RawMessageV2`. */
const RAW: Schema = {
  1: byTags("counters", { 3: ["value", "int64"] }),
  2: byTags("gauges", { 3: ["value", "double"] }),
  3: byTags("sets", { 3: ["values", "string", "many"] }),
  4: byTags("timers", { 3: ["sampledCount", "double"], 4: ["values", "double", "many"] }),
};

/** Source: gostatsd, `EventV2`. Of the two places for a source its receiver reads one. */
const EVENT: Schema = {
  1: ["title", "string"],
  2: ["text", "string"],
  3: ["dateHappened", "int64"],
  4: ["source", "string"],
  5: ["aggregationKey", "string"],
  6: ["sourceTypeName", "string"],
  7: ["tags", "string", "many"],
  9: ["priority", "int64"],
  10: ["alertType", "int64"],
};

/** What a series holds, of what was read of it. */
const VALUES: Readonly<Record<MetricKind, (raw: Message) => unknown>> = {
  counters: ({ value = 0 }) => clampCount(value as number),
  gauges: ({ value = 0 }) => value,
  sets: ({ values = [] }) => new Set(values as string[]),
  timers: ({ values = [], sampledCount = 0 }) => ({ values, sampledCount }),
};

/**
 * A body of `POST /v2/raw`, received at `atMs`. The keys that it has for its tags are not trusted: series whose tags and
 * source are the same are one. Counters beyond 2^53 are as large as that. Throws `parse` for what is no such message.
 */
export function decodeMap(body: Uint8Array, atMs: number): MetricMap {
  const raw = decode(body, RAW);
  const map = emptyMap();
  let count = 0;
  for (const kind of METRIC_KINDS) {
    for (const [name, { byTags }] of entriesOf(raw[kind])) {
      for (const [, one] of entriesOf(byTags)) {
        const { tags = [], source = "" } = one as Pick<Message, string> & Partial<SeriesTags>;
        const value = VALUES[kind](one);
        // Any key will do that no other has.
        seriesOf(map, kind).set(String(count++), { name, tags, source, atMs, value });
      }
    }
  }
  return rekey(map, (series) => series);
}

/** A body of `POST /v2/event`. Throws `parse` for what is no such message. */
export function decodeEvent(body: Uint8Array): MetricEvent {
  const { priority, alertType, ...said } = decode(body, EVENT);
  return {
    ...{ title: "", text: "", dateHappened: 0 },
    ...UNTOLD,
    ...said,
    priority: PRIORITIES[priority as number] ?? "normal",
    alertType: ALERT_TYPES[alertType as number] ?? "info",
  };
}

/** What a field that is a map holds: of a key that comes again the last value counts. */
function entriesOf(field: unknown): Map<string, Message> {
  const entries = (field ?? []) as readonly { readonly key?: string; readonly value?: Message }[];
  return new Map(entries.map(({ key = "", value = {} }) => [key, value]));
}
