// Metric maps and events as gostatsd's HTTP receiver takes them.
import type { MetricEvent, MetricMap, Series, Timed } from "../../core/metric.ts";
import { ALERT_TYPES, PRIORITIES } from "../event-words.ts";
import { METRIC_KINDS, type MetricKind, seriesOf } from "../kinds.ts";
import { tagsKey } from "../tags.ts";
import { createWriter, type Writer } from "./writer.ts";

/** How the value of a series is written, by its kind. */
const VALUES: Readonly<Record<MetricKind, (to: Writer, value: never) => void>> = {
  counters: (to, value: number) => to.int64(3, value),
  gauges: (to, value: number) => to.double(3, value),
  sets: (to, value: ReadonlySet<string>) => to.texts(3, [...value]),
  timers(to, { values, sampledCount }: Timed) {
    to.packed(4, values);
    to.double(3, sampledCount);
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
        to.texts(1, [name]);
      });
    }
  }
  return to.bytes();
}

/** The body of `POST /v2/event`. Source: gostatsd, `EventV2`. */
export function encodeEvent(event: MetricEvent): Uint8Array<ArrayBuffer> {
  const to = createWriter();
  to.int64(10, ALERT_TYPES.indexOf(event.alertType));
  to.int64(9, PRIORITIES.indexOf(event.priority));
  to.text(8, event.source);
  to.texts(7, event.tags);
  to.text(6, event.sourceTypeName);
  to.text(5, event.aggregationKey);
  to.text(4, event.source);
  to.int64(3, event.dateHappened);
  to.text(2, event.text);
  to.text(1, event.title);
  return to.bytes();
}

function writeSeries(to: Writer, kind: MetricKind, { tags, source, value }: Series<unknown>): void {
  to.message(1, () => {
    to.message(2, () => {
      VALUES[kind](to, value as never);
      to.text(2, source);
      to.texts(1, tags);
    });
    to.texts(1, [tagsKey(tags, source)]);
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
