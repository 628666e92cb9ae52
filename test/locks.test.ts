// The lockfiles: what they must have so that `npm ci` works on every platform, from any registry.
import { expect, test } from "vitest";
import { readHouse } from "./support/house.ts";

interface Locked {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

const house = readHouse();

test.each(["package-lock.json", "test/runtimes/package-lock.json"])(
  "%s has the packages of all platforms, and no address of a registry",
  (path) => {
    const text = house.get(path) ?? "";
    const { packages } = JSON.parse(text) as Locked;
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    expect(wanted).not.toEqual([]);
    const held = Object.keys(packages);
    // npm leaves out, without a word, what the registry did not have at that moment.
    expect(
      wanted.filter((name) => !held.some((key) => key.endsWith(`node_modules/${name}`))),
    ).toEqual([]);
    expect(text).not.toContain('"resolved"');
  },
);
