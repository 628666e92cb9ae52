// What a config file may say of statsd, and what each member has to be.
import type { MetricType, SubMetric } from "../core/metric.ts";
import type { FilterRule } from "../metrics/filter/create-filters.ts";
import type { BackendSettings } from "../node/statsd/create-backends.ts";
import type { ForwardSettings, StatsdSettings } from "../node/statsd/create-statsd.ts";
import { readHostPort } from "../node/statsd/host-port.ts";
import * as z from "../server/schema/zod.ts";

/** All but what only a program can hand in. */
export type StatsdFile = Omit<StatsdSettings, "lookup" | "unixSocket" | "onInternal" | "onBadLine">;

const text = z.string("must be text");
const number = z.number("must be a number");
const yesOrNo = z.boolean("must be true or false");
const texts = z.array(text, "must be a list in brackets");
const textByName = z.record(z.string(), text, "must be a table of texts");
const choice = <T extends string | number>(...words: readonly T[]) =>
  z.literal(words, `must be ${words.join(" or ")}`);
const hostPort = text.check(
  z.refine(
    isHostPort,
    "must be host:port such as 127.0.0.1:8125, or :8125 for all addresses; Node has no datagrams at a path",
  ),
);
const url = text.check(z.refine(isUrl, "must be like https://example.com"));

/** One kind for many names. */
const each = <K extends string, S>(kind: S, ...names: readonly K[]): Record<K, S> =>
  Object.fromEntries(names.map((name) => [name, kind])) as Record<K, S>;

/** Members of a table, all of which may be left out: what is needed is for whoever uses it to say. */
function section<T extends object>(members: z.Members<T>): z.ZodMiniType<T> {
  const known = Object.keys(members).join(", ") || "none";
  const table = z.strictObject(members, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has no setting ${JSON.stringify(issue.keys[0])}; there are ${known}`
        : "must be a table",
  });
  return z.partial(table) as unknown as z.ZodMiniType<T>;
}

const posting = {
  ...each(number, "maxRequests", "maxRequestElapsedMs", "clientTimeoutMs"),
  fastFailOnNonRetryableErrors: yesOrNo,
};
const sending = { ...posting, compressPayload: yesOrNo };
const batching = { ...sending, metricsPerBatch: number };
const dialling = each(number, "dialTimeoutMs", "writeTimeoutMs", "maxWaitingBytes");

type Of<K extends keyof BackendSettings> = Required<BackendSettings>[K];

const backends = section<BackendSettings>({
  console: section({}),
  null: section({}),
  graphite: section<Of<"graphite">>({
    ...dialling,
    address: hostPort,
    mode: choice("tags", "basic", "legacy"),
    ...each(text, "globalPrefix", "prefixCounter", "prefixTimer", "prefixGauge", "prefixSet"),
    globalSuffix: text,
  }),
  statsd: section<Of<"statsd">>({
    ...dialling,
    address: hostPort,
    maxPacketBytes: number,
    ...each(yesOrNo, "disableTags", "tcpTransport", "tlsTransport"),
    ...each(text, "tlsCaPath", "tlsCertPath", "tlsKeyPath"),
  }),
  influxdb: section<Of<"influxdb">>({
    ...batching,
    apiEndpoint: url,
    apiVersion: choice(1, 2),
    ...each(text, "bucket", "org", "database", "retentionPolicy", "credentials"),
    consistency: choice("any", "one", "quorum", "all"),
  }),
  datadog: section<Of<"datadog">>({
    ...batching,
    apiEndpoint: url,
    ...each(text, "apiKey", "userAgent"),
  }),
  newrelic: section<Of<"newrelic">>({
    ...batching,
    address: text,
    addressMetrics: url,
    flushType: choice("infra", "insights", "metrics"),
    ...each(text, "apiKey", "userAgent", "eventType", "tagPrefix", "metricName", "metricType"),
    ...each(text, "perSecond", "value", "timerMin", "timerMax", "timerCount", "timerMean"),
    ...each(text, "timerMedian", "timerStddev", "timerSum", "timerSumsquare"),
  }),
  cloudwatch: section<Of<"cloudwatch">>({
    ...posting,
    apiEndpoint: url,
    ...each(text, "namespace", "region", "accessKeyId", "secretAccessKey", "sessionToken"),
  }),
  otlp: section<Of<"otlp">>({
    ...batching,
    ...each(url, "metricsEndpoint", "logsEndpoint"),
    maxRetries: number,
    resourceKeys: texts,
    conversion: choice("AsGauge", "AsHistogram"),
    userAgent: text,
    headers: textByName,
  }),
});

const SUB_METRICS: Readonly<Record<SubMetric, true>> = {
  lower: true,
  upper: true,
  count: true,
  countPerSecond: true,
  mean: true,
  median: true,
  stdDev: true,
  sum: true,
  sumSquares: true,
  countPct: true,
  meanPct: true,
  sumPct: true,
  sumSquaresPct: true,
  lowerPct: true,
  upperPct: true,
};

const byType = each(number, "counter", "gauge", "timer", "set");

/** The table `statsd` of a config file. */
export const statsdFields: z.ZodMiniType<StatsdFile> = section<StatsdFile>({
  address: hostPort,
  backends,
  forward: section<ForwardSettings>({
    ...posting,
    url,
    compressionType: choice("zlib", "none"),
    customHeaders: textByName,
    dynamicHeaders: texts,
  }),
  filters: z.array(
    section<FilterRule>({
      ...each(texts, "matchMetrics", "excludeMetrics", "matchTags", "dropTags"),
      ...each(yesOrNo, "dropMetric", "dropHost"),
    }),
    "must be a list of tables",
  ),
  percentiles: z.array(number, "must be a list in brackets"),
  disabledSubMetrics: z.array(
    choice(...(Object.keys(SUB_METRICS) as SubMetric[])),
    "must be a list in brackets",
  ),
  expiryMs: z.union(
    [number, section<Partial<Record<MetricType, number>>>(byType)],
    "must be a number, or a table of numbers by counter, gauge, timer and set",
  ),
  statserType: choice("internal", "logging", "null"),
  ...each(number, "flushMs", "flushOffsetMs", "timerHistogramLimit", "maxSeries"),
  ...each(number, "badLinesPerMinute", "receiveBufferBytes"),
  ...each(yesOrNo, "dashboard", "flushAligned", "ignoreHost", "disableInternalEvents"),
  ...each(text, "namespace", "internalNamespace", "hostname"),
  ...each(texts, "tags", "internalTags", "heartbeat"),
});

function isHostPort(address: string): boolean {
  try {
    return readHostPort(address) !== undefined;
  } catch {
    return false;
  }
}

/** One with variables in it is whole only later. */
function isUrl(address: string): boolean {
  return address.includes("${") || (/^https?:/.test(address) && URL.canParse(address));
}
