// The vectors of statsd's backends that write text: what gostatsd wrote for each scenario, and where ours differs.
import type { Aggregates, Backend, MetricEvent } from "../../src/core/metric.ts";
import { consoleLines, consoleName } from "../../src/metrics/backend/console.ts";
import {
  cleanName,
  cleanTag,
  dotted,
  type GraphiteNames,
  graphiteBackend,
} from "../../src/metrics/backend/graphite.ts";
import {
  escapeName,
  escapeTag,
  influxdbBackend,
  nameAndTags,
  quoted,
} from "../../src/metrics/backend/influxdb.ts";
import { statsdBackend } from "../../src/metrics/backend/statsd.ts";
import { capture, eventOf, gauges } from "../support/backend.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";
import type { Payload } from "./statsd-http-backends.ts";
import { aggregatesOf, ONE } from "./statsd-scenario.ts";
import { type WireRequest, wireRequest } from "./statsd-wire.ts";

/** Where we differ from what was recorded, by rule. */
export const statsdBackendDecisions: readonly Decision[] = [
  {
    rule: "Texts of errors of options are ours; that there is one is as recorded.",
    why: "the recorded ones are Go's",
  },
  {
    rule: "Graphite: tags without key or value are left out, and what would end one becomes `_`; the tag `name` is `name_`.",
    why: "statsd-backends.md section 1 asks for clean tags; Graphite refuses the line otherwise, or loses the tag",
  },
  {
    rule: "Graphite: how long it takes to connect is the affair of who hands in the socket.",
    why: "statsd-backends.md section 9: what is written to is handed in",
  },
  {
    rule: "InfluxDB 1.x is asked for `db`, not `database`.",
    why: "statsd.md section 4, row 16",
  },
  {
    rule: "InfluxDB: tags without key or value, and numbers that are not finite, are left out.",
    why: "statsd-backends.md section 4: InfluxDB refuses the request otherwise",
  },
  {
    rule: "InfluxDB: the tag `time` is `time_`; a backslash at the end of a name, a key or a value, and a name that is empty or starts with `#` have a `_` there.",
    why: "InfluxDB refuses the request otherwise, or takes the line for a comment",
  },
  {
    rule: "Statsd: no empty packet goes before a line that is too long for one.",
    why: "statsd-backends.md section 3: it carries nothing",
  },
];

interface Pair {
  readonly input: string;
  readonly expected: string;
}

