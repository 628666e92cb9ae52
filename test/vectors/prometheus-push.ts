// The vectors of Prometheus' pushes: what the original pusher, reporter and handler did, and where ours differ on purpose.
import type { Encoder, MetricFamily, Transform } from "../../src/core/family.ts";
import { MAX_BODY_BYTES } from "../../src/core/limits.ts";
import { json } from "../../src/prometheus/json.ts";
import { lineProtocol } from "../../src/prometheus/line-protocol.ts";
import { protobuf } from "../../src/prometheus/protobuf.ts";
import { pushEvery } from "../../src/prometheus/push-every.ts";
import { text } from "../../src/prometheus/text.ts";
import { addLabels, removeLabels, renameFamilies } from "../../src/prometheus/transform.ts";
import { type PushStore, pushHandler } from "../../src/server/push.ts";
import { fakeClock, START_MS } from "../support/clock.ts";
import { HOME } from "../support/requests.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";

/** Where we differ from what was recorded, by rule. */
export const prometheusPushDecisions: readonly Decision[] = [
  {
    rule: "A push that is answered 200 or 204 is taken, as 202 is; `accept: [202]` is as strict as the original.",
    why: "prometheus-push.md section 9, row 6: Prometheus' Pushgateway answers 200",
  },
  {
    rule: "Texts of errors are ours: that of a refused push names the status code and quotes the reply.",
    why: "the recorded ones are Go's",
  },
  {
    rule: "A pusher that runs out of time says `timeout`.",
    why: "prometheus-push.md section 9, row 11: gathering and request are told by a signal instead of left behind",
  },
  {
    rule: "An interval that is no time is refused with `bad-option` before anything is pushed.",
    why: "prometheus-push.md section 9, row 12",
  },
  {
    rule: 'A handler\'s errors are answered as JSON, `{ "error": … }`; those from inside say `internal error`.',
    why: "prometheus-push.md section 9, row 16",
  },
  {
    rule: "A body beyond the limit is answered with 413, and nothing of it is stored.",
    why: "prometheus-push.md section 9, row 1",
  },
  {
    rule: "A protobuf record that is cut off where its message should begin is answered with 400.",
    why: "prometheus-push.md section 9, row 2",
  },
  {
    rule: "A store that takes too long is answered for with 503, not 500.",
    why: "prometheus-push.md section 9, row 3: whoever pushed may try again",
  },
  {
    rule: "Families whose metrics are of another type are answered with 400.",
    why: "prometheus-push.md section 9, row 19",
  },
  {
    rule: "Pushed text with numbers in hexadecimal or with underscores is answered with 400.",
    why: "the rows' advice: later versions of the original's library refuse them",
  },
  {
    rule: "What a store kept of a push that it failed is its own affair.",
    why: "prometheus-push.md section 8: one operation, which fails or does not",
  },
];

type Row = Readonly<Record<string, unknown>> & { readonly name: string };
interface Message {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly body_hex?: string;
}

/** By file name without ending. */
export const prometheusPushFiles: Readonly<Record<string, FileRunner>> = {
  "prometheus-handler": (file) => Promise.all((file as { cases: Row[] }).cases.map(handlerRow)),
  "prometheus-pusher": (file) => Promise.all((file as { cases: Row[] }).cases.map(pusherRow)),
  "prometheus-reporter": async (file) => [await reporterRow((file as { case: Row }).case)],
};

const URL_OF_PUSHER = `${HOME}/metrics/job/influxdb`;

