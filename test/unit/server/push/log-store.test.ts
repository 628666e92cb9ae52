import { expect, test } from "vitest";
import { logStore } from "../../../../src/server/push/log-store.ts";

const push = { method: "POST", grouping: [], families: [] } as const;
const { signal } = new AbortController();

test.each<[string, string | Uint8Array<ArrayBuffer>, string]>([
  ["text", "a 1\nb 2\n", "a 1\nb 2\n"],
  ["bytes", new TextEncoder().encode("größe 1\n"), "größe 1\n"],
  ["bytes that are no text", Uint8Array.of(0x61, 0xff), "a\ufffd"],
  ["nothing", "", ""],
])("%s is one entry of the log", async (_, message, expected) => {
  const log: string[] = [];
  await logStore((text) => log.push(text)).write(message, push, signal);
  expect(log).toEqual([expected]);
});
