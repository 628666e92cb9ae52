// The figures of `figures.json` as README.md tells them. `node test/bench/proof.ts` prints that, to be put there.
import figures from "./figures.json" with { type: "json" };
import { type Cell, table } from "./loss/table.ts";

const count = (value: number): string => value.toLocaleString("en");

/** What was measured, by which command and when: the section "Proof" of README.md. */
export function proof(): string {
  const { date, bugs, kill, edge, statsd, rows, roll, charts, soak, crowd, loss, dashboard } =
    figures;
  const { hour, minute } = crowd;
  const { kilobytes, day, sixtyDays } = charts;
  const cells = loss as Cell[];
  const later = cells.filter(({ delayMs }) => delayMs > 0);
  const shares = later.map(
    ({ engine, lost, runs }) => `${(100 * lost) / runs} % in ${engine.split(" ")[0]}`,
  );
  return `Measured on ${date}, by commands that anybody can run again.

- **Simulated worlds** (\`npm run test:sim\`): ${bugs.planted} bugs are planted into the sources, one at a time. The last one is
  caught after ${count(bugs.schedules)} schedules (\`BUGS=1\` tells of each). \`npm test\` plays 20,000 schedules with the sources, and
  1,500 with what ships.
- **A server that is killed** (\`npm run bench:kill\`): ${kill.kills} SIGKILLs under load, ${count(kill.acknowledged)} updates acknowledged, all of
  them kept, none counted twice; ${count(kill.absorbed)} came again and were absorbed. On a full disk it says 503, tears nothing, and goes on
  when there is room.
- **A server in workerd** (\`npm run bench:edge\`, ${edge.date}): ${count(edge.requests)} requests of 200 instances over four shards, ${count(edge.again)} of them
  duplicates and ${count(edge.malformed)} malformed: every total is what was sent, to the last count. ${count(edge.perSecond)} requests a second, beside
  ${count(edge.perSecondOnNode)} of the server on Node in the same run; ${edge.written} rows are written for each.
- **Tagged metrics** (\`npm run bench\`, ${statsd.date}), each beside its peer in the same run: lines of 1,000 series are read and
  added up ${statsd.lines} times as fast as by etsy's statsd, of 10,000 series ${statsd.manyLines} times; over UDP ${statsd.udp} times with 20 lines a packet, and
  ${statsd.udpAlone} with one. A count with two tags is ${statsd.openTelemetry} times as fast as OpenTelemetry's, and ${statsd.promClient} times as prom-client's. 100,000
  timers are flushed within ${statsd.flushMs} ms; one that is idle takes ${statsd.idleBytes} bytes.
- **Ten million minutes** of totals in the store (\`npm run bench\`): 60 days of a key are answered within ${rows.seriesMs} ms, of a member
  within ${rows.memberMs}, the list of keys over an hour to 60 days within ${rows.keysMs} (99 of 100 times); updates go in as fast as into an empty
  store (${rows.ingest} times). Rolling up beside 1,000 updates a second takes ${roll.percent} % of a core, ${roll.sliceMs} ms at a time at the most. A
  million updates within a quarter of an hour take ${roll.megabytes} MB.
- **The dashboard** (\`npm run bench:dashboard\`, ${dashboard.date}), in Chromium over loopback: something is painted
  ${dashboard.paintMs} ms after the click, the first answers after ${dashboard.readyMs}; 60 days of a key's minutes are on the
  screen within ${dashboard.minutesMs} ms; while 10,000 keys are scrolled and searched, the longest frame takes ${dashboard.frameMs}.
- **Charts** (\`npm run bench:charts\`, ${charts.date}), each set up as its documentation says for many points: uPlot weighs
  ${kilobytes.uPlot} kB in brotli, chart.js ${kilobytes.chartJs}, lightweight-charts ${kilobytes.lightweight}; Preact with its hooks ${kilobytes.preact}. For a day of
  minutes chart.js takes ${day.chartJs} times as long as uPlot, lightweight-charts ${day.lightweight} times; for 60 days ${sixtyDays.chartJs} and ${sixtyDays.lightweight} times, and to
  add one more minute to those ${sixtyDays.addChartJs} and ${sixtyDays.addLightweight} times. The dashboard's own chart of 60 days is there within ${sixtyDays.ownMs} ms.
- **Mixed load** (\`npm run bench:soak\`): ${soak.minutes} minutes of updates, duplicates, late ones, questions, exports and switches: ${count(soak.updates)}
  updates, ${count(soak.absorbed)} of them again, ${soak.errors} errors, ${soak.unexplained} unexplained, every key adds up; ${soak.earlyMegabytes} MB are held in the second
  quarter, ${soak.lateMegabytes} in the last.
- **A crowd** (\`node test/sim/crowd.ts\`): 100,000 clients come back after an outage of ten minutes. The fullest of the next
  ten minutes brings ${hour.ours} times their mean where each comes once an hour, and ${minute.ours} times where each comes once a
  minute; of clients that double their pause, with 20 % of jitter, ${hour.doubling} and ${minute.doubling} times.
- **Pages that are left** (\`npm run bench:loss\`): each visit records one thing, and ends at once. Peers are set up as their
  documentation says. What a browser that is killed takes with it had not reached its storage: killed ${later[0]?.delayMs} ms
  after the record in place of at once, tallybeacon loses ${shares.join(", ")}. What is left
  of a next visit may still be pending.

${table(cells.filter((cell) => !later.includes(cell)))}`;
}

if (process.argv[1] === import.meta.filename) console.log(proof());