/** One push of a reporter that never gets to a second one. */
async function pusherRow(row: Row): Promise<RowResult> {
  const wanted = row["requests"] as (Message & { headers: Record<string, string> })[];
  const isLate = row["error"] === "context deadline exceeded";
  const [first] = wanted;
  const type = first?.headers["Content-Type"] ?? text.contentType;
  const format = type === protobuf.contentType ? protobuf : text;
  const clock = fakeClock();
  const came: unknown[] = [];
  const told: string[] = [];
  const status = row["server_status"] as number;
  const pusher = pushEvery(gathered, {
    url: URL_OF_PUSHER,
    ...(first?.body_hex && { format: protobuf }),
    clock,
    fetch: async (url, init) => {
      const { pathname } = new URL(String(url));
      const sent = new Request(url, init);
      const bytes = new Uint8Array(await sent.arrayBuffer());
      came.push({
        method: sent.method,
        path: pathname,
        type: sent.headers.get("content-type"),
        bytes: hex(bytes),
      });
      if (isLate) await new Promise(() => {});
      return new Response(status === 204 ? null : (row["server_body"] as string), { status });
    },
    onError: ({ code, message, cause }) =>
      told.push([code, message, ...(cause instanceof Error ? [cause.message] : [])].join(": ")),
  });
  pusher.start();
  await clock.advance(60_000);
  await pusher.stop();

  const requests = wanted.map(({ method, path, ...body }) => ({
    method,
    path,
    type,
    bytes: hex(bytesOf(body)),
  }));
  const results = [
    compare(row.name, requests, came),
    compare(
      row.name,
      expectedError(row),
      told.map((line) => line.trim()),
    ),
  ];
  return results.find(({ ok }) => !ok) ?? { name: row.name, ok: true };

  function gathered(): MetricFamily[] | Promise<MetricFamily[]> {
    if (first) return format.decode(bytesOf(first));
    if (isLate) return new Promise(() => {});
    if (row["error"] !== null) throw new Error(row["error"] as string);
    return [];
  }
}

function expectedError({ error, server_status, server_body }: Row): string[] {
  const status = server_status as number;
  if (error === null || status === 200 || status === 204) return [];
  if (error === "context deadline exceeded") return ["timeout: not done within 10000 ms"];
  if (status === 202) return [`source: metrics could not be gathered: ${error}`];
  return [`status: push: answered ${status} ${String(server_body).trim()}`];
}

async function reporterRow(row: Row): Promise<RowResult> {
  const intervalMs = row["interval_ms"] as number;
  const clock = fakeClock();
  const times: number[] = [];
  const options = { url: URL_OF_PUSHER, clock, intervalMs };
  const fetch = async () => {
    times.push(clock.now() - START_MS);
    return new Response(null, { status: times.length === 2 ? 500 : 202 });
  };
  const gather = () => [{ name: "n", metrics: [{ value: 1 }] }];
  const reporter = pushEvery(gather, { ...options, fetch });
  reporter.start();
  await clock.advance(row["run_ms"] as number);
  await reporter.stop();
  await clock.advance(10 * intervalMs);
  const came = { times, zero: codeOf(() => pushEvery(gather, { ...options, intervalMs: 0 })) };
  // What was recorded is a millisecond late.
  const full = (row["push_times_ms"] as number[]).map(
    (ms) => Math.floor(ms / intervalMs) * intervalMs,
  );
  return compare("reporter", { times: full, zero: "bad-option" }, came);
}

function codeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** When the recorded handler's clock stood still. */
const NOW_MS = 1_500_000_000_123;

/** Those of the one row that has others than the time. */
const TRANSFORMS: readonly Transform[] = [
  addLabels({ handler: "influxdb", org: "o" }),
  removeLabels(["path"]),
  renameFamilies({ http_api_requests_total: "api_requests_total" }),
];

async function handlerRow(row: Row): Promise<RowResult> {
  const clock = fakeClock(NOW_MS);
  const stored: string[] = [];
  const store: PushStore = {
    async write(message, _push, signal) {
      stored.push(typeof message === "string" ? message : new TextDecoder().decode(message));
      if (row.name === "store-error") throw new Error("e1");
      if (row.name !== "store-timeout") return;
      await new Promise((_, reject) => signal.addEventListener("abort", reject));
    },
  };
  const encoder = encoderOf(row["encoder"] as string);
  const handler = pushHandler({
    store,
    clock,
    about: "https://www.influxdata.com/telemetry",
    ...(encoder && { encoder }),
    ...(row.name === "labels-transformers" && { transforms: TRANSFORMS }),
    ...(row["max_bytes"] !== undefined && { maxBytes: row["max_bytes"] as number }),
  });
  const answered = handler(requestOf(row));
  await clock.advance(60_000);
  const response = await answered;
  const body = await response.text();
  const came = {
    status: response.status,
    location: response.headers.get("location"),
    allow: response.headers.get("allow"),
    says: response.status < 400 ? body : typeof JSON.parse(body).error,
    stored: stored.map((message) => readable(message, row)),
  };
  const { status, kept } = expected(row);
  const headers = (row["expect"] as { headers?: Record<string, string> }).headers ?? {};
  return compare(
    row.name,
    {
      status,
      location: headers["Location"] ?? null,
      allow: headers["Allow"] ?? null,
      says: status < 400 ? "" : "string",
      stored: row.name.startsWith("store-")
        ? came.stored
        : kept.map((message) => readable(message, row)),
    },
    came,
  );
}

