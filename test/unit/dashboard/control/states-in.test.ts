// The page's idea of which keys are off, beside the store's.
import { beforeEach, describe, expect, test } from "vitest";
import type { ControlsChange } from "../../../../src/core/controls.ts";
import { statesIn } from "../../../../src/dashboard/control/states-in.ts";
import { HOUR, type OpenStore, openStore, updateOf } from "../../../support/store.ts";

const KEYS = ["cart.add", "ua", "ua:1", "ua:2", "ua:2:x", ":odd", ""];
const APPS = ["default", "shop"];

/** Changes on top of each other, in any order that tells own switches, everybody's, families and shares apart. */
const CHANGES: readonly ControlsChange[] = [
  { disable: ["cart.add"] },
  { disable: ["cart.add"], app: "shop", percent: 10 },
  { enable: ["cart.add"], app: "shop" },
  { disable: ["ua"], percent: 10 },
  { disable: ["ua:1"] },
  { disable: ["ua:2"], app: "shop", instances: ["i"] },
  { disable: ["ua"], app: "shop" },
  { disable: ["ua:2:x", ":odd"], percent: 0 },
  { enable: ["ua", "ua:1"] },
  { disable: [""], app: "default" },
  { enable: ["cart.add", "ua:2"] },
  { enable: ["ua"], app: "shop" },
];

describe("the state of a key", () => {
  let open: OpenStore;
  const send = (app: string) => {
    const now = open.clock.now();
    const data = Object.fromEntries(KEYS.map((key) => [key, 1]));
    const timestamp = new Date(now).toISOString();
    return open.store.accept(updateOf(data, { instance_id: app, timestamp }), now, now, app);
  };

  beforeEach(async () => {
    open = openStore();
    for (const app of APPS) await send(app);
  });

  test("is what the store says, whatever was switched before", () => {
    const seen = new Set<string>();
    for (const change of CHANGES) {
      const { switches } = open.store.control(change);
      for (const app of APPS) {
        const stateOf = statesIn(switches, app);
        const stored = open.store.keys({ ...HOUR, to: open.clock.now() / 1000 }, app);
        expect(stored.map(({ key }) => [key, stateOf(key).state])).toEqual(
          stored.map(({ key, state }) => [key, state]),
        );
        for (const { state } of stored) seen.add(state);
      }
    }
    expect([...seen].sort()).toEqual(["off", "on", "partly"]);
  });

  test("of no app is that of the default one", () => {
    const { switches } = open.store.control({ disable: ["ua"], app: "default" });
    expect(statesIn(switches)("ua:1")).toEqual({ state: "off", by: "ua", app: "default" });
    expect(statesIn(switches, "shop")("ua:1")).toEqual({ state: "on" });
  });
});

const all = { off: true, percent: 100, instances: [], at: 0 };
const some = { ...all, percent: 10 };

test.each([
  ["its own", [{ ...all, key: "ua:1", app: "shop" }], { by: "ua:1", app: "shop" }],
  ["that of its family", [{ ...all, key: "ua" }], { by: "ua" }],
  [
    "its family's before its own",
    [
      { ...all, key: "ua:1", app: "shop" },
      { ...all, key: "ua" },
    ],
    { by: "ua" },
  ],
  [
    "every app's before its own",
    [
      { ...all, key: "ua:1" },
      { ...all, key: "ua:1", app: "shop" },
    ],
    { by: "ua:1" },
  ],
  [
    "what is off for all before what is for some",
    [
      { ...some, key: "ua" },
      { ...all, key: "ua:1", app: "shop" },
    ],
    { by: "ua:1", app: "shop" },
  ],
])("names the switch that a key is off by: %s", (_, switches, by) => {
  expect(statesIn(switches, "shop")("ua:1")).toEqual({ state: "off", ...by });
});

test("a key that is on again, or off elsewhere, is on", () => {
  const switches = [
    { ...all, key: "ua", off: false },
    { ...all, key: "ua:1", app: "blog" },
  ];
  expect(statesIn(switches, "shop")("ua:1")).toEqual({ state: "on" });
});
