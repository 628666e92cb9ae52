// The lines of a chart, asked for at once.
import { describe, expect, test } from "vitest";
import type { Client } from "../../../../../src/client/client.ts";
import { h, type VNode } from "../../../../../src/dashboard/preact.ts";
import { memberIn, useSeries } from "../../../../../src/dashboard/view/keys/use-series.ts";
import { keyServer } from "../../../../support/key-server.ts";
import { stage } from "../../../../support/stage.ts";

function Lines(): VNode {
  const { data } = useSeries("page.view").asked;
  return h("pre", {}, JSON.stringify(data?.lines ?? []));
}

async function linesAt(hash: string) {
  const server = keyServer();
  const { node } = await stage(() => h(Lines, {}), { server: server.client, hash });
  return { lines: JSON.parse(node.textContent ?? ""), asked: server.asked };
}

describe("the lines of a chart", () => {
  test("are the key alone, unless more is asked for", async () => {
    const { lines, asked } = await linesAt("#/keys?range=1h&app=shop");
    expect(lines.map(({ name }: { name: string }) => name)).toEqual(["page.view"]);
    expect(asked).toEqual([["totals", { app: "shop", range: "1h", step: 60, key: "page.view" }]]);
  });

  test("are the member where one is chosen", async () => {
    const { lines, asked } = await linesAt("#/keys?member=null");
    expect(lines[0].name).toBe("page.view = null");
    expect(asked[0]?.[1]).toMatchObject({ member: null });
  });

  test("have the time before where the key's own points are", async () => {
    const { lines } = await linesAt("#/keys?range=1h&before=1");
    const times = lines.map((line: { points: { ts: number }[] }) =>
      line.points.map(({ ts }) => ts),
    );
    expect(lines[1]).toMatchObject({ name: "page.view, before", isPast: true });
    expect(times[1]).toEqual(times[0]);
  });

  test("are all in the steps in which the time before is kept", async () => {
    const asked: unknown[] = [];
    const totals: Client["totals"] = async ({ key, step, to }) => {
      asked.push([key, step, to]);
      // Of what is long ago hours are kept.
      const kept = to === undefined ? Number(step) : Math.max(3_600, Number(step));
      return { key, app: "default", range: "1h", from: 7_200, step: kept, totals: [1, 2] };
    };
    const { node } = await stage(() => h(Lines, {}), {
      server: { totals } as Partial<Client>,
      hash: "#/keys?range=1h&before=1&with=a",
    });
    const lines: { points: { ts: number }[] }[] = JSON.parse(node.textContent ?? "");
    expect(lines.map(({ points }) => points.map(({ ts }) => ts))).toEqual([
      [7_200, 10_800],
      [7_200, 10_800],
      [7_200, 10_800],
    ]);
    expect(asked.slice(-3)).toEqual([
      ["page.view", 3_600, undefined],
      ["a", 3_600, undefined],
      ["page.view", 3_600, 7_200],
    ]);
  });

  test("have keys beside, five at the most", async () => {
    const { lines } = await linesAt("#/keys?with=a&with=b&with=c&with=d&with=e&with=f");
    expect(lines.map(({ id }: { id: string }) => id)).toEqual(["page.view", ..."abcde"]);
  });
});

describe("a member in the address", () => {
  test.for([
    ["", undefined],
    ['member="a b"', "a b"],
    ["member=200", 200],
    ["member=null", null],
    ["member=[1]", undefined],
    ["member={", undefined],
  ] as const)("%s is %s", ([text, member]) => {
    expect(memberIn(new URLSearchParams(text))).toBe(member);
  });
});