/** By file name without ending. */
export const statsdBackendFiles: Readonly<Record<string, FileRunner>> = {
  "statsd-backend-stdout": async (file) => {
    const { payloads, composeName } = file as {
      payloads: (Payload & { payload: string })[];
      composeName: { name: string; tagsKey: string; expected: string }[];
    };
    return [
      ...payloads.map(({ name, payload, scenario, timestampSeconds }) =>
        compare(
          name,
          linesOf(payload),
          consoleLines(aggregatesOf(scenario, timestampSeconds))
            // Line feeds of tags are as they came.
            .flatMap((line) => line.split("\n"))
            .sort(),
        ),
      ),
      ...composeName.map(({ name, tagsKey, expected }) =>
        compare(`${name} ${tagsKey}`, expected, consoleName(name, tagsKey)),
      ),
    ];
  },
  "statsd-backend-graphite": async (file) => {
    const rows = file as {
      payloads: (Payload & { payload: string; options: GraphiteNames })[];
      combine: { prefix: string; suffix: string; expected: string }[];
      normalizeName: Pair[];
      tag: Pair[];
      validation: { mode: string; dialTimeoutNs: number; valid: boolean; error: string }[];
    };
    return [
      ...(await Promise.all(rows.payloads.map(graphiteRow))),
      ...rows.combine.map(({ prefix, suffix, expected }) =>
        compare(`${prefix} and ${suffix}`, expected, dotted(prefix, suffix)),
      ),
      ...rows.normalizeName.map(({ input, expected }) =>
        compare(input, expected, cleanName(input)),
      ),
      ...rows.tag.map(({ input, expected }) =>
        compare(input, cleaned(`;${expected}`), cleanTag(input)),
      ),
      ...rows.validation.map((row) => {
        const mode = row.mode as "tags";
        const isOurs = row.valid || /[a-z]Timeout|address/.test(row.error);
        return validity(`${row.mode} ${row.error}`, isOurs, () =>
          graphiteBackend({ write: () => {}, mode }),
        );
      }),
    ];
  },
  "statsd-backend-influxdb": async (file) => {
    const rows = file as {
      payloads: (Payload & { bodies: string[] | null })[];
      requests: { name: string; basePath: string; body: string; request: WireRequest }[];
      batching: { metrics: number; metricsPerBatch: number; linesPerRequestUnordered: number[] }[];
      events: { event: Partial<MetricEvent>; expected: string }[];
      escape: Record<"name" | "tag" | "string", Pair[]>;
      formatNameTags: { name: string; tags: string[]; expected: string }[];
    };
    const pairs = (name: keyof typeof rows.escape, how: (text: string) => string) =>
      rows.escape[name].map(({ input, expected }) =>
        compare(`${name} ${input}`, expected, how(input)),
      );
    return [
      ...(await Promise.all(rows.payloads.map(influxdbRow))),
      ...(await Promise.all(rows.requests.map(influxdbRequest))),
      ...(await Promise.all(
        rows.batching.map(async ({ metrics: count, metricsPerBatch, linesPerRequestUnordered }) => {
          const sent = await capture(
            (fetch) => influxdbBackend({ ...V2, metricsPerBatch, fetch }),
            [gauges(count)],
          );
          const came = sent.map(({ body }) => linesOf(body).length).sort();
          return compare(
            `${count} by ${metricsPerBatch}`,
            [...linesPerRequestUnordered].sort(),
            came,
          );
        }),
      )),
      ...(await Promise.all(
        rows.events.map(async ({ event, expected }) => {
          const sent = await capture(
            (fetch) => influxdbBackend({ ...V2, fetch }),
            [],
            eventOf(event),
          );
          return compare(
            `event ${event.title}`,
            [acceptable(expected)],
            sent.map(({ body }) => body),
          );
        }),
      )),
      ...pairs("name", escapeName),
      ...pairs("tag", escapeTag),
      ...pairs("string", quoted),
      ...rows.formatNameTags.map(({ name, tags, expected }) =>
        compare(`${name} ${tags}`, acceptable(expected), nameAndTags(name, tags)),
      ),
    ];
  },
  "statsd-backend-statsdaemon": async (file) => {
    const rows = file as {
      payloads: (Payload & { disableTags: boolean; tcp: boolean; packets: string[] | null })[];
      events: { event: Partial<MetricEvent>; expected: string }[];
      singleLineSplits: { lineBytes: number; packetSizes: number[] }[];
      timer200Ones: { count: number; maxPacket: number; packetSizes: number[] };
    };
    const { count, maxPacket, packetSizes } = rows.timer200Ones;
    const ones = timerOf(
      "timer",
      Array.from({ length: count }, () => 1),
    );
    return [
      ...(await Promise.all(
        rows.payloads.map(
          async ({ name, packets, disableTags, tcp, scenario, timestampSeconds }) => {
            const maxPacketBytes = tcp ? 1_048_576 : 1_472;
            const given = aggregatesOf(scenario, timestampSeconds);
            const came = await written({ disableTags, maxPacketBytes }, (backend) =>
              backend(given),
            );
            const wanted = packets ?? [];
            const sizes = (all: readonly string[]) => all.map(({ length }) => length).sort();
            const isSplit = wanted.length > 1;
            return compare(
              name,
              [wanted.flatMap(linesOf).sort(), isSplit ? wanted.length : sizes(wanted)],
              [came.flatMap(linesOf).sort(), isSplit ? came.length : sizes(came)],
            );
          },
        ),
      )),
      ...(await Promise.all(
        rows.events.map(async ({ event, expected }) => {
          const came = await written({}, (backend) => backend.event?.(eventOf(event)));
          return compare(`event ${event.title}`, [expected], came);
        }),
      )),
      ...(await Promise.all(
        rows.singleLineSplits.map(async ({ lineBytes, packetSizes: sizes }) => {
          const name = "n".repeat(lineBytes - ":1.000000|ms\n".length);
          const came = await written({}, (backend) => backend(timerOf(name, [1])));
          return compare(
            `a line of ${lineBytes}`,
            sizes.filter((size) => size > 0),
            came.map(({ length }) => length),
          );
        }),
      )),
      compare(
        `${count} lines`,
        packetSizes,
        (await written({ maxPacketBytes: maxPacket }, (backend) => backend(ones))).map(
          ({ length }) => length,
        ),
      ),
    ];
  },
};

/** The packets of a statsd backend. */
async function written(
  options: { readonly disableTags?: boolean; readonly maxPacketBytes?: number },
  give: (backend: Backend) => void | Promise<void>,
): Promise<string[]> {
  const came: string[] = [];
  await give(statsdBackend({ ...options, write: (packet) => void came.push(packet) }));
  return came;
}

function timerOf(name: string, values: readonly number[]): Aggregates {
  const [counter] = ONE.metrics ?? [];
  const metrics = counter ? [{ ...counter, type: "timer" as const, name, values }] : [];
  return aggregatesOf({ ...ONE, metrics }, 1234);
}

function validity(name: string, isValid: boolean, open: () => unknown): RowResult {
  try {
    open();
    return compare(name, isValid, true);
  } catch (error) {
    return compare(name, isValid ? true : "bad-option", (error as { code: string }).code);
  }
}

