// What a collector starts from.
import { expect, test } from "vitest";
import { createState } from "../../../src/collector/create-state.ts";

const endpoint = "https://tally.example/v1/update";

test.for([
  ["endpoint", { endpoint: "" }],
  ["instanceId", { endpoint, instanceId: "" }],
] as const)("an empty %s throws bad-option, and says so", ([name, options]) => {
  expect(() => createState(options)).toThrow(
    expect.objectContaining({ code: "bad-option", message: expect.stringContaining(name) }),
  );
});

test("an endpoint may be a URL object, and goes out as it was given", () => {
  expect(createState({ endpoint: new URL(endpoint) }).url).toBe(endpoint);
  expect(createState({ endpoint: "/v1/update" }).url).toBe("/v1/update");
});

test("the user's keys are trimmed", () => {
  expect([...createState({ endpoint, disabledKeys: [" ua ", "a:b\n"] }).never]).toEqual([
    "ua",
    "a:b",
  ]);
});

test("without options it counts, keeps in memory and sends hourly", () => {
  const state = createState({ endpoint });
  expect(state.enabled()).toBe(true);
  expect(state).toMatchObject({ intervalMs: 3_600_000, maxBytes: 60_000, maxItems: 100_000 });
});
