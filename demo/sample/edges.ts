// The edge in front of the shop: what it answers, for each minute of all days.
import { type Client, createClient } from "./client.ts";
import { DAY_MS, MINUTE_MS } from "./story.ts";
import type { Minute, World } from "./world.ts";

const PLACES = ["fra", "ams", "waw"];
/** Views of a minute on an ordinary evening. */
const VIEWS = 46;
/** Of all views, those that are the first of a visit. */
const NEW = 0.05;
/** Requests that come with a view. */
const REQUESTS = 1.7;
/** Answers besides 200, as shares of all. */
const STATUSES = [
  [304, 0.08],
  [404, 0.028],
  [301, 0.006],
  [500, 0.0025],
  [503, 0.0008],
] as const;
const COUNTRIES = [
  ["DE", 46],
  ["AT", 13],
  ["CH", 10],
  ["NL", 8],
  ["FR", 6],
  ["PL", 5],
  ["DK", 3],
  ["JP", 2],
  ["BR", 1],
  ["EG", 1],
] as const;

/** Three places, one of which tells of each minute: isolates come and go, and hand over what they have. */
export function createEdges({ door, story, chance }: World): Minute {
  const edges = PLACES.map((place) => createClient(door, { id: `edge-${place}`, app: "default" }));
  let minute = 0;

  return (atMs) => {
    const edge = edges[minute % edges.length] as Client;
    // A platform moves its isolates about once a day.
    if (minute < edges.length || chance.happens(edges.length / (DAY_MS / MINUTE_MS))) {
      edge.begin(chance.id());
    }
    minute += 1;
    const isOut = story.isOut(atMs);
    const demand = story.demand(atMs);
    edge.increment("page.view", chance.times(VIEWS * demand));
    answer(edge, chance.times(VIEWS * REQUESTS * story.crowd(atMs)), isOut);
    const visits = chance.times(VIEWS * NEW * demand);
    for (let i = 0; i < visits; i += 1) edge.appendUnique("country", chance.pick(COUNTRIES));
    edge.send(atMs + 59_000, chance.happens(0.004) ? "twice" : "arrives");
  };

  function answer(edge: Client, requests: number, isOut: boolean) {
    if (isOut) {
      const failed = Math.round(requests * 0.86);
      edge.appendUnique("http.status", 503, failed);
      edge.appendUnique("http.status", 500, Math.round((requests - failed) / 2));
    }
    let left = isOut ? Math.round(requests * 0.07) : requests;
    for (const [status, share] of STATUSES) {
      const count = Math.min(left, chance.times(left * share));
      edge.appendUnique("http.status", status, count);
      left -= count;
    }
    edge.appendUnique("http.status", 200, left);
  }
}