/** Sorted: the order of series is not given. */
function linesOf(text: string): string[] {
  return text.split("\n").slice(0, -1).sort();
}

async function graphiteRow(
  row: Payload & { readonly payload: string; readonly options: GraphiteNames },
): Promise<RowResult> {
  let came = "";
  const write = (text: string) => {
    came += text;
  };
  await graphiteBackend({ ...row.options, write })(
    aggregatesOf(row.scenario, row.timestampSeconds),
  );
  const tags = (row.scenario.metrics ?? []).flatMap((metric) => metric.tags ?? []);
  let expected = row.payload;
  // As the original writes them; line feeds of tags would look like those of lines.
  for (const tag of new Set(tags)) {
    const recorded = `;${tag.includes(":") ? tag.replace(":", "=") : `unnamed=${tag}`}`;
    expected = expected.replaceAll(recorded, cleaned(recorded));
  }
  return compare(row.name, linesOf(expected), linesOf(came));
}

/** A tag as recorded, as it should be. */
function cleaned(tag: string): string {
  const [, key = "", value = ""] = /^;([^=]*)=(.*)$/s.exec(tag) ?? [];
  const blank = /[\s;\p{Cc}]/gu;
  const clean = value.replace(blank, "_").replace(/^~/, "_").replace(/"\}$/, "_}");
  const name = key === "name" ? "name_" : key.replace(blank, "_").replace(/[!^=]/g, "_");
  return key && value ? `;${name}=${clean}` : "";
}

const V2 = { apiEndpoint: "http://influx.test", bucket: "b", org: "o" };

async function influxdbRow(
  row: Payload & { readonly bodies: string[] | null },
): Promise<RowResult> {
  const sent = await capture(
    (fetch) => influxdbBackend({ ...V2, fetch }),
    [aggregatesOf(row.scenario, row.timestampSeconds)],
  );
  const expected = (row.bodies ?? []).flatMap(linesOf).flatMap((line) => {
    const [, name = "", fields = "", seconds] =
      /^(.*[^\\]) (\S+) (\d+)$/.exec(acceptable(line)) ?? [];
    const finite = fields.split(",").filter((field) => !/=(\+Inf|-Inf|NaN)$/.test(field));
    return finite.length > 0 ? [`${name} ${finite.sort()} ${seconds}`] : [];
  });
  const came = sent
    .flatMap(({ body }) => linesOf(body))
    .map((line) =>
      line.replace(
        / (\S+) (\d+)$/,
        (_, fields: string, seconds) => ` ${fields.split(",").sort()} ${seconds}`,
      ),
    );
  return compare(row.name, expected.sort(), came.sort());
}

/** Without what InfluxDB would refuse. */
function acceptable(line: string): string {
  const [, name = "", tags = "", rest = ""] =
    /^((?:\\.|[^\\, ])*)((?:\\.|[^\\ ])*)(.*)$/s.exec(line) ?? [];
  // A backslash is written twice; all other pairs are passed over.
  const ended = (text: string) =>
    text.replace(/\\\\(?=[,=]|$)|\\./g, (pair) => (pair === "\\\\" ? "_" : pair));
  const full = tags.replace(/,(=[^,]*|[^,=]*[^\\,=]=)(?=,|$)/g, "");
  return (
    name.replace(/^(#|$)/, "_").replace(/\\\\$/, "_") +
    ended(full).replace(/,time=/, ",time_=") +
    rest
  );
}

async function influxdbRequest(row: {
  readonly name: string;
  readonly basePath: string;
  readonly body: string;
  readonly request: WireRequest;
}): Promise<RowResult> {
  const { uri, headers } = row.request;
  const query = new URL(uri, "http://influx.test").searchParams;
  const [authorization] = headers["Authorization"] ?? [];
  const isFirst = query.has("database");
  const options = isFirst
    ? {
        apiVersion: 1 as const,
        database: query.get("database") ?? "",
        ...(query.has("rp") && { retentionPolicy: query.get("rp") ?? "" }),
        ...(query.has("consistency") && { consistency: query.get("consistency") as "all" }),
      }
    : { bucket: query.get("bucket") ?? "", org: query.get("org") ?? "" };
  const sent = await capture(
    (fetch) =>
      influxdbBackend({
        ...options,
        apiEndpoint: `http://influx.test${row.basePath}`,
        ...(authorization && { credentials: authorization.replace("Token ", "") }),
        compressPayload: headers["Content-Encoding"]?.[0] === "gzip",
        fetch,
      }),
    [aggregatesOf(ONE, 1234)],
  );
  const asked = { ...row.request, uri: uri.replace(/([?&])database=/, "$1db=") };
  return compare(row.name, [{ ...wireRequest(asked), body: row.body }], sent);
}
