// What the typed view of a collector refuses. Checked by `npm run typecheck`; never run.
import {
  type CountingSet,
  createCollector,
  type Json,
  type KeyedCollector,
} from "../../src/index.ts";

/** Every shape that a key can have on the wire. */
type ShopKeys = {
  "page.view": number;
  "http.status": { value: number; count: number }[];
  ua: CountingSet<string>;
  flags: string[];
  memory: { used: number; limit: number };
  theme: "light" | "dark";
};

const options = { endpoint: "/v1/update" };
const tally: KeyedCollector<ShopKeys> = createCollector<ShopKeys>(options);

// Each verb takes the keys of its shape.
tally.increment("page.view");
tally.add("page.view", 2);
tally.counter("page.view").inc();
tally.counter("page.view").add(2);
tally.appendUnique("http.status", 200);
tally.appendUnique("ua", "Mozilla/5.0");
tally.append("flags", "beta");
tally.setNested("memory", "used", 12);
tally.set("theme", "dark");
tally.set("memory", { used: 12, limit: 64 });
tally.set("page.view", 7);

// A suffix keeps the shape of its key.
tally.increment("page.view:home");
tally.appendUnique(`ua:${"9f2c"}`, "Mozilla/5.0");
tally.setNested("memory:worker", "limit", 64);

// @ts-expect-error misspelt
tally.increment("page.veiw");
// @ts-expect-error misspelt before the suffix
tally.increment("page.veiw:home");
// @ts-expect-error a suffix follows a colon
tally.increment("page.view.home");
// @ts-expect-error a list is not a number
tally.increment("flags");
// @ts-expect-error a counting set is not a number
tally.counter("ua");
// @ts-expect-error amounts are numbers
tally.add("page.view", "2");
// @ts-expect-error a number is not a list
tally.append("page.view", 1);
// @ts-expect-error a list of strings takes strings
tally.append("flags", 1);
// @ts-expect-error a list of strings does not count its members
tally.appendUnique("flags", "beta");
// @ts-expect-error statuses are numbers
tally.appendUnique("http.status", "200");
// @ts-expect-error the suffix does not change the member
tally.appendUnique("ua:9f2c", 9);
// @ts-expect-error no such subkey
tally.setNested("memory", "free", 12);
// @ts-expect-error subkeys keep their type
tally.setNested("memory", "used", "12");
// @ts-expect-error a number has no subkeys
tally.setNested("page.view", "used", 12);
// @ts-expect-error neither light nor dark
tally.set("theme", "blue");
// @ts-expect-error half a value
tally.set("memory", { used: 12 });

// The other members are those of any collector.
tally.reset();
tally.start();
void tally.flush().then(({ ok, sent }) => [ok, sent]);
void tally.tick().then((flush) => flush?.sent);
void tally.stop().then(({ sent }) => sent);
tally.snapshot().dropped;

// Without a type argument any key goes, and any JSON value.
const loose = createCollector(options);
const value: Json = { anything: [1, null, "b"] };
loose.set("anything", value);
loose.increment("anything");
loose.appendUnique("anything", null);
// @ts-expect-error keys are strings
loose.increment(1);
// @ts-expect-error a function is not JSON
loose.set("anything", () => 1);
// @ts-expect-error a Date is not JSON
loose.set("anything", new Date());
// @ts-expect-error members are scalars
loose.appendUnique("anything", [1]);
// @ts-expect-error an endpoint is needed
createCollector({});
