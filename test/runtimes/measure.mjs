// What a user tells in tagged metrics with the installed package, in any runtime.
import { createCollector, memoryStorage } from "tallybeacon";
import { collectorSink, createMetrics, forwardSink } from "tallybeacon/metrics";

/** Tells the same to the server at `url` by both ways. */
export async function measure(url) {
  const tally = createCollector({ endpoint: `${url}/v1/update`, storage: memoryStorage() });
  const forward = forwardSink(url);
  for (const sink of [collectorSink(tally), forward]) {
    const metrics = createMetrics({ sink, tags: { door: "ä" } });
    for (let lap = 0; lap < 10; lap++) metrics.count("measured.lap");
    metrics.timing("measured.length", 4.2);
    await metrics.flush();
  }
  await tally.flush();
  await forward.flush();
}

/** A sink, and the sums of what it was given. */
export function sums() {
  const found = {};
  const add = (name, amount) => {
    found[name] = (found[name] ?? 0) + amount;
  };
  const sink = ({ counters, timers }) => {
    for (const { name, tags, value } of counters.values()) add(`${name} ${tags}`, value);
    for (const { name, tags, value } of timers.values()) add(`${name} ${tags}`, value.values[0]);
  };
  return { sink, found };
}
