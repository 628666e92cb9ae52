// The vectors of gostatsd over HTTP: what its forwarder sends, and what its receiver answers.
import { inflateSync } from "node:zlib";
import type { MetricEvent } from "../../src/core/metric.ts";
import { type ForwardOptions, forwardSink } from "../../src/metrics/forward/forward-sink.ts";
import { createForwardHeaders } from "../../src/metrics/forward/headers.ts";
import { tagsKey } from "../../src/metrics/tags.ts";
import { decodeMap } from "../../src/metrics/wire/decode.ts";
import { encodeMap } from "../../src/metrics/wire/encode.ts";
import { createAccess } from "../../src/server/access.ts";
import { createGate } from "../../src/server/gate.ts";
import { routes } from "../../src/server/routes.ts";
import { checkRoutes } from "../../src/server/statsd/checks.ts";
import { statsdRoutes } from "../../src/server/statsd/routes.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";
import {
  mapOf,
  ourMap,
  type WireMap,
  type WireMetric,
  type WireSeries,
  wireMap,
  without,
} from "./statsd-map.ts";

/** Where we differ from what was recorded, by rule. */
export const statsdHttpDecisions: readonly Decision[] = [
  {
    rule: "lz4 is neither sent nor taken: `bad-option` here, 400 there.",
    why: "statsd.md section 3: no platform has it; every sender can do with deflate",
  },
  {
    rule: "There is no compression level, and a forwarder has no slots, merges and intervals of its own.",
    why: "CompressionStream takes no level; createMetrics adds up and says when",
  },
  {
    rule: "A forwarder does not say that it is gostatsd, nor what it can unzip.",
    why: "the platform's own headers; pages may not set them",
  },
  {
    rule: "A receiver makes the key of a series from its tags, and adds up what is the same then.",
    why: "statsd-http.md section 3: a robust receiver should",
  },
  {
    rule: "Refusals say why, in JSON; paths are not cleaned; GET answers HEAD; OPTIONS is answered.",
    why: "as all of this server's routes do; statsd.md section 4, row 18, asks for CORS",
  },
];

interface Recorded {
  readonly status: number;
  readonly body: string;
}

/** What rows of these files have; each shape has some of it. */
interface Row {
  readonly name?: string;
  readonly input: readonly WireMetric[][];
  readonly metricMap?: WireMap;
  readonly deterministicHex: string;
  readonly options: {
    readonly compress: boolean;
    readonly compressionType: string;
    readonly customHeaders: Readonly<Record<string, string>> | null;
    readonly dynamicHeaders: readonly string[] | null;
  };
  readonly dynHeaderTags: string;
  readonly effectiveDynamicHeaderNames: readonly string[];
  readonly request: {
    readonly Path: string;
    readonly Headers: Readonly<Record<string, readonly string[]>>;
    readonly BodyHex: string;
  } | null;
  readonly event: MetricEvent;
  readonly status: number;
  readonly success: boolean;
  readonly retryable?: boolean;
  readonly apiEndpoint: string;
  readonly compressionType: string;
  readonly maxRequests: number;
  readonly maxRequestElapsedTimeNs: number;
  readonly valid: boolean;
  readonly error?: string;
  readonly bodyHex?: string;
  readonly expected?: WireMap;
  readonly method: string;
  readonly path: string;
  readonly requestHeaders?: readonly (readonly [string, string])[];
  readonly response: Recorded;
}

/** By file name without ending. */
export const statsdHttpFiles: Readonly<Record<string, FileRunner>> = {
  "statsd-forwarder": async (file) => {
    const { translate, requests, events, statusCodes, optionValidation } = file as Record<
      string,
      Row[]
    >;
    return [
      ...(await judge("translate", translate, translateRow)),
      ...(await judge("request", requests, requestRow)),
      ...(await judge("event", events, eventRow)),
      ...(await judge("status", statusCodes, statusRow)),
      ...(await judge("options", optionValidation, optionRow)),
    ];
  },
  "statsd-receiver": async (file) => {
    const {
      translate,
      recorded,
      serverWithoutIngestionAndHealthcheck: bare,
    } = file as Record<string, Row[]>;
    return [
      ...(await judge("translate", translate, receivedRow)),
      ...(await judge("recorded", recorded, recordedRow)),
      ...(await judge("bare", bare, async ({ method, path, response }) => [
        response.status,
        (await routes({})(new Request(`http://x${path}`, { method }))).status,
      ])),
    ];
  },
};

type Judged = readonly [wanted: unknown, came: unknown];

