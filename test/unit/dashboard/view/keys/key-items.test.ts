// Keys as the list has them.
import { expect, test } from "vitest";
import type { KeySummary } from "../../../../../src/core/tally.ts";
import { listed } from "../../../../../src/dashboard/view/keys/key-items.ts";

const key = (name: string, total: number, more: Partial<KeySummary> = {}): KeySummary => ({
  key: name,
  kind: "count",
  total,
  members: 0,
  instances: 1,
  last_at: 0,
  state: "on",
  ...more,
});
const off = (name: string, percent = 100) => ({
  key: name,
  off: true,
  percent,
  instances: [],
  at: 0,
});

test("keys stand most counted first, by name where they are even, and end with those that are off and did not come", () => {
  const keys = [
    key("b", 2),
    key("a", 2),
    key("set", 9, { kind: "set" }),
    key("z", 1, { state: "off" }),
  ];
  const switches = [off("z"), off("gone"), off("some", 10), { ...off("on"), off: false }];
  expect(listed(keys, switches)).toEqual([
    { id: "set", name: "set", total: 9, isOff: false, kind: "set" },
    { id: "a", name: "a", total: 2, isOff: false },
    { id: "b", name: "b", total: 2, isOff: false },
    { id: "z", name: "z", total: 1, isOff: true },
    { id: "gone", name: "gone", total: 0, isOff: true },
  ]);
});
