// Series under new tags.
import { expect, test } from "vitest";
import { rekey } from "../../../src/metrics/rekey.ts";
import { mapOf, told } from "../../support/metrics.ts";

const HOSTS = ["h1", "h2", "h3", "h4"];

test("series that coincide are added up, however many", () => {
  const map = mapOf(
    ...HOSTS.flatMap((host) => [`c:1|c|${host}`, `t:5|ms|${host}`, `s:${host}|s|${host}`]),
    "c:1|c",
  );
  const changed = rekey(map, ({ tags }) => ({ tags, source: "" }));
  expect(told(changed)).toEqual([
    "counters c [] = 5",
    "sets s [] = h1,h2,h3,h4",
    'timers t [] = {"values":[5,5,5,5],"sampledCount":4}',
  ]);
});

test("of gauges that coincide the latest stays", () => {
  const map = mapOf("g:1|g|h1", "g:3|g|h2", "g:2|g|h3");
  expect(told(rekey(map, () => ({ tags: [], source: "" })))).toEqual(["gauges g [] = 2"]);
});

test("tags are sorted, and what gets none is left out", () => {
  const map = mapOf("a:1|c|#x", "b:1|c");
  const changed = rekey(map, ({ name, tags, source }) =>
    name === "a" ? { tags: [...tags, "k"], source } : undefined,
  );
  expect(told(changed)).toEqual(["counters a [k,x] = 1"]);
  expect([...changed.counters.keys()]).toEqual([...mapOf("a:1|c|#k,x").counters.keys()]);
});