/** What was recorded, but where a decision stands against it. */
function expected(row: Row): { readonly status: number; readonly kept: readonly string[] } {
  const { status, stored } = row["expect"] as { status: number; stored: readonly string[] };
  const advice = String(row["advice"] ?? "");
  const maxBytes = (row["max_bytes"] as number | undefined) ?? MAX_BODY_BYTES;
  if (sentBy(row).length > maxBytes) return { status: 413, kept: [] };
  if (/^deviate: (400|refuse)/.test(advice) || /type-value-mismatch/.test(row.name)) {
    return { status: 400, kept: [] };
  }
  if (/^deviate: skip families/.test(advice)) return { status: 202, kept: [""] };
  if (/^deviate: a newline/.test(advice)) {
    return { status, kept: stored.map((lines) => lines.replace(/\n(?!$)/g, "\\n")) };
  }
  if (row.name === "store-timeout") return { status: 503, kept: [] };
  return { status, kept: stored };
}

function encoderOf(name: string): Encoder | undefined {
  if (name === "json") return json;
  if (name === "line protocol") return lineProtocol;
  if (name.startsWith("unset")) return undefined;
  return {
    contentType: "",
    encode() {
      throw new Error("e1");
    },
  };
}

/** By any method, also those that no client may send. */
function requestOf(row: Row): Request {
  const { method, path, content_type } = row["request"] as Message & { content_type: string };
  const headers: Record<string, string> = content_type ? { "content-type": content_type } : {};
  // A text would come with a type of its own.
  const request = new Request(HOME + path, { method: "POST", headers, body: sentBy(row) });
  return Object.defineProperty(request, "method", { value: method });
}

function sentBy(row: Row): Uint8Array<ArrayBuffer> {
  const request = row["request"] as Message;
  if (!("body_description" in request)) return bytesOf(request);
  return bytesOf({ body: `${`# pad${" pad".repeat(14)}\n`.repeat(16_640)}a 1\n` });
}

function bytesOf({ body = "", body_hex }: Partial<Message>): Uint8Array<ArrayBuffer> {
  return body_hex === undefined
    ? new TextEncoder().encode(body)
    : Uint8Array.from(body_hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

interface Written {
  readonly name: string;
  readonly metric?: readonly Readonly<Record<string, object>>[];
}

/** What a message without it stands for, by the decisions on formats. */
const ABSENT: Readonly<Record<string, object>> = {
  counter: { value: 0 },
  gauge: { value: 0 },
  untyped: { value: 0 },
  summary: { sample_count: 0, sample_sum: 0 },
  histogram: { sample_count: 0, sample_sum: 0 },
};

/** JSON as what it says; families by name where their order was left to chance. */
function readable(message: string, row: Row): unknown {
  if (row["encoder"] !== "json") return message;
  const families = (JSON.parse(message) as Written[]).map(({ metric, ...family }) => ({
    ...family,
    metric: (metric ?? []).map((parts) =>
      Object.fromEntries(
        Object.entries(parts).map(([kind, value]) => [
          kind,
          ABSENT[kind] ? { ...ABSENT[kind], ...value } : value,
        ]),
      ),
    ),
  }));
  return row["family_order"] ? families.sort((a, b) => (a.name < b.name ? -1 : 1)) : families;
}
