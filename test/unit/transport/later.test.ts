// The send that outlives the page.
import { afterEach, expect, test } from "vitest";
import { sendLater } from "../../../src/transport/later.ts";

const platform = globalThis as { fetchLater?: unknown };
afterEach(() => {
  delete platform.fetchLater;
});

test("is armed with a POST that can be taken back", () => {
  const calls: [string, RequestInit][] = [];
  platform.fetchLater = (url: string, init: RequestInit) => calls.push([url, init]);
  const undo = sendLater("/v1/update", "{}");
  expect(calls).toEqual([
    ["/v1/update", { method: "POST", body: "{}", credentials: "omit", signal: undo.signal }],
  ]);
  undo.abort();
  expect(calls[0]?.[1].signal?.aborted).toBe(true);
});

test("is nothing where there is no fetchLater", () => {
  expect(() => sendLater("/v1/update", "{}").abort()).not.toThrow();
});
