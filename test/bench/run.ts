// `npm run bench`: measures what the project promises about speed, prints one table, fails when a bound is missed.
// `--only NAME` runs one bench, `--json FILE` writes the figures.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { add } from "../../src/collector/buffer.ts";
import { createCollector } from "../../src/collector/collector.ts";
import { createState } from "../../src/collector/create-state.ts";
import { seal } from "../../src/collector/seal.ts";
import { benchAggregate } from "./aggregate.ts";
import { benchCharts } from "./charts.ts";
import { type Figure, holds, median, row } from "./figure.ts";
import { benchHash } from "./hash.ts";
import { benchIngest } from "./ingest.ts";
import type * as inside from "./inside.ts";
import { benchLines } from "./lines.ts";
import { benchMetrics } from "./metrics.ts";
import { openPages, type Pages, pageModule } from "./page.ts";
import { benchPrometheus } from "./prometheus.ts";
import { measureRecord } from "./record.ts";
import { benchRollUp } from "./roll.ts";
import { benchRows } from "./rows.ts";
import { measureSeal } from "./seal.ts";
import { benchStart } from "./start.ts";
import { benchUdp } from "./udp.ts";

const PAGES = 5;

/** A figure of the benches that say `ratio`. */
type Ratio = Omit<Figure, "measured" | "unit"> & { readonly ratio: number };

const toFigure = ({ ratio, ...figure }: Ratio): Figure => ({
  ...figure,
  measured: ratio,
  unit: "x",
});

const within = (where: string, figures: Ratio[]): Figure[] =>
  figures.map((ratio) => toFigure({ ...ratio, name: `${ratio.name}, ${where}` }));

/** The browser, which is started when it is first needed. */
type Open = () => Promise<Pages>;

/** Runs one export of inside.ts in a page that nothing else has warmed or spoilt. */
async function inPage<T>(open: Open, name: keyof typeof inside): Promise<T> {
  const pages = await open();
  const page = await pages.open();
  const found = await page.evaluate(`import("/inside.js").then((inside) => inside.${name}())`);
  await page.close();
  return found as T;
}

/** Medians over several pages, for what depends on how a page's memory and compiler happened to fall out. */
async function inPages(open: Open, name: keyof typeof inside): Promise<Figure[]> {
  const runs: Figure[][] = [];
  while (runs.length < PAGES) runs.push(await inPage(open, name));
  return (runs[0] ?? []).map((figure, index) => ({
    ...figure,
    measured: median(runs.map((run) => run[index]?.measured ?? Number.NaN)),
  }));
}

const BENCHES: Record<string, (open: Open) => Promise<Figure[]>> = {
  record: async (open) => [
    ...measureRecord(createCollector, "Node"),
    ...(await inPages(open, "record")),
  ],
  hash: async (open) => [
    ...within("Node", await benchHash()),
    ...within("Chromium", await inPage<Ratio[]>(open, "hash")),
  ],
  save: (open) => inPages(open, "save"),
  seal: async (open) => [
    ...measureSeal({ createState, add, seal }, "Node"),
    ...(await inPages(open, "sealing")),
  ],
  start: async (open) => benchStart(await open()),
  ingest: () => benchIngest(),
  rows: () => benchRows(),
  roll: () => benchRollUp(),
  prometheus: () => benchPrometheus(),
  lines: async () => benchLines(),
  aggregate: () => benchAggregate(),
  metrics: async () => benchMetrics(),
  udp: () => benchUdp(),
  charts: async (open) => benchCharts(await open()),
};

const { values } = parseArgs({ options: { only: { type: "string" }, json: { type: "string" } } });
const names = Object.keys(BENCHES).filter((name) => !values.only || name === values.only);
if (!names.length) {
  console.error(`no bench "${values.only}": there are ${Object.keys(BENCHES).join(", ")}`);
  process.exit(2);
}

let opened: Promise<Pages> | undefined;
const open = (): Promise<Pages> => {
  opened ??= pageModule(new URL("inside.ts", import.meta.url)).then((inside) =>
    openPages({ "/inside.js": inside }),
  );
  return opened;
};
const figures: Figure[] = [];
try {
  for (const name of names) {
    for (const figure of (await BENCHES[name]?.(open)) ?? []) {
      figures.push(figure);
      console.log(row(figure));
    }
  }
} finally {
  await (await opened)?.close();
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);

const missed = figures.filter((figure) => !holds(figure));
console.log(missed.length ? `${missed.length} bounds missed` : "every bound holds");
process.exitCode = missed.length ? 1 : 0;
