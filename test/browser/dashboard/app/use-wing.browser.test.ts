// Asking for what a server may have no part for.
import { expect, test } from "vitest";
import { useWing } from "../../../../src/dashboard/app/use-wing.ts";
import { h, type VNode } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const refused = (status: number) =>
  Object.assign(new Error("no such thing"), { status, wantsToken: false });

/** What comes of asking a server that answers with `reply`, and how often it was asked. */
async function asking(reply: () => Promise<{ hosts: string[] }>) {
  let count = 0;
  const Part = (): VNode => {
    const { data, problem } = useWing("hosts");
    return h("p", {}, JSON.stringify({ data, problem }));
  };
  const server = {
    hosts: () => {
      count += 1;
      return reply();
    },
  };
  const seen = await stage(() => h(Part, {}), { server });
  return { ...seen, text: () => seen.node.textContent, count: () => count };
}

test("an answer is an answer, and asked for again when there may be another", async () => {
  const seen = await asking(async () => ({ hosts: ["a"] }));
  expect(seen.text()).toBe('{"data":{"hosts":["a"]}}');
  await seen.pulse();
  expect(seen.count()).toBe(2);
});

test("a server that knows no such path has none, and is not asked again", async () => {
  const seen = await asking(() => Promise.reject(refused(404)));
  expect(seen.text()).toBe('{"data":null}');
  await seen.pulse();
  await seen.pulse();
  expect([seen.text(), seen.count()]).toEqual(['{"data":null}', 1]);
});

test("any other refusal is a problem", async () => {
  const seen = await asking(() => Promise.reject(refused(400)));
  expect(seen.text()).toBe('{"problem":"no such thing"}');
});
