// The pushes of an object.
import { expect, test } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { pushesOf } from "../../../../src/workers/telemetry/kept-pushes.ts";
import { memorySql } from "../../../support/store.ts";

test("are the same for all who have its database, and others of another", () => {
  const sql = memorySql();
  expect(pushesOf(sql, systemClock)).toBe(pushesOf(sql, systemClock));
  expect(pushesOf(memorySql(), systemClock)).not.toBe(pushesOf(sql, systemClock));
});
