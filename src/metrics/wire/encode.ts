// Metric maps and events as gostatsd's HTTP receiver takes them.
import type { MetricEvent, MetricMap, Series, Timed } from "../../core/metric.ts";
import { createWriter, type Writer } from "../../proto/writer.ts";
import { ALERT_TYPES, PRIORITIES } from "../event-words.ts";
import { METRIC_KINDS, type MetricKind, seriesOf } from "../kinds.ts";
import { tagsKey } from "../tags.ts";

// What is empty or 0 is left out, but not -0. Source: Protocol Buffers, proto3.
const text = (to: Writer, field: number, value: string) => value && to.text(field, value);
const int64 = (to: Writer, field: number, value: number) => value && to.varint(field, value);
const double = (to: Writer, field: number, value: number) =>
  Object.is(value, 0) || to.double(field, value);
const texts = (to: Writer, field: number, values: Iterable<string>) => {
  for (const value of [...values].reverse()) to.text(field, value);
};

/** How the value of a series is written, by its kind. */
const VALUES: Readonly<Record<MetricKind, (to: Writer, value: never) => void>> = {
  counters: (to, value: number) => int64(to, 3, value),
  gauges: (to, value: number) => double(to, 3, value),
  sets: (to, value: ReadonlySet<string>) => texts(to, 3, value),
  timers(to, { values, sampledCount }: Timed) {
    if (values.length > 0) to.packed(4, values);
    double(to, 3, sampledCount);
  },
};

/** The body of `POST /v2/raw`; without series it has no bytes. Source: gostatsd, `RawMessageV2`. */
export function encodeMap(map: MetricMap): Uint8Array<ArrayBuffer> {
  const to = createWriter();
  for (let field = METRIC_KINDS.length; field > 0; field -= 1) {
    const kind = METRIC_KINDS[field - 1] as MetricKind;
    for (const [name, all] of byName(seriesOf(map, kind))) {
      to.message(field, () => {
        to.message(2, () => {
          for (const series of all) writeSeries(to, kind, series);
        });
        to.text(1, name);
      });
    }
  }
  return to.bytes();
}

/** The body of `POST /v2/event`. Source: gostatsd, `EventV2`. */
export function encodeEvent(event: MetricEvent): Uint8Array<ArrayBuffer> {
  const to = createWriter();
  int64(to, 10, ALERT_TYPES.indexOf(event.alertType));
  int64(to, 9, PRIORITIES.indexOf(event.priority));
  text(to, 8, event.source);
  texts(to, 7, event.tags);
  text(to, 6, event.sourceTypeName);
  text(to, 5, event.aggregationKey);
  text(to, 4, event.source);
  int64(to, 3, event.dateHappened);
  text(to, 2, event.text);
  text(to, 1, event.title);
  return to.bytes();
}

function writeSeries(to: Writer, kind: MetricKind, { tags, source, value }: Series<unknown>): void {
  to.message(1, () => {
    to.message(2, () => {
      VALUES[kind](to, value as never);
      text(to, 2, source);
      texts(to, 1, tags);
    });
    to.text(1, tagsKey(tags, source));
  });
}

function byName(all: ReadonlyMap<string, Series<unknown>>): Map<string, Series<unknown>[]> {
  const names = new Map<string, Series<unknown>[]>();
  for (const series of all.values()) {
    const known = names.get(series.name);
    if (known) known.push(series);
    else names.set(series.name, [series]);
  }
  return names;
}
