// The vectors of Prometheus' formats: what InfluxDB's telemetry did with families, and where ours differs on purpose.
import type { Labels, MetricFamily, Transform } from "../../src/core/family.ts";
import { utf8 } from "../../src/core/utf8.ts";
import { type FilterRule, filter } from "../../src/prometheus/filter.ts";
import { json } from "../../src/prometheus/json.ts";
import { lineProtocol } from "../../src/prometheus/line-protocol.ts";
import { compactText, protoText } from "../../src/prometheus/proto-text.ts";
import { protobuf } from "../../src/prometheus/protobuf.ts";
import { text } from "../../src/prometheus/text.ts";
import {
  addLabels,
  addTimestamps,
  removeLabels,
  renameFamilies,
} from "../../src/prometheus/transform.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";

/** Where we differ from what was recorded, by rule. */
export const prometheusFormatDecisions: readonly Decision[] = [
  {
    rule: "A family or a label whose name is none, or a metric that does not hold what the type of its family says, is refused with `parse` in whatever format it comes.",
    why: "prometheus-push.md section 9, row 19; our model of families has no place for either",
  },
  {
    rule: "Families without metrics are left out of text.",
    why: "prometheus-push.md section 9, row 13",
  },
  {
    rule: "A value, count or sum that is absent within what holds it is 0, and written as 0.",
    why: "it reads as 0 everywhere; only type, time and what holds the value tell absent from 0",
  },
  {
    rule: "Counts above 2^53 are rounded in every format, where the original rounds them in text and line protocol only.",
    why: "prometheus-push.md section 9, row 20",
  },
  {
    rule: "An absent list of families is an empty one: `[]` in JSON, where the original writes null.",
    why: "JavaScript has no nil list",
  },
  {
    rule: "Negative zero is 0 in JSON.",
    why: "JSON.stringify; a value that no counter and no gauge depends on",
  },
  {
    rule: "In a tag of the line protocol a newline is written as `\\n`, and backslashes at its end are left out.",
    why: "prometheus-push.md section 9, row 15; a backslash at the end would escape what follows the tag",
  },
  {
    rule: "There is no unknown format to encode: a format is a value that is handed in.",
    why: "the original panics for a name that it does not know",
  },
  {
    rule: "A filter compares labels as sets: it does not matter whether those of a metric are sorted.",
    why: "prometheus-push.md section 9, row 9",
  },
];

/** What InfluxDB's reporter lets through. Source: prometheus-push.md section 3. */
const SHIPPED: readonly FilterRule[] = [
  "influxdb_info",
  "influxdb_uptime_seconds",
  "influxdb_organizations_total",
  "influxdb_buckets_total",
  "influxdb_users_total",
  "influxdb_tokens_total",
  "influxdb_dashboards_total",
  "influxdb_scrapers_total",
  "influxdb_telegrafs_total",
  "influxdb_telegraf_plugins_count",
  "task_scheduler_claims_active",
  "http_api_requests_total",
  "storage_wal_writes_total",
  "query_control_requests_total",
  "query_control_functions_total",
  "query_control_all_duration_seconds",
  "http_api_request_duration_seconds_bucket",
  "storage_tsi_index_series_total",
  "storage_series_file_disk_bytes",
  "storage_wal_current_segment_bytes",
  "storage_tsm_files_disk_bytes",
].map((family) => ({
  family,
  ...(family.endsWith("_bucket") && { labels: { path: "/api/v2/write" } }),
}));

/** A family as the files have it. */
interface Wire {
  readonly name?: string;
  readonly type?: number;
  readonly metric?: readonly WireMetric[];
}

interface WireMetric {
  readonly label?: readonly { readonly name: string; readonly value: string }[];
  readonly [kind: string]: unknown;
}

const KINDS = ["counter", "gauge", "summary", "untyped", "histogram"];

type Row = Readonly<Record<string, unknown>>;

/** By file name without ending. */
export const prometheusFormatFiles: Readonly<Record<string, FileRunner>> = {
  "prometheus-encode": (file) => judge(casesOf(file), encodeRow),
  "prometheus-numbers": async (file) => {
    const { values, histogram } = file as { values: Row[]; histogram: Row };
    return [...(await judge(values, numberRow)), ...(await judge([histogram], histogramRow))];
  },
  "prometheus-json-decode": (file) => judge(casesOf(file), jsonRow),
  "prometheus-matcher": (file) => judge(casesOf(file), matcherRow),
  "prometheus-transformers": (file) => judge(casesOf(file), transformerRow),
};

/** What is wanted and what came, by what is compared. */
type Outcome = Readonly<Record<string, readonly [wanted: unknown, came: unknown]>>;

