// The one error class.
import { expect, test } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";

test("an error has a name, a code, a message and its cause", () => {
  const cause = new Error("ENOENT");
  const error = new TallybeaconError("storage", 'cannot read "instance"', cause);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "TallybeaconError", code: "storage", cause });
  expect(String(error)).toBe('TallybeaconError: cannot read "instance"');
});
