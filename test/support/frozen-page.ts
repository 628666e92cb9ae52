// A page that froze what everything inherits from, before it loaded a collector. Prints what came of it.
import { answer } from "./answer.ts";

const troubles: string[] = [];
process.on("uncaughtException", (error) => troubles.push(`uncaught ${error}`));
process.on("unhandledRejection", (error) => troubles.push(`unhandled ${error}`));

for (const { prototype } of [Object, Array, Map, Set, Promise, Function, Error, Date, String]) {
  Object.freeze(prototype);
}
for (const global of [Object, Array, JSON, Math, Reflect, Promise]) Object.freeze(global);

const { createCollector } = await import("../../src/collector/collector.ts");

const updates: unknown[] = [];
const tally = createCollector({
  endpoint: "/v1/update",
  transport: async (_url, body) => {
    updates.push(JSON.parse(body).data);
    const reply = { next_update: 60e9, disable_keys: ["__proto__"], enable_keys: ["a"], ack: 1 };
    return answer({ body: JSON.stringify(reply) });
  },
});
tally.set("value", "v");
tally.setNested("map", "a", 1);
tally.append("list", 1);
tally.appendUnique("set", "m");
tally.add("sum", 5);
tally.increment("count");
tally.counter("bound").inc();
tally.set("bad", Number.NaN);
await tally.flush();
tally.start();
tally.increment("count");
await tally.stop();
process.stdout.write(JSON.stringify({ updates, dropped: tally.snapshot().dropped, troubles }));
