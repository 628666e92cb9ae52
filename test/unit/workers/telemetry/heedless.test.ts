// Telling of trouble.
import { expect, test, vi } from "vitest";
import { heedless } from "../../../../src/workers/telemetry/heedless.ts";

test("a listener hears it all", () => {
  const onError = vi.fn();
  const tell = heedless(onError);
  tell(1);
  tell(1);
  expect(onError.mock.calls).toEqual([[1], [1]]);
});

test.each([
  ["nobody listens", undefined],
  [
    "the listener fails",
    () => {
      throw new Error("deaf");
    },
  ],
])("nothing happens where %s", (_, onError) => {
  expect(() => heedless(onError)(1)).not.toThrow();
});
