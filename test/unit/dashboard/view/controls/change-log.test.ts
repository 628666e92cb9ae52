// The log of changes, of a store's own making.
import { beforeEach, expect, test } from "vitest";
import type { ControlsChange, Switch } from "../../../../../src/core/controls.ts";
import { changeLog } from "../../../../../src/dashboard/view/controls/change-log.ts";
import { type OpenStore, openStore, updateOf } from "../../../../support/store.ts";

let open: OpenStore;
beforeEach(() => {
  open = openStore();
});

const change = (wanted: ControlsChange): number => {
  open.clock.advance(5_000);
  return open.store.control(wanted).version;
};
const undo = (version: number): number => {
  open.clock.advance(5_000);
  return open.store.undo(version, "ada").version;
};
const read = () => {
  const changes = open.store.changes(50);
  const at = (version: number) => changes.find((each) => each.version === version) as never;
  return { ...changeLog(changes), at };
};
const switchOf = (key: string, app?: string) =>
  open.store.allControls().switches.find((each) => each.key === key && each.app === app) as Switch;

test("a change is undone while what undid it stands", () => {
  const first = change({ disable: ["a"] });
  expect(read().undoneBy(read().at(first))).toBeUndefined();
  const second = undo(first);
  expect(read().undoneBy(read().at(first))).toMatchObject({ version: second });
  expect(read().undone(read().at(second))).toMatchObject({ version: first });
  const third = undo(second);
  expect(read().undoneBy(read().at(first))).toBeUndefined();
  expect(read().undoneBy(read().at(second))).toMatchObject({ version: third });
  const fourth = undo(first);
  expect(read().undoneBy(read().at(first))).toMatchObject({ version: fourth });
});

test("a switch came of the change that was made then, also where a later one names it and changes nothing", async () => {
  await open.send({ a: 1 });
  await open.store.accept(updateOf({ a: 1 }), 1, 1, "shop");
  const ours = change({ disable: ["a"] });
  change({ disable: ["a"], app: "shop" });
  change({ disable: ["a", "b"] });
  expect(read().causeOf(switchOf("a"))).toMatchObject({ version: ours });
});

test("a switch that was taken back came of that", () => {
  const second = undo(change({ disable: ["a"] }));
  expect(read().causeOf(switchOf("a"))).toMatchObject({ version: second });
});

test("a switch that is older than the log came of nothing it knows", () => {
  change({ disable: ["a"] });
  expect(changeLog([]).causeOf(switchOf("a"))).toBeUndefined();
});

test("a wish came of the newest change that was about it", () => {
  change({ interval_ms: 5_000 });
  const interval = change({ interval_ms: 6_000 });
  const stop = change({ stop: true });
  expect(read().wishOf(undefined, "interval_ms")).toMatchObject({ version: interval });
  expect(read().wishOf(undefined, "stop")).toMatchObject({ version: stop });
  expect(read().wishOf("shop", "stop")).toBeUndefined();
});
