// Where reports go in tests, and what is answered there.
import type { Report } from "../../src/core/report.ts";
import { createReporter, type Reporter, type ReporterOptions } from "../../src/report/reporter.ts";

/** An answer, its body, or what becomes of the request otherwise. */
export type Outcome = Response | string | Error | "hang";

/** A `fetch` that gives one outcome after the other, the last for ever, and remembers what it was asked. */
export interface ReportServer {
  readonly fetch: typeof fetch;
  readonly asked: { readonly url: string; readonly init: RequestInit }[];
  /** What was reported so far. */
  reports(): Report[];
}

/** Says nothing until told otherwise. */
export function reportServer(...outcomes: Outcome[]): ReportServer {
  const asked: { url: string; init: RequestInit }[] = [];
  return {
    asked,
    reports: () => asked.map(({ init }) => JSON.parse(init.body as string) as Report),
    async fetch(url, init = {}) {
      const outcome = outcomes[Math.min(asked.length, outcomes.length - 1)] ?? "";
      asked.push({ url: String(url), init });
      init.signal?.throwIfAborted();
      if (outcome === "hang") {
        return new Promise((_, reject) => {
          init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
        });
      }
      if (outcome instanceof Error) throw outcome;
      return outcome instanceof Response ? outcome.clone() : new Response(outcome);
    },
  };
}

let count = 0;

/** An endpoint that no other test has: what is told of one is heeded by all of the process. */
export function freshEndpoint(): string {
  return `https://reports.example/${++count}`;
}

/** Reports of an application of which nobody has heard yet. */
export function reporterTo(
  server: Pick<ReportServer, "fetch">,
  options: Partial<ReporterOptions> = {},
): Reporter {
  return createReporter({
    application: "shop",
    version: "1.2.3",
    endpoint: freshEndpoint(),
    installId: "id-1",
    fetch: server.fetch,
    ...options,
  });
}

/** What is answered where nobody was asked. */
export const LOCAL = {
  application: "",
  latest_version: "1.2.3",
  notices: [],
  hard_limit: false,
  disable_scout: false,
};