async function judge(rows: readonly Row[], look: (row: Row) => Outcome): Promise<RowResult[]> {
  return rows.map((row, index) => {
    const name = String(row["name"] ?? row["bits"] ?? row["input"] ?? index);
    try {
      const parts = Object.entries(look(row));
      const side = (at: 0 | 1) => Object.fromEntries(parts.map(([part, both]) => [part, both[at]]));
      return compare(name, side(0), side(1));
    } catch (error) {
      return { name, ok: false, detail: String(error) };
    }
  });
}

function casesOf(file: unknown): Row[] {
  return (file as { cases: Row[] }).cases;
}

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hexOf = (body: string | Uint8Array) => Buffer.from(body as Uint8Array).toString("hex");
const codeOf = (run: () => unknown) => {
  try {
    run();
    return "nothing thrown";
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

/** Whether our model has a place for it. */
function holds(family: Wire | null): boolean {
  const kind = KINDS[family?.type ?? 0] ?? "";
  const metrics = family?.metric ?? [];
  const labels = metrics.flatMap(({ label = [] }) => label);
  return (
    /^[a-zA-Z_:][\w:]*$/.test(family?.name ?? "") &&
    labels.every(({ name }) => /^[a-zA-Z_]\w*$/.test(name)) &&
    metrics.every((metric) => metric[kind])
  );
}

/** With what is absent within values as 0. */
function filled(families: readonly Wire[]): unknown {
  const zeros: Record<string, object> = {
    summary: { sample_count: 0, sample_sum: 0 },
    histogram: { sample_count: 0, sample_sum: 0 },
  };
  const fill = (metric: WireMetric) =>
    Object.fromEntries(
      Object.entries(metric).map(([name, held]) =>
        KINDS.includes(name)
          ? [name, { ...(zeros[name] ?? { value: 0 }), ...(held as object) }]
          : [name, held],
      ),
    );
  return families.map((family) =>
    family.metric ? { ...family, metric: family.metric.map(fill) } : family,
  );
}

function encodeRow(row: Row): Outcome {
  if (row["panic"]) return {};
  const { json: described, proto_delimited_hex: hex } = row as Record<string, string>;
  const wire = described === undefined ? undefined : ((JSON.parse(described) ?? []) as Wire[]);
  if (wire && !wire.every(holds)) {
    const came = [
      () => json.decode(utf8(described ?? "")),
      () => protobuf.decode(bytesOf(hex ?? "")),
    ];
    return { refused: [["parse", "parse"], came.map(codeOf)] };
  }
  const families =
    described === undefined ? protobuf.decode(bytesOf(hex ?? "")) : json.decode(utf8(described));
  const isWhole = JSON.stringify(wire && filled(wire)) === JSON.stringify(wire);
  const outcome: Record<string, readonly [unknown, unknown]> = {};
  for (const [key, recorded] of Object.entries(row)) {
    if (key === "name" || key === "about" || key === "advice") continue;
    const [, format = "", timed, failed] = /^(.*?)(_with_timestamps)?(_error)?$/.exec(key) ?? [];
    const input = timed ? addTimestamps(() => 1_500_000_000_123.456)(families) : families;
    const look = FORMATS[format] ?? (() => [`a rule for ${key}`, undefined]);
    if (isWhole || !format.startsWith("proto"))
      outcome[key] = look(input, failed ? undefined : (recorded as string));
  }
  return outcome;
}

/** By its name in the files: what is wanted, where `recorded` is undefined for an error, and what came. */
const FORMATS: Readonly<
  Record<
    string,
    (families: readonly MetricFamily[], recorded: string | undefined) => readonly [unknown, unknown]
  >
> = {
  json: (families, recorded) =>
    recorded === undefined
      ? ["bad-value", codeOf(() => json.encode(families))]
      : [filled(JSON.parse(recorded) ?? []), JSON.parse(json.encode(families) as string)],
  text: (families, recorded) => {
    const full = families.filter(({ metrics }) => metrics.length > 0);
    return [recorded ?? text.encode(full), text.encode(families)];
  },
  line: (families, recorded = "") => [tagged(families, recorded), lineProtocol.encode(families)],
  proto_delimited_hex: (families, recorded) => [recorded, hexOf(protobuf.encode(families))],
  "proto-text": (families, recorded) => [recorded, protoText.encode(families)],
  "proto-compact": (families, recorded) => [recorded, compactText.encode(families)],
};

/** The recorded lines, with their tags as ours are. */
function tagged(families: readonly MetricFamily[], lines: string): string {
  return families
    .flatMap(({ metrics }) =>
      metrics.flatMap(({ labels = [] }) => labels.map(([, value]) => value)),
    )
    .filter((value) => /\n|\\$/.test(value))
    .map((value) => value.replace(/[ ,=]/g, "\\$&"))
    .reduce(
      (all, tag) => all.replaceAll(tag, tag.replace(/\\+$/, "").replaceAll("\n", "\\n")),
      lines,
    );
}

function numberRow(row: Row): Outcome {
  const value = Buffer.from(row["bits"] as string, "hex").readDoubleBE();
  const families: MetricFamily[] = [{ name: "g", type: "gauge", metrics: [{ value }] }];
  const written = (of: string | Uint8Array) =>
    /(?:gauge=|g )([^=\n]+)\n$/.exec(of as string)?.[1] ?? "";
  return {
    text: [row["text"], written(text.encode(families))],
    line: [row["line"] ?? "", written(lineProtocol.encode(families))],
    json: Number.isFinite(value)
      ? [
          Object.is(value, -0) ? "0" : row["json"],
          /"value":([^}]*)}/.exec(json.encode(families) as string)?.[1],
        ]
      : ["bad-value", codeOf(() => json.encode(families))],
  };
}

