// Where at the edge metrics came in.
import { expect, test } from "vitest";
import { edgeLookup, edgeSource } from "../../../../src/workers/telemetry/edge-source.ts";
import { HOME } from "../../../support/requests.ts";

const { signal } = new AbortController();

test.each([
  [{ colo: "FRA", country: "DE", city: "Berlin" }, "colo:FRA,country:DE"],
  [{ country: "T1" }, "country:T1"],
  [{ colo: 7 }, ""],
  [undefined, ""],
])("of %j the source is '%s'", (cf, source) => {
  expect(edgeSource(Object.assign(new Request(HOME), { cf }))).toBe(source);
});

test.each([
  ["colo:FRA,country:DE", { source: "", tags: ["colo:FRA", "country:DE"] }],
  ["country:T1", { source: "", tags: ["country:T1"] }],
  ["10.0.0.1", null],
])("of the source %s tags are %j", (source, instance) => {
  expect(edgeLookup(source, signal)).toEqual(instance);
});
