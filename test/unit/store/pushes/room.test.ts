// What is said where there is no room.
import { expect, test } from "vitest";
import { noRoom, tooMany } from "../../../../src/store/pushes/room.ts";

test.each([
  ["how much it is", tooMany("group", 7, "characters", 6), "group: 7 characters, more than 6"],
  ["of what there is no more room", noRoom("jobs", "shop"), "there is no room for more jobs: shop"],
])("it says %s", (_, error, message) => {
  expect(error).toMatchObject({ code: "too-large", message });
});
