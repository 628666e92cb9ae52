// Telling errors quietly.
import { expect, test } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";
import { quietly } from "../../../src/core/quiet.ts";
import { manualClock } from "../../support/manual-clock.ts";

test("tells each code once a minute", () => {
  const clock = manualClock();
  const told: string[] = [];
  const tell = quietly(clock, (error) => told.push(error.message));
  tell(new TallybeaconError("storage", "first"));
  tell(new TallybeaconError("storage", "again"));
  tell(new TallybeaconError("network", "another"));
  clock.advance(60_000);
  tell(new TallybeaconError("storage", "a minute later"));
  expect(told).toEqual(["first", "another", "a minute later"]);
});

test("survives a listener that throws, and none at all", () => {
  const fail = () => {
    throw new Error("listener");
  };
  quietly(manualClock(), fail)(new TallybeaconError("storage", "x"));
  quietly(manualClock(), undefined)(new TallybeaconError("storage", "x"));
});
