// Whose records are counted: tallybeacon and its peers, each set up as its own documentation says, and what they send.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { build } from "vite";
import { stubs } from "../../support/readme.ts";

/** One client library in a page. */
export interface Client {
  readonly name: string;
  /** What a page has of it. Afterwards `record(id)` is there, which records one thing of that name. */
  html(): Promise<string>;
  /** What it asked of its server, from a decoded body; left out for tallybeacon, whose own server counts. */
  readonly received?: (body: string) => Received[];
}

/** One event on the wire. */
export interface Received {
  /** All that it says, where the record's id is found. */
  readonly text: string;
  /** What a server can know it by when it comes again; absent where events have no such thing. */
  readonly event?: string | undefined;
}

const version = (name: string): string =>
  JSON.parse(
    readFileSync(new URL(`../../../node_modules/${name}/package.json`, import.meta.url), "utf8"),
  ).version;
const ownVersion = (): string =>
  JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version;

/** A module and what it imports as one classic script, as bundlers make it for pages. */
async function script(source: string): Promise<string> {
  const entry = "\0client";
  const built = await build({
    configFile: false,
    logLevel: "error",
    plugins: [
      {
        name: "client",
        enforce: "pre",
        resolveId: (id) => (id === "client" ? entry : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
    ],
    build: {
      write: false,
      rolldownOptions: { input: "client", output: { format: "iife" } },
    },
  });
  const [first] = [built].flat();
  if (!first || !("output" in first)) throw new Error("nothing was built");
  return `<script>${first.output[0].code.replaceAll("</script", "<\\/script")}</script>`;
}

const events = (json: unknown, id: string): Received[] =>
  [json].flat().map((event) => ({
    text: JSON.stringify(event),
    event: (event as Record<string, string> | null)?.[id],
  }));

/** Everything that is measured, in the order of the columns. */
export const CLIENTS: readonly Client[] = [
  {
    // The script tag of the README. Its interval is an hour: what it sends here, it sends because the page goes.
    name: `tallybeacon ${ownVersion()}`,
    html: async () => `<script>${stubs(readFileSync(new URL("../../../demo/index.html", import.meta.url), "utf8"))[0]}</script>
      <script async src="/tallybeacon.js" data-endpoint="/v1/update"></script>
      <script>record = (id) => tallybeacon.appendUnique("record", id)</script>`,
  },
  {
    // https://posthog.com/docs/libraries/js: the snippet of "Installation" with the newest defaults.
    // Its filter of robots is off as https://posthog.com/docs/libraries/js/config has it for browsers under test;
    // what would record by itself is off, as it adds events that nobody counts here.
    name: `posthog-js ${version("posthog-js")}`,
    html: () =>
      script(`import posthog from "posthog-js";
        posthog.init("phc_bench", {
          api_host: location.origin,
          defaults: "2026-08-30",
          opt_out_useragent_filter: true,
          autocapture: false,
          capture_pageview: false,
          disable_session_recording: true,
        });
        globalThis.record = (id) => posthog.capture("record", { id });`),
    received: (body) => {
      const json = JSON.parse(body);
      return events(json.batch ?? json, "uuid");
    },
  },
  {
    // https://docs.sentry.io/platforms/javascript/best-practices/offline-caching/: its example, and of its options
    // the one that sends at the next start what the last one could not.
    name: `@sentry/browser ${version("@sentry/browser")}, offline transport`,
    html: () =>
      script(`import * as Sentry from "@sentry/browser";
        Sentry.init({
          dsn: location.origin.replace("//", "//key@") + "/1",
          transport: Sentry.makeBrowserOfflineTransport(Sentry.makeFetchTransport),
          transportOptions: { flushAtStartup: true },
        });
        globalThis.record = (id) => Sentry.captureMessage(id);`),
    received: (body) => {
      const [head = "{}", ...items] = body.split("\n");
      return [{ text: items.join("\n"), event: JSON.parse(head).event_id }];
    },
  },
  {
    // https://docs.snowplow.io/docs/sources/web-trackers/tracker-setup/: the example of the browser tracker. Events go
    // by POST one by one and wait in localStorage, as is its default. Its cookies are those of the page's host.
    name: `@snowplow/browser-tracker ${version("@snowplow/browser-tracker")}`,
    html: () =>
      script(`import { newTracker, trackStructEvent } from "@snowplow/browser-tracker";
        newTracker("sp1", location.origin, { appId: "bench" });
        globalThis.record = (id) => trackStructEvent({ category: "bench", action: "record", label: id });`),
    received: (body) => events(JSON.parse(body).data, "eid"),
  },
  {
    // The README of @opentelemetry/exporter-logs-otlp-http, "Logs in Web": OTLP as JSON, batches of five seconds, which
    // are sent at once when the page is hidden. A log record has no id of its own.
    name: `OpenTelemetry logs ${version("@opentelemetry/sdk-logs")}, OTLP/HTTP`,
    html: () =>
      script(`import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
        import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
        const exporter = new OTLPLogExporter({ url: location.origin + "/v1/logs" });
        const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
        const logger = provider.getLogger("default", "1.0.0");
        globalThis.record = (id) => logger.emit({ severityText: "info", body: id });`),
    received: (body) =>
      JSON.parse(body).resourceLogs.flatMap(
        ({ scopeLogs }: { scopeLogs: { logRecords: unknown[] }[] }) =>
          scopeLogs.flatMap(({ logRecords }) =>
            logRecords.map((log) => ({ text: JSON.stringify(log) })),
          ),
      ),
  },
];

/** A body as text: gzip, and the form in which PostHog's beacon sends base64, are unpacked. */
export function decoded(body: Buffer): string {
  const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
  const text = plain.toString();
  const form = /^data=([^&]*)/.exec(text)?.[1];
  return form ? Buffer.from(decodeURIComponent(form), "base64").toString() : text;
}
