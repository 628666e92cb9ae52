import { describe, expect, test } from "vitest";
import { readReply } from "../../../../src/collector/reply.ts";
import { MAX_DISABLED_KEYS, MAX_KEY_CHARS } from "../../../../src/core/limits.ts";
import type { Reply } from "../../../../src/core/update.ts";
import { halt, isolateReply, obey } from "../../../../src/workers/tally/obey.ts";
import { waiting } from "../../../../src/workers/tally/outbox.ts";
import { readOwn, readWishes, writeOwn } from "../../../../src/workers/tally/record.ts";
import { seal } from "../../../../src/workers/tally/seal.ts";
import { openTables } from "../../../../src/workers/tally/tables.ts";
import { take } from "../../../../src/workers/tally/take.ts";
import { memorySql, NOW_MS, updateOf } from "../../../support/store.ts";

function opened() {
  const sql = memorySql();
  openTables(sql);
  const change = (run: (own: ReturnType<typeof readOwn>) => void) => {
    const own = readOwn(sql);
    run(own);
    writeOwn(sql, own);
    return own;
  };
  return {
    sql,
    change,
    hear: (reply: Partial<Reply>) => change((own) => obey(sql, own, reply)),
    tell: () => take(sql, updateOf({ a: 2, "a:x": 1, b: 3 }, { calls: 6 }), NOW_MS),
  };
}

describe("obey", () => {
  test("takes what is off out of buffer and outbox at once, and keeps numbers", () => {
    const it = opened();
    it.tell();
    it.change((own) => seal(it.sql, own, NOW_MS, 0));
    it.tell();
    const own = it.hear({ disable_keys: ["a"], version: 3 });
    expect(own).toMatchObject({ items: 1, dropped: { disabled: 3 }, recorded: 9 });
    const [row] = it.sql.all("SELECT body FROM tally_outbox");
    expect(JSON.parse(row?.["body"] as string)).toMatchObject({
      seq: 1,
      data: { b: 3 },
      calls: 3,
      lost: { disabled: 3 },
    });
    expect(readWishes(it.sql)).toEqual({ off: ["a"], on: [], stopped: false, version: 3 });
  });

  test.each<[string, Partial<Reply>[], string[], string[]]>([
    ["what is off stays off", [{ disable_keys: ["a"] }, { disable_keys: ["b"] }], ["a", "b"], []],
    ["until it is enabled", [{ disable_keys: ["a"] }, { enable_keys: ["a"] }], [], ["a"]],
    ["and may be off again", [{ enable_keys: ["a"] }, { disable_keys: ["a"] }], ["a"], []],
    ["off wins over on", [{ enable_keys: ["a"], disable_keys: ["a"] }], ["a"], []],
    [
      "what was told before is old news",
      [
        { disable_keys: ["a"], version: 2 },
        { enable_keys: ["a"], version: 1 },
      ],
      ["a"],
      [],
    ],
  ])("%s", (_, replies, off, on) => {
    const it = opened();
    for (const reply of replies) it.hear(reply);
    expect(readWishes(it.sql)).toMatchObject({ off, on });
  });

  test("remembers so many enabled keys and no more, the last ones", () => {
    const it = opened();
    const keys = (from: number) =>
      Array.from({ length: MAX_DISABLED_KEYS }, (_, at) => `k${from + at}`);
    it.hear({ enable_keys: keys(0) });
    it.hear({ enable_keys: keys(5) });
    expect(readWishes(it.sql).on).toEqual(keys(5));
  });

  test("remembers no more of them than isolates would read in a reply", () => {
    const it = opened();
    const keys = (name: string) =>
      Array.from({ length: 390 }, (_, at) => `${name}${at}`.padEnd(MAX_KEY_CHARS));
    it.hear({ enable_keys: keys("a") });
    it.hear({ enable_keys: keys("b") });
    it.hear({ disable_keys: keys("c") });
    const body = JSON.stringify(isolateReply(it.sql, 1, NOW_MS));
    expect(readReply(200, "application/json", body)?.ack).toBe(1);
    expect(readWishes(it.sql).on).toEqual(keys("b"));
  });
});

test("halt keeps nothing", () => {
  const it = opened();
  it.tell();
  it.change((own) => seal(it.sql, own, NOW_MS, 0));
  it.tell();
  take(it.sql, updateOf({}, { epoch: "e", seq: 1 }), NOW_MS);
  expect(it.change((own) => halt(it.sql, own))).toMatchObject({
    items: 0,
    dropped: { stopped: 6 },
  });
  expect(waiting(it.sql)).toBe(0);
  expect(it.sql.all("SELECT * FROM tally_isolate")).toEqual([]);
  expect(readWishes(it.sql).stopped).toBe(true);
});

test("isolateReply tells isolates what the server told", () => {
  const it = opened();
  const plain = { next_update: 1e9, version: 0, now: NOW_MS };
  expect(isolateReply(it.sql, undefined, NOW_MS)).toEqual(plain);
  it.hear({ disable_keys: ["a"], enable_keys: ["b"], version: 4 });
  const lists = { disable_keys: ["a"], enable_keys: ["b"], version: 4 };
  expect(isolateReply(it.sql, 3, NOW_MS)).toEqual({ ...plain, ...lists, ack: 3 });
  it.change((own) => halt(it.sql, own));
  expect(isolateReply(it.sql, 3, NOW_MS)).toEqual({ ...plain, ...lists, ack: 3, stop: true });
});
