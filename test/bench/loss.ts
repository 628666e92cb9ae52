// `npm run bench:loss`: what is lost and what is doubled when pages are left, for tallybeacon and its peers, by engine.
// `--runs=200` visits a cell; `--engine=`, `--peer=`, `--way=`, `--delay=` take lists; `--json=FILE` writes the figures.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { EngineName } from "../support/engines/engine.ts";
import { ENGINES, engine } from "../support/engines/index.ts";
import { type Loss, measure, WAYS, type Way } from "./loss/cell.ts";
import { CLIENTS } from "./loss/clients.ts";
import { type Cell, table } from "./loss/table.ts";

const DELAYS_MS = [0, 5, 50, 500];

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    engine: { type: "string" },
    peer: { type: "string" },
    way: { type: "string" },
    delay: { type: "string" },
    json: { type: "string" },
  },
});

/** Those of `all` whose name starts as one of a list does; all of them without a list. */
function picked<T>(all: readonly T[], list: string | undefined, nameOf: (one: T) => string): T[] {
  const wanted = list?.split(",");
  const found = all.filter((one) => wanted?.some((name) => nameOf(one).startsWith(name)) ?? true);
  if (!found.length) {
    console.error(`nothing is called "${list}": there are ${all.map(nameOf).join("; ")}`);
    process.exit(2);
  }
  return found;
}

const engines = picked(ENGINES, values.engine, String) as EngineName[];
const clients = picked(CLIENTS, values.peer, ({ name }) => name);
const ways = picked(Object.keys(WAYS) as Way[], values.way, String);
const delays = values.delay ? values.delay.split(",").map(Number) : DELAYS_MS;
const runs = Number(values.runs);

const cells: Cell[] = [];
for (const name of engines) {
  const found = engine(name);
  const version = found.version();
  for (const way of ways) {
    for (const delayMs of delays) {
      for (const client of clients) {
        const startedMs = Date.now();
        const loss: Loss = await measure(found, client, way, delayMs, runs);
        const date = new Date(startedMs).toISOString().slice(0, 10);
        cells.push({ engine: version, client: client.name, way, delayMs, date, ...loss });
        const seconds = Math.round((Date.now() - startedMs) / 1000);
        const { lostAtFirst, lost, doubled } = loss;
        console.error(
          `${name} ${way} ${delayMs} ms ${client.name}: ${lostAtFirst}, after the next visit ${lost} of ${runs} lost, ${doubled} doubled (${seconds} s)`,
        );
        if (values.json) writeFileSync(values.json, `${JSON.stringify(cells, null, 2)}\n`);
      }
    }
  }
}
console.log(table(cells));
process.exit();
