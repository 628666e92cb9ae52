// The seed's module-level API.
import { beforeEach, describe, expect, test, vi } from "vitest";
import { dataSent, world } from "../../support/collector.ts";

type Singleton = typeof import("../../../src/collector/singleton.ts");
let tally: Singleton;

// Each test loads the module anew: it holds the one collector.
beforeEach(async () => {
  vi.resetModules();
  tally = await import("../../../src/collector/singleton.ts");
});

function useAll(): void {
  tally.set("value", "v");
  tally.setNested("map", "a", 1);
  tally.append("list", 1);
  tally.appendUnique("set", "m");
  tally.add("sum", 5);
  tally.increment("count");
}

describe("before init", () => {
  test("verbs do nothing, and starting and stopping neither", async () => {
    useAll();
    tally.reset();
    tally.startEmitting();
    tally.startEmitting();
    await tally.stopEmitting();
    expect(tally.collector()).toBeUndefined();
  });
});

describe("init", () => {
  test("twice throws, and the first collector stays", () => {
    tally.init({ endpoint: "/a" });
    const first = tally.collector();
    expect(() => tally.init({ endpoint: "/b" })).toThrow(
      expect.objectContaining({ code: "already-initialized" }),
    );
    expect(tally.collector()).toBe(first);
  });

  test.for([{ endpoint: "" }, { endpoint: "/a", instanceId: "" }])(
    "with %j throws and changes nothing",
    (options) => {
      expect(() => tally.init(options)).toThrow(expect.objectContaining({ code: "bad-option" }));
      expect(tally.collector()).toBeUndefined();
      tally.init({ endpoint: "/a" });
    },
  );
});

/** Fakes for a collector that the singleton makes itself. */
function initialized() {
  const at = world();
  const { clock, storage, network, exit } = at;
  tally.init({ endpoint: "/", clock, storage, transport: network.transport, beacon: exit.beacon });
  return at;
}

test("verbs reach the collector, and reset empties it", async () => {
  const at = initialized();
  tally.increment("gone");
  tally.reset();
  useAll();
  tally.startEmitting();
  await tally.stopEmitting();
  expect(dataSent(at)).toEqual([
    { value: "v", map: { a: 1 }, list: [1], set: [{ value: "m", count: 1 }], sum: 5, count: 1 },
  ]);
});

test("starting twice throws, starting after a stop does not", async () => {
  initialized();
  tally.startEmitting();
  expect(() => tally.startEmitting()).toThrow(
    expect.objectContaining({ code: "already-emitting" }),
  );
  await tally.stopEmitting();
  tally.startEmitting();
  await tally.stopEmitting();
});