async function judge(
  part: string,
  rows: readonly Row[] = [],
  look: (row: Row) => Judged | Promise<Judged>,
): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const row of rows) {
    const name = `${part} ${row.name ?? row.status ?? results.length}`;
    try {
      results.push(compare(name, ...(await look(row))));
    } catch (error) {
      results.push({ name, ok: false, detail: String((error as Error).stack) });
    }
  }
  return results;
}

const NOTHING: WireMap = { counters: [], gauges: [], sets: [], timers: [] };
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const untimed = (map: WireMap) => without(map, "timestamp");
const decoded = (bytes: Uint8Array) => untimed(wireMap(decodeMap(bytes, 1)));

function translateRow({ input, metricMap = NOTHING, deterministicHex }: Row): Judged {
  const written = encodeMap(mapOf(input.flat()));
  const wanted = untimed(ourMap(metricMap));
  const recorded = bytesOf(deterministicHex);
  const isExact = metricMap.counters.every(
    ({ value }, at) => String(value) === String(ourMap(metricMap).counters[at]?.value),
  );
  // Entries have no order: the same bytes, whatever theirs is.
  const sorted = (bytes: Uint8Array) => isExact && hexOf(bytes.toSorted());
  return [
    [wanted, wanted, sorted(recorded)],
    [decoded(written), decoded(recorded), sorted(written)],
  ];
}

/** What our forwarder posts, caught. */
async function caught(options: ForwardOptions, send: (sink: Sink) => Promise<void>) {
  const posts: { path: string; headers: Headers; body: string }[] = [];
  const catcher = async (url: unknown, { headers, body }: RequestInit = {}) => {
    const ahead = new Headers(headers);
    const bytes = body as Uint8Array;
    const plain = ahead.get("content-encoding") === "deflate" ? inflateSync(bytes) : bytes;
    posts.push({ path: new URL(String(url)).pathname, headers: ahead, body: hexOf(plain) });
    return new Response(null, { status: 202 });
  };
  await send(forwardSink("http://x", { ...options, fetch: catcher as typeof fetch }));
  return posts[0];
}

type Sink = ReturnType<typeof forwardSink>;

async function requestRow({ options, dynHeaderTags, ...row }: Row): Promise<Judged> {
  const { compress, customHeaders, dynamicHeaders } = options;
  const compressionType = compress ? options.compressionType || "zlib" : "none";
  const ours = {
    compressionType,
    ...(customHeaders && { customHeaders }),
    ...(dynamicHeaders && { dynamicHeaders }),
  } as ForwardOptions;
  if (compressionType === "lz4") return ["bad-option", codeOf(() => forwardSink("http://x", ours))];
  const ahead = createForwardHeaders(customHeaders ?? {}, dynamicHeaders ?? []);
  const { effectiveDynamicHeaderNames: prefixes, request } = row;
  const came = () => ({
    ...toldOf(ahead.of(dynHeaderTags)),
    ...(compressionType === "zlib" && { "content-encoding": "deflate" }),
  });
  if (!request) return ["TypeError", nameOf(came)];
  const { Headers: recorded, BodyHex, Path } = request;
  const isZipped = recorded["Content-Encoding"]?.[0] === "deflate";
  const plain = isZipped ? inflateSync(bytesOf(BodyHex)) : bytesOf(BodyHex);
  const { compressionType: _, ...headed } = ours;
  const sent = await caught({ ...headed, compressionType: isZipped ? "zlib" : "none" }, (sink) =>
    sink(decodeMap(plain, 1)),
  );
  return [
    { prefixes, headers: wantedOf(recorded), Path, body: hexOf(plain) },
    { prefixes: ahead.prefixes, headers: came(), Path: sent?.path, body: sent?.body },
  ];
}

async function eventRow({ event, request }: Row): Promise<Judged> {
  const sent = await caught({ compressionType: "none" }, (sink) => sink.event(event));
  return [
    [request?.Path, wantedOf(request?.Headers ?? {}), request?.BodyHex],
    [sent?.path, toldOf(sent?.headers ?? new Headers()), sent?.body],
  ];
}

/** Headers by names in lower case, their bytes read as UTF-8. */
function toldOf(headers: Headers): Record<string, string> {
  const read = ([name, value]: [string, string]) => [
    name,
    Buffer.from(value, "latin1").toString("utf8"),
  ];
  return Object.fromEntries([...headers].map(read));
}

/** Without those that are the platform's. */
function wantedOf(headers: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  const wanted = Object.entries(headers).map(([name, [value = ""]]) => [name.toLowerCase(), value]);
  const isOurs = ([name, value]: string[]) =>
    !/^(accept-encoding|content-length)$/.test(name ?? "") && !/^gostatsd /.test(value ?? "");
  return Object.fromEntries(wanted.filter(isOurs));
}