function histogramRow(row: Row): Outcome {
  const families = json.decode(utf8(row["input_json"] as string));
  return {
    text: [row["text"], text.encode(families)],
    line: [row["line"], lineProtocol.encode(families)],
  };
}

function jsonRow({ input, output }: Row): Outcome {
  const read = () => json.decode(utf8(input as string));
  const families = output as Wire[] | undefined;
  return families?.every(holds)
    ? { families: [filled(families), JSON.parse(json.encode(read()) as string)] }
    : { refused: ["parse", codeOf(read)] };
}

function matcherRow({ input, matcher, output }: Row): Outcome {
  const rules = rulesOf(matcher as string);
  const wire = (input ?? []) as Wire[];
  const recorded = JSON.stringify(original(rules, wire, false)) === JSON.stringify(output ?? []);
  const came = filter(rules)(json.decode(utf8(JSON.stringify(wire))));
  return {
    "the original's rules explain it": [true, recorded],
    families: [original(rules, wire, true), JSON.parse(json.encode(came) as string)],
  };
}

function rulesOf(matcher: string): readonly FilterRule[] {
  if (matcher.startsWith("shipped")) return SHIPPED;
  return Array.from(matcher.matchAll(/Family\("([^"]*)"((?:, [^=,)]+=[^,)]*)*)\)/g), (found) => {
    const pairs = (found[2] ?? "").split(", ").filter(Boolean);
    const labels = Object.fromEntries(pairs.map((pair) => pair.split("=", 2)));
    return { family: found[1] ?? "", ...(pairs.length > 0 && { labels }) };
  });
}

/** What the original lets through, and what it would if it sorted the labels of metrics as it sorts those of rules. */
function original(
  rules: readonly FilterRule[],
  families: readonly Wire[],
  isSorted: boolean,
): Wire[] {
  const sorted = (pairs: Labels) => [...pairs].sort(([a], [b]) => (a < b ? -1 : 1));
  const allows = (rule: FilterRule, metric: WireMetric) => {
    const pairs = (metric.label ?? []).map(({ name, value }) => [name, value] as const);
    const wanted = rule.labels && sorted(Object.entries(rule.labels));
    return !wanted || JSON.stringify(wanted) === JSON.stringify(isSorted ? sorted(pairs) : pairs);
  };
  return families
    .map((family) => ({
      ...family,
      metric: (family.metric ?? []).filter((metric) =>
        rules.some((rule) => rule.family === family.name && allows(rule, metric)),
      ),
    }))
    .filter(({ metric }) => metric.length > 0)
    .sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : a.name === b.name ? 0 : 1));
}

/** By its name in the file. */
const TRANSFORMERS: Readonly<Record<string, (of: never) => Transform>> = {
  add_labels: (labels: Readonly<Record<string, string>>) => addLabels(labels),
  remove_labels: (names: readonly string[]) => removeLabels(names),
  rename: (names: Readonly<Record<string, string>>) => renameFamilies(names),
  add_timestamps: ({ now_unix_ns: ns }: { now_unix_ns: string }) =>
    addTimestamps(() => Number(BigInt(ns) / 1000n) / 1000),
};

function transformerRow({ input, transformer, output }: Row): Outcome {
  let families: readonly MetricFamily[] = json.decode(utf8(JSON.stringify(input)));
  for (const [name, of] of Object.entries(transformer as Row)) {
    families = TRANSFORMERS[name]?.(of as never)(families) ?? [];
  }
  return { families: [output, JSON.parse(json.encode(families) as string)] };
}
