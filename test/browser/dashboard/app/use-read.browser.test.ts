// Routes asked by name, and the request that each answer is of.
import { expect, test } from "vitest";
import { useRead } from "../../../../src/dashboard/app/use-read.ts";
import { h, type VNode } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

/** What a part sees, and what the server was asked. */
async function reading(read: () => object) {
  const asked: unknown[] = [];
  const answer = async (...all: readonly unknown[]) => {
    const [{ signal }] = all.slice(-1) as [{ signal?: AbortSignal }];
    asked.push([...all.slice(0, -1), signal?.aborted]);
    return { told: asked.length } as never;
  };
  const Part = (): VNode => h("p", {}, JSON.stringify(read()));
  const server = {
    keys: answer,
    hosts: answer,
    stats: answer,
    changes: answer,
    controlsOf: answer,
  };
  const { node } = await stage(() => h(Part, {}), { server });
  return { seen: JSON.parse(node.textContent ?? ""), asked };
}

test.for<[string, () => object, string, unknown[]]>([
  ["words", () => useRead("keys", { range: "1h" }), "keys?range=1h", [{ range: "1h" }]],
  ["none", () => useRead("hosts"), "hosts", []],
  ["another name", () => useRead("stats"), "statsd", []],
  ["a path", () => useRead("changes", { limit: 5 }), "controls/changes?limit=5", [{ limit: 5 }]],
  [
    "one of two answers",
    () => useRead("controlsOf", { instance: "i" }),
    "controls?instance=i",
    [{ instance: "i" }],
  ],
])(
  "a route with %s is asked by its method, and its path is told",
  async ([, read, path, words]) => {
    const { seen, asked } = await reading(read);
    expect(seen).toEqual({ data: { told: 1 }, path });
    expect(asked).toEqual([[...words, false]]);
  },
);

test("null asks nothing", async () => {
  const { seen, asked } = await reading(() => useRead("keys", null));
  expect([seen, asked]).toEqual([{ path: "keys" }, []]);
});
