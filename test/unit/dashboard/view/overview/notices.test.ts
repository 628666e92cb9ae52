// What an operator is told before anything else.
import { expect, test } from "vitest";
import { noticesOf } from "../../../../../src/dashboard/view/overview/notices.ts";
import { NO_CONTROLS } from "../../../../support/controls.ts";

const claims = (of: Partial<Parameters<typeof noticesOf>[0]>) =>
  noticesOf({ controls: NO_CONTROLS, accounts: { unexplained: 0 }, silent: [], ...of }).map(
    ({ claim }) => claim,
  );

test("nothing is said while all is well, or nothing is known", () => {
  expect(claims({})).toEqual([]);
  expect(claims({ controls: undefined, accounts: undefined, silent: [undefined] })).toEqual([]);
});

test.for([
  [{ stop: true }, "Collection is stopped."],
  [{ wishes: [{ app: "shop", interval_ms: null, stop: true }] }, "Collection is stopped for shop."],
] as const)("%j says %s", ([change, claim]) => {
  expect(claims({ controls: { ...NO_CONTROLS, ...change } })).toEqual([claim]);
});

test("shards that are silent are named once, whoever missed them", () => {
  const [notice] = noticesOf({
    controls: NO_CONTROLS,
    accounts: undefined,
    silent: [["shard-2"], undefined, ["shard-1", "shard-2"]],
  });
  expect(notice?.claim).toBe("Not all shards answer.");
  expect(notice?.text).toContain("What these hold is missing here: shard-1, shard-2.");
});

test.for([
  [4, "Unexplained calls: 4."],
  [-4, "Unexplained calls: -4."],
] as const)("%i unexplained calls are told", ([unexplained, claim]) => {
  expect(claims({ accounts: { unexplained } })).toEqual([claim]);
});
