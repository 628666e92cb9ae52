// The app `admin`: those who pack and post, and the Worker behind their pages.
import type { Weighted } from "./chance.ts";
import { createClient } from "./client.ts";
import { MINUTE_MS } from "./story.ts";
import type { Minute, World } from "./world.ts";

const PEOPLE = ["ada", "ben", "chen", "dilek", "emil", "fatima", "gustav", "hana", "ivo"];
const LOGINS: Weighted<string> = [
  ["passkey", 70],
  ["password", 20],
  ["sso", 10],
];
const STOCK: Weighted<string> = [
  ["Aloe", 5],
  ["Pilea", 5],
  ["Cactus", 4],
  ["Snake plant", 3],
  ["String of pearls", 3],
  ["Olive tree", 2],
];
/** Minutes from one update of the Worker to the next. */
const EVERY = 10;

/** Nine people by day, and a Worker by day and night. */
export function createStaff({ door, story, chance }: World): Minute {
  const worker = createClient(door, { id: "admin-worker", app: "admin" });
  const people = PEOPLE.map((name) => createClient(door, { id: `admin-${name}`, app: "admin" }));
  for (const client of [worker, ...people]) client.begin(chance.id());
  let minute = 0;

  return (atMs) => {
    minute += 1;
    const work = story.work(atMs);
    if (minute % EVERY === 0) {
      const orders = chance.times(0.4 * story.demand(atMs) * EVERY);
      worker.increment("order.received", orders);
      worker.appendUnique("http.status", 200, 8 + chance.times(80 * work));
      worker.appendUnique("http.status", 304, chance.times(12 * work));
      if (chance.happens(0.02)) worker.appendUnique("http.status", 500);
      worker.send(atMs + 30_000);
    }
    for (const person of people) {
      if (!chance.happens(work / 25)) continue;
      person.increment("order.packed", chance.times(3));
      if (chance.happens(0.3)) person.increment("draft.save", chance.times(12));
      if (chance.happens(0.06)) person.increment("order.refund");
      if (chance.happens(0.2)) person.appendUnique("stock.change", chance.pick(STOCK));
      if (chance.happens(0.08)) {
        person.appendUnique("login", chance.pick(LOGINS));
        person.set("role", person.id === "admin-ada" ? "owner" : "packer");
      }
      if (chance.happens(0.01)) person.append("errors", "TypeError: label.print is not a function");
      person.send(atMs + chance.next() * MINUTE_MS);
    }
  };
}
