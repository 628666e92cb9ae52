// Gives a server something to show, as those who send would.
import { expect } from "vitest";

async function post(url: string, path: string, body: string, type: string): Promise<void> {
  const headers = { "content-type": type };
  const response = await fetch(`${url}${path}`, { method: "POST", headers, body });
  expect([200, 202, 204]).toContain(response.status);
}

/** Sends one update with these data. */
export const send = (url: string, data: object, instance = "ann") =>
  post(
    url,
    "/v1/update",
    JSON.stringify({
      instance_id: instance,
      timestamp: new Date().toISOString(),
      data,
    }),
    "application/json",
  );

/** A counting set, as updates have it. */
export const setOf = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([value, count]) => ({ value, count }));

/** Sends one report. */
export const report = (
  url: string,
  application: string,
  install: string,
  version: string,
  metadata: object = {},
) =>
  post(
    url,
    "/v1/report",
    JSON.stringify({ application, install_id: install, version, metadata }),
    "application/json",
  );

/** Pushes text in Prometheus' format under a path such as `job/shop`. */
export const push = (url: string, path: string, text: string) =>
  post(url, `/metrics/${path}`, text, "text/plain");

/** Sends statsd lines. */
export const measure = (url: string, ...lines: readonly string[]) =>
  post(url, "/v1/statsd", lines.join("\n"), "text/plain");
