// Where a module stands: its floor and room, and whether it is a door of the package.
import type { House } from "./house.ts";

/** From the ground up. Above them stand the doors, and above those the programs that enter by them. */
const FLOORS = [
  ["core"],
  ["client", "hash", "storage", "transport", "proto"],
  ["collector", "report", "metrics", "prometheus", "history", "store", "dashboard"],
  ["server"],
  ["node", "workers"],
  ["cli"],
];

export interface Place {
  /** -1 for a room that has no floor yet. */
  readonly floor: number;
  readonly room: string;
  readonly label: string;
}

/** Floor and room of a path. A door is a room of its own. */
export function place(house: House, path: string): Place {
  const room = isDoor(path) ? path : (path.split("/")[1] ?? path);
  const inside = FLOORS.findIndex((rooms) => rooms.includes(room));
  const doors = programs(house).includes(path) ? FLOORS.length + 1 : FLOORS.length;
  const floor = isDoor(path) ? doors : inside;
  return { floor, room, label: `${path} (floor ${floor})` };
}

/** True for files directly in `src/`, for the `index.ts` of a room, and for the second door that the room of metrics has. */
export function isDoor(path: string): boolean {
  return /^src\/([^/]+|[^/]+\/index|metrics\/cloudwatch)\.ts$/.test(path);
}

/** The doors that do their work when loaded: what package.json says has side effects. */
export function programs(house: House): string[] {
  return [...manifest(house).sideEffects].map(sourceOf);
}

/** What package.json lets users reach: name, built file and its types. */
export function ways(house: House): { name: string; file: string; types?: string }[] {
  const { exports, bin, sideEffects } = manifest(house);
  return [
    ...Object.entries(exports)
      .filter(([name]) => name !== "./package.json")
      .map(([name, to]) =>
        typeof to === "string" ? { name, file: to } : { name, file: to.default, types: to.types },
      ),
    ...Object.entries(bin).map(([name, file]) => ({ name, file })),
    ...sideEffects.map((file) => ({ name: file, file })),
  ];
}

/** package.json, as far as the rules read it. */
export function manifest(house: House): {
  readonly exports: Readonly<Record<string, string | { types: string; default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly sideEffects: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
} {
  return JSON.parse(house.get("package.json") ?? "{}");
}

/** The source of a built file. Rollup makes `tallybeacon.js` from `script.ts`. */
export function sourceOf(built: string): string {
  return built
    .replace("./dist/tallybeacon.js", "./dist/script.js")
    .replace(/^\.\/dist\/(.*)\.js$/, "src/$1.ts");
}
