// Settings of a Worker.
import { describe, expect, test, vi } from "vitest";
import { optionsOfEnv } from "../../../../src/workers/telemetry/env.ts";

const TELEMETRY = { getByName: vi.fn() };
const BOUND = { namespace: TELEMETRY, onError: expect.any(Function) };
const SECRET = "a-secret-of-many-characters";

const read = (variables: Record<string, unknown>) =>
  optionsOfEnv({ TELEMETRY, ...variables } as never);

describe("without variables", () => {
  test("the class is all there is", () => {
    expect(read({})).toEqual({ ...BOUND });
  });

  test("assets are taken where they are bound", () => {
    const ASSETS = { fetch: vi.fn() };
    expect(read({ ASSETS })).toEqual({ ...BOUND, assets: ASSETS });
  });

  test("what is somebody else's is not looked at", () => {
    expect(read({ SHARDS: "x", TALLYBEACON_OTHER: "y", KV: {} })).toEqual({ ...BOUND });
  });
});

test("what goes wrong is in the Worker's log", () => {
  const log = vi.spyOn(console, "error").mockReturnValue();
  const error = new Error("away");
  read({}).onError?.(error);
  expect(log).toHaveBeenCalledExactlyOnceWith(error);
  log.mockRestore();
});

test("a class that is not bound is missed by its name", () => {
  expect(() => read({ TELEMETRY: undefined })).toThrow(
    expect.objectContaining({ code: "bad-option", message: "TELEMETRY: no class is bound by it" }),
  );
});

describe("TALLYBEACON_", () => {
  test.each<[string, unknown, object]>([
    ["SHARDS", "4", { shards: 4 }],
    ["SHARDS", 4, { shards: 4 }],
    ["SHARDS", "1000", { shards: 1_000 }],
    ["SHARDS", "", {}],
    ["SHARDS", undefined, {}],
    ["ROLLUP", "5", { rollupMs: 5_000 }],
    ["ROLLUP", 5_000, { rollupMs: 5_000 }],
    [
      "ORIGINS",
      "https://a.example, https://b.example",
      {
        origins: ["https://a.example", "https://b.example"],
      },
    ],
    ["ORIGINS", ["*"], { origins: ["*"] }],
    ["OPERATOR_TOKENS", SECRET, { operators: { operator: SECRET } }],
    ["OPERATOR_TOKENS", { alice: SECRET }, { operators: { alice: SECRET } }],
    [
      "READER_TOKENS",
      `alice=${SECRET},bob=${SECRET}2`,
      {
        readers: { alice: SECRET, bob: `${SECRET}2` },
      },
    ],
    ["INGEST_KEYS", "shop=key-of-the-shop", { ingestKeys: { shop: "key-of-the-shop" } }],
    ["OPEN", "true", { isOpen: true }],
    ["OPEN", false, { isOpen: false }],
    ["INTERVAL", "60", { intervalMs: 60_000 }],
    ["KEEP", "minute=1d,day=forever", { keep: { minute: 86_400, day: 0 } }],
    ["KEEP", { hour: "2h" }, { keep: { hour: 7_200 } }],
    ["MAX_PER_INSTANCE", "10", { maxUpdates: 10 }],
    ["MAX_PER_ADDRESS", "20", { maxPerAddress: 20 }],
    ["MAX_PER_APP", "30", { maxPerApp: 30 }],
    ["TITLE", "Our shop", { title: "Our shop" }],
  ])("%s as %j is %j", (name, value, options) => {
    expect(read({ [`TALLYBEACON_${name}`]: value })).toEqual({ ...BOUND, ...options });
  });

  test.each<[string, unknown, string]>([
    ["SHARDS", "0", "must be a whole number from 1 to 1000: 0"],
    ["SHARDS", "1001", "must be a whole number from 1 to 1000: 1001"],
    ["SHARDS", "four", "must be a whole number from 1 to 1000: four"],
    ["SHARDS", 1.5, "must be a whole number from 1 to 1000: 1.5"],
    ["SHARDS", null, "must be a whole number from 1 to 1000: null"],
    ["ROLLUP", "3601", "must be a whole number from 1 to 3600: 3601"],
    ["ORIGINS", "https://a.example/path", "must be like https://shop.example.com, without a path"],
    ["ORIGINS", 1, "must be a list in brackets: 1"],
    ["OPEN", "yes", "must be true or false: yes"],
    ["INTERVAL", "0", "must be a whole number from 1 to"],
    ["KEEP", "week=1d", "must be like minute=14d"],
    ["MAX_PER_INSTANCE", "-1", "must be a whole number from 1 to"],
    ["TITLE", 1, "must be text: 1"],
  ])("%s as %j is refused by its name", (name, value, why) => {
    expect(() => read({ [`TALLYBEACON_${name}`]: value })).toThrow(
      expect.objectContaining({
        code: "bad-option",
        message: expect.stringContaining(`TALLYBEACON_${name} ${why}`),
      }),
    );
  });

  test.each<[string, unknown]>([
    ["OPERATOR_TOKENS", `${SECRET} and more`],
    ["OPERATOR_TOKENS", `a b=${SECRET}`],
    ["OPERATOR_TOKENS", `alice=${SECRET},alice=${SECRET}`],
    ["READER_TOKENS", [SECRET]],
    ["READER_TOKENS", { alice: [SECRET] }],
    ["INGEST_KEYS", SECRET],
    ["INGEST_KEYS", `shop=${SECRET} more`],
  ])("%s keeps its secret, whatever is wrong with it", (name, value) => {
    let found: unknown;
    try {
      read({ [`TALLYBEACON_${name}`]: value });
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({ message: expect.stringContaining(`TALLYBEACON_${name} `) });
    expect(`${found} ${(found as Error).cause}`).not.toContain(SECRET);
  });
});