async function statusRow({ status, success, retryable = false }: Row): Promise<Judged> {
  let asked = 0;
  const answer = { status, ok: status >= 200 && status <= 299, headers: new Headers(), body: null };
  const sink = forwardSink("http://x", {
    fastFailOnNonRetryableErrors: true,
    clock: {
      now: () => asked,
      random: () => 0,
      // Pauses are over at once; nothing else is late.
      after(ms, run) {
        if (ms < 1000) run();
        return () => {};
      },
    },
    fetch: (async () => {
      asked += 20_000;
      return answer;
    }) as unknown as typeof fetch,
  });
  await sink.probe();
  const { sent, retried } = sink.counts();
  return [
    [success, retryable],
    [sent === 1, retried > 0],
  ];
}

function optionRow({ compressionType: type, ...row }: Row): Judged {
  const maxRequestElapsedMs =
    row.maxRequestElapsedTimeNs === -1 ? -1 : row.maxRequestElapsedTimeNs / 1e6;
  const options = {
    maxRequests: row.maxRequests,
    maxRequestElapsedMs,
    ...(type !== "" && { compressionType: type }),
  } as ForwardOptions;
  const isNone = /^(compression-level|concurrent-merge|consolidator-slots|flush-interval)/;
  const isRight = (row.valid || isNone.test(row.error ?? "")) && type !== "lz4";
  return [
    isRight ? "nothing thrown" : "bad-option",
    codeOf(() => forwardSink(row.apiEndpoint, options)),
  ];
}

function codeOf(run: () => unknown): unknown {
  try {
    run();
    return "nothing thrown";
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

function nameOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return (error as Error).name;
  }
}

function receivedRow({ bodyHex = "", status, expected }: Row): Judged {
  if (status !== 202 || !expected) return ["parse", codeOf(() => decodeMap(bytesOf(bodyHex), 1))];
  const came = decoded(bytesOf(bodyHex));
  return [folded(ourMap(expected), came), came];
}

/** A recorded map with the keys that its tags have; of gauges that are the same then, the one that came. */
function folded(map: WireMap, came: WireMap): WireMap {
  const fold = (kind: keyof WireMap, add: (one: WireSeries, other: WireSeries) => WireSeries) => {
    const all = new Map<string, WireSeries>();
    for (const series of map[kind]) {
      const tags = [...series.tags].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const rekeyed = { ...series, tags, tagsKey: tagsKey(tags, series.source) };
      const key = JSON.stringify([rekeyed.name, rekeyed.tagsKey]);
      const held = all.get(key);
      all.set(key, held ? add(held, rekeyed) : rekeyed);
    }
    return [...all.values()];
  };
  const isCame = ({ name, tagsKey: key, value }: WireSeries) =>
    came.gauges.some(
      (gauge) => gauge.name === name && gauge.tagsKey === key && gauge.value === value,
    );
  return untimed(
    ourMap({
      counters: fold("counters", (one, other) => ({
        ...one,
        value: String(Number(one.value) + Number(other.value)),
      })),
      gauges: fold("gauges", (one, other) => (isCame(other) ? other : one)),
      sets: fold("sets", (one, other) => ({
        ...one,
        members: [...new Set([...(one.members ?? []), ...(other.members ?? [])])],
      })),
      timers: fold("timers", (one, other) => ({
        ...one,
        values: [...(one.values ?? []), ...(other.values ?? [])],
        sampledCount: Number(one.sampledCount) + Number(other.sampledCount),
      })),
    }),
  );
}

async function recordedRow({ method, path, bodyHex = "", requestHeaders = [], ...row }: Row) {
  const { routes: intake } = statsdRoutes({
    sink() {},
    event() {},
    access: createAccess(),
    gate: createGate(),
    origins: [],
  });
  const body = bodyHex === "" ? null : bytesOf(bodyHex);
  const headers = requestHeaders.map(([name, value]): [string, string] => [name, value]);
  const request = new Request(`http://x${path}`, { method, headers, body });
  const response = await routes({ ...intake, ...checkRoutes() })(request);
  const text = await response.text();
  const isTold = method === "GET" && row.response.status === 200;
  return [
    [
      ourStatus(method, path, headers, row.response.status),
      isTold && JSON.parse(row.response.body),
    ],
    [response.status, isTold && JSON.parse(text)],
  ] as const;
}

/** The recorded status, or ours by the decisions above. */
function ourStatus(
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[],
  recorded: number,
): number {
  const isLz4 = headers.some(
    ([name, value]) => /^content-encoding$/i.test(name) && value === "lz4",
  );
  if (isLz4) return 400;
  if (method === "HEAD" && /^\/(health|deep)check$/.test(path)) return 200;
  if (method === "OPTIONS" && recorded === 405) return 204;
  return recorded === 301 ? 404 : recorded;
}
