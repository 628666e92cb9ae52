// InfluxDB's line protocol over HTTP, of its first and its second API.
import type { Aggregates, Backend, MetricEvent, Tags } from "../../core/metric.ts";
import { INFLUXDB_BATCH } from "../../core/metric-limits.ts";
import { general } from "../../core/number-text.ts";
import { createDelivery } from "../delivery/delivery.ts";
import { oneOf, positive, required } from "../delivery/demand.ts";
import { post } from "../delivery/post.ts";
import { tagParts, valuesByName, withHost } from "../tag-names.ts";
import { sortTags } from "../tags.ts";
import type { BackendOptions } from "./backend-options.ts";
import { batches } from "./batches.ts";
import { buckets, TIMER_NAMES, timerFields } from "./timer-fields.ts";

/** Where it is written, and as whom. */
export interface InfluxdbOptions extends BackendOptions {
  /** `https://influx.example.com`, in front of `/api/v2/write` or `/write`; what it asks in its query is kept. */
  readonly apiEndpoint: string;
  /** Default 2. */
  readonly apiVersion?: 1 | 2;
  /** Version 2: the bucket, and the organisation it is of. */
  readonly bucket?: string;
  readonly org?: string;
  /** Version 1: the database, and what it is asked for. */
  readonly database?: string;
  readonly retentionPolicy?: string;
  readonly consistency?: "any" | "one" | "quorum" | "all";
  /** A token, or `user:password` from InfluxDB 1.8 on; before that `?u=user&p=password` of the endpoint says it. */
  readonly credentials?: string;
  /** Lines of one request; default 5,000. */
  readonly metricsPerBatch?: number;
}

/** Throws `bad-option`. Source: gostatsd, `influxdb`, but that version 1 is asked for its `db`. */
export function influxdbBackend(options: InfluxdbOptions): Backend {
  const { credentials, compressPayload = true, metricsPerBatch = INFLUXDB_BATCH } = options;
  positive("influxdb", "metricsPerBatch", metricsPerBatch);
  const url = addressOf(options);
  const headers = {
    "user-agent": "gostatsd (influxdb)",
    ...(credentials && { authorization: `Token ${credentials}` }),
    ...(!compressPayload && { "content-encoding": "identity" }),
  };
  const delivery = createDelivery("influxdb", options);
  const encoding = compressPayload ? "gzip" : undefined;
  const request = (lines: readonly string[], series: number) =>
    post({ url, headers, encoding, series, body: () => `${lines.join("\n")}\n` }, options);
  return Object.assign(
    (aggregates: Aggregates) =>
      delivery.send(
        batches(influxdbLines(aggregates), metricsPerBatch, (lines) =>
          request(lines, lines.length),
        ),
      ),
    {
      event: (event: MetricEvent) => delivery.sendNow(request([influxdbEvent(event)], 0)),
      counts: delivery.counts,
    },
  );
}

function addressOf(options: InfluxdbOptions): URL {
  const { apiVersion = 2, bucket, org, database, retentionPolicy, consistency } = options;
  const url = new URL(required("influxdb", "apiEndpoint", options.apiEndpoint));
  const isFirst = oneOf("influxdb", "apiVersion", apiVersion, [1, 2]) === 1;
  const path = isFirst ? "write" : "api/v2/write";
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${path}`;
  const query = isFirst
    ? { db: required("influxdb", "database", database), rp: retentionPolicy, consistency }
    : { bucket: required("influxdb", "bucket", bucket), org: required("influxdb", "org", org) };
  for (const [name, value] of Object.entries({ ...query, precision: "s" })) {
    if (value) url.searchParams.set(name, value);
  }
  url.searchParams.sort();
  return url;
}

const NAMES = { ...TIMER_NAMES, countPerSecond: "rate", stdDev: "stddev" } as const;

/** `hits,code=200 count=5,rate=0.5 1234`, a line for each series that has something to say. */
export function* influxdbLines({ atMs, ...all }: Aggregates): Generator<[line: string]> {
  const seconds = Math.floor(atMs / 1000);
  const line = (
    { name, tags }: { readonly name: string; readonly tags: Tags },
    fields: readonly (readonly [name: string, value: number])[],
  ): [string][] => {
    // InfluxDB would refuse the whole request.
    const finite = fields.filter(([, value]) => Number.isFinite(value));
    const said = finite.map(([field, value]) =>
      // Counts are whole, and have no exponent.
      /^(count$|le\.)/.test(field) ? `${field}=${value}` : `${field}=${general(value)}`,
    );
    return said.length > 0 ? [[`${nameAndTags(name, tags)}${said.join(",")} ${seconds}`]] : [];
  };
  for (const series of all.counters) {
    const { count, perSecond } = series.value;
    yield* line(series, [
      ["count", count],
      ["rate", perSecond],
    ]);
  }
  for (const series of all.timers) {
    const counts = buckets(series.value).map(([le, count]) => [`le.${le}`, count] as const);
    yield* line(series, [...counts, ...timerFields(series.value, all.disabled, NAMES)]);
  }
  for (const series of all.gauges) yield* line(series, [["value", series.value]]);
  for (const series of all.sets) yield* line(series, [["count", series.value]]);
}

/** A line of the measurement `events`. */
export function influxdbEvent(event: MetricEvent): string {
  const { title, text, source, sourceTypeName, tags } = event;
  const marked = tags.filter((tag) => tag.startsWith("eventtags"));
  const said = [
    ...tags.filter((tag) => !marked.includes(tag)),
    `priority:${event.priority}`,
    `alerttype:${event.alertType}`,
    ...(sourceTypeName === "" ? [] : [`sourcetypename:${sourceTypeName}`]),
  ];
  const values = marked.map((tag) => tagParts(tag)[1]).filter((value) => value !== undefined);
  const fields = [`title=${quoted(title)}`, `text=${quoted(text)}`];
  if (values.length > 0) fields.push(`tags=${quoted(values.join(","))}`);
  return `${nameAndTags("events", withHost(said, source))}${fields.join(",")} ${event.dateHappened}`;
}

/**
 * `hits,code=200,unnamed=a__b ` with the space behind it. What InfluxDB would refuse is left out, a tag without key or value,
 * or has a `_`: the tag `time`, a name that is empty or looks like a comment, a backslash at an end, which it cannot have.
 */
export function nameAndTags(name: string, tags: Tags): string {
  const pairs = tags.map((tag): [string, string] => {
    const [key, value] = tagParts(tag);
    const [of, said] = value === undefined ? ["unnamed", key] : [key, value];
    return [of === "time" ? "time_" : ended(of), said];
  });
  const byKey = valuesByName(pairs.filter(([key, value]) => key && value));
  const parts = sortTags([...byKey.keys()]).map(
    (key) => `,${escapeTag(key)}=${escapeTag(ended(byKey.get(key) as string))}`,
  );
  return `${escapeName(ended(name.replace(/^(#|$)/, "_")))}${parts.join("")} `;
}

function ended(text: string): string {
  return text.replace(/\\$/, "_");
}

const BLANKS: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** What would end a measurement has a backslash before it. */
export function escapeName(text: string): string {
  return text.replace(/[ ,\\]/g, "\\$&").replace(/[\n\r\t]/g, (blank) => BLANKS[blank] ?? "");
}

/** The same for keys and values of tags. */
export function escapeTag(text: string): string {
  return escapeName(text).replaceAll("=", "\\=");
}

/** A text as a field has it. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
