// Rows that travel between objects.
import { describe, expect, test, vi } from "vitest";
import { inOrder, lineOf, linesOf, streamOf } from "../../../../src/workers/telemetry/lines.ts";

const bytes = (...parts: (string | Uint8Array)[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) {
        controller.enqueue(typeof part === "string" ? new TextEncoder().encode(part) : part);
      }
      controller.close();
    },
  });

async function all(stream: ReadableStream<Uint8Array>): Promise<object[]> {
  const rows: object[] = [];
  for await (const page of linesOf(stream)) rows.push(...page);
  return rows;
}

test.each([
  ["no pages", []],
  ["one page", [[{ a: 1 }, { a: 2 }]]],
  ["empty pages among others", [[], [{ a: 1 }], [], [], [{ a: "line\nbreak 🍇" }], []]],
])("%s arrive as they were sent", async (_, pages: object[][]) => {
  expect(await all(streamOf(pages.values()))).toEqual(pages.flat());
});

test("rows may be cut anywhere, characters too", async () => {
  const rows = [{ a: "größe 🍇" }, { b: "x".repeat(100) }];
  const whole = new TextEncoder().encode(rows.map(lineOf).join(""));
  for (let at = 0; at <= whole.length; at += 1) {
    expect(await all(bytes(whole.slice(0, at), whole.slice(at)))).toEqual(rows);
  }
});

describe("a page", () => {
  test("is read when it is wanted, and not sooner", async () => {
    let read = 0;
    const pages = (function* () {
      for (const page of [1, 2, 3, 4, 5]) {
        read = page;
        yield [{ page }];
      }
    })();
    const found = linesOf(streamOf(pages));
    expect(read).toBe(0);
    expect((await found.next()).value).toEqual([{ page: 1 }]);
    expect(read).toBeLessThanOrEqual(2);
    await found.return();
  });

  test("is the last where nobody wants more, and those who read it are told", async () => {
    const ended = vi.fn();
    const pages = (function* () {
      try {
        for (let page = 1; ; page += 1) yield [{ page }];
      } finally {
        ended();
      }
    })();
    for await (const page of linesOf(streamOf(pages))) {
      expect(page).toEqual([{ page: 1 }]);
      break;
    }
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  });

  test("that cannot be read breaks the stream off, and is no end of it", async () => {
    const pages = (function* () {
      yield [{ page: 1 }];
      throw new Error("rolled up");
    })();
    await expect(all(streamOf(pages))).rejects.toThrow("rolled up");
  });

  test("that is no JSON is no page", async () => {
    await expect(all(bytes('{"a":1}\n{"a":\n'))).rejects.toThrow();
  });
});

describe("rows of several, each in order,", () => {
  const pagesOf = function* (...pages: string[][]) {
    yield* pages;
  };
  const told = async (all: Generator<string[], void>[]) => {
    const rows: string[] = [];
    for await (const page of inOrder(all, (row) => row)) rows.push(...page);
    return rows;
  };

  test.each([
    ["none", [], []],
    ["one without rows", [[]], []],
    ["one", [[["a"], ["b", "c"]]], ["a", "b", "c"]],
    ["pages of other lengths", [[["b", "d"], ["e"]], [["a", "c", "f"]]], [..."abcdef"]],
    ["empty pages", [[[], ["b"], [], []], [["a"], [], ["c"]], [[]]], [..."abc"]],
    ["one after the other", [[["c"]], [["a", "b"]]], [..."abc"]],
    ["the same twice", [[["a", "b"]], [["a"]]], ["a", "a", "b"]],
    ["characters of two halves", [[["\ue000"]], [["🍇"]], [["z"]]], ["z", "\ue000", "🍇"]],
  ])("%s, are in order", async (_, pages: string[][][], rows) => {
    expect(await told(pages.map((each) => pagesOf(...each)))).toEqual(rows);
  });

  test("are let go when nobody wants more, and when one of them breaks off", async () => {
    const ended: string[] = [];
    const broken = (name: string, ...rows: string[]) =>
      (function* () {
        try {
          for (const row of rows) yield [row];
          throw new Error("broken off");
        } finally {
          ended.push(name);
        }
      })();
    for await (const page of inOrder([broken("a", "1", "3"), broken("b", "2")], String)) {
      expect(page).toEqual(["1"]);
      break;
    }
    expect(ended.sort()).toEqual(["a", "b"]);
    await expect(told([broken("c", "1"), broken("d", "0", "2", "3")])).rejects.toThrow(
      "broken off",
    );
    expect(ended.sort()).toEqual(["a", "b", "c", "d"]);
  });
});
