// What the loss bench reads from the wire of the peers, and how it writes its figures down.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { CLIENTS, decoded } from "./clients.ts";
import { table } from "./table.ts";

test("bodies are read as they are, unpacked, and out of a form", () => {
  const json = '{"id":"record-1"}';
  const form = `data=${encodeURIComponent(Buffer.from(json).toString("base64"))}`;
  for (const body of [Buffer.from(json), gzipSync(json), Buffer.from(form)]) {
    expect(decoded(body)).toBe(json);
  }
});

test("each peer's events are told apart by what their own server can know them by", () => {
  const bodies: Record<string, string> = {
    "posthog-js": '[{"uuid":"a","event":"record-1"},{"uuid":"b","event":"record-2"}]',
    "@sentry/browser": '{"event_id":"a"}\n{"type":"event"}\n{"message":"record-1"}',
    "@snowplow/browser-tracker": '{"schema":"iglu","data":[{"eid":"a","se_la":"record-1"}]}',
    OpenTelemetry: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":"record-1"}]}]}]}',
  };
  const read = Object.entries(bodies).map(([name, body]) =>
    CLIENTS.find((client) => client.name.startsWith(name))
      ?.received?.(body)
      .map(({ event }) => event),
  );
  expect(read).toEqual([["a", "b"], ["a"], ["a"], [undefined]]);
});

test("the table has a row for each way and delay, and a column for each client", () => {
  const date = "2026-11-29";
  const cell = { engine: "Chromium 150", way: "close", delayMs: 0, date, runs: 200 } as const;
  const cells = [
    { ...cell, client: "one", lostAtFirst: 3, lost: 0, doubled: 0 },
    { ...cell, client: "two", date: "2026-11-25", lostAtFirst: 200, lost: 100, doubled: 1 },
    { ...cell, client: "one", way: "reload", lostAtFirst: 9, lost: 1, doubled: 0 } as const,
  ];
  expect(table(cells).split("\n").slice(2)).toEqual([
    "Chromium 150, 200 visits a cell, measured on 2026-11-25 and 2026-11-29:",
    "",
    "| the visit ends | after the record | one | two |",
    "|---|---|---|---|",
    "| tab closed | 0 ms | 1.5 → 0 | 100 → 50 +0.5 |",
    "| reloaded | 0 ms | 0.5 |  |",
  ]);
});
