import { expect, test } from "vitest";
import { version } from "../../../src/cli/version.ts";
import { manifest } from "../../support/floors.ts";
import { readHouse } from "../../support/house.ts";

test("the version is that of package.json", () => {
  expect(manifest(readHouse())).toMatchObject({ version: version() });
});
