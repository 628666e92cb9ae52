// The way between tabs and server: each request has a fate.
import type { Answer } from "../../src/core/ports.ts";
import { mix } from "./chance.ts";
import type { Fate } from "./schedule.ts";
import type { Site } from "./site.ts";
import type { Owner, Timeline } from "./timeline.ts";

/** How a request leaves: only `fetch` hears an answer. */
export type Way = "fetch" | "beacon" | "fetchLater";

/** The network, from outside. */
export interface Network {
  isUp: boolean;
  /** From now on all requests are fine. */
  calm(): void;
  /** Sends a body; the answer comes in the tab's turn. `done` hears that the body has left the browser. */
  send(tab: Owner, way: Way, body: string, done?: () => void): Promise<Answer>;
}

const FAILED = () => new TypeError("Failed to fetch");
const html = (status: number): Answer => ({
  status,
  headers: new Headers({ "content-type": "text/html" }),
  body: "<h1>Log in to the airport</h1>",
});
const json = (status: number, body = "{}", more: Record<string, string> = {}): Answer => ({
  status,
  headers: new Headers({ "content-type": "application/json", ...more }),
  body,
});
/** Longer than any client waits. */
const LATE_MS = 75_000;
/** Shorter than that, and long enough to be overtaken. */
const SLOW_MS = 5_000;

/** What comes back instead of the server's word. */
const INSTEAD: Partial<Record<Fate, Answer>> = {
  "fails before it is stored": json(500),
  "fails after it is stored": html(502),
  "too many requests": json(429, "{}", { "retry-after": "20" }),
  "down for a while": json(503, "{}", { "retry-after": "7" }),
  "captive portal": html(200),
  refused: json(400, '{"error":"data: too odd"}'),
};
const NEVER_ARRIVES = new Set<Fate>([
  "lost",
  "fails before it is stored",
  "too many requests",
  "down for a while",
  "captive portal",
  "hangs",
  "refused",
]);

/** A network whose n-th request meets the n-th fate. */
export function createNetwork(
  timeline: Timeline,
  salt: number,
  fates: readonly Fate[],
  site: Site,
  tell: (line: string) => void,
): Network {
  let count = 0;
  let isCalm = false;

  const network: Network = {
    isUp: true,
    calm() {
      isCalm = true;
      network.isUp = true;
    },
    send(tab, way, body, done) {
      const fate = isCalm ? "fine" : network.isUp ? (fates[count] ?? "fine") : "lost";
      const luck = mix(salt, 7, ++count);
      const upMs = way === "fetch" ? 2 + (luck % 90) : 2 + (luck % 3_000);
      const downMs = 2 + ((luck >>> 8) % 90);
      tell(`  ${way} ${count}: ${fate}`);
      return new Promise((resolve, reject) => {
        const back = (answer: Answer | undefined, ms = downMs) =>
          timeline.after(ms, () => (answer ? resolve(answer) : reject(FAILED())), tab);
        const arrive = (ms: number, hear: (answer: Answer | undefined) => void) =>
          timeline.after(ms, () => void site.post(body).then(hear, () => hear(undefined)));
        if (done) timeline.quietly(upMs, done);
        if (NEVER_ARRIVES.has(fate)) {
          if (fate !== "hangs") back(INSTEAD[fate], upMs + downMs);
          return;
        }
        arrive(fate === "arrives late" ? LATE_MS : upMs, (answer) => {
          if (fate === "stored, answer hangs" || fate === "arrives late") return;
          const isLost = fate === "answer lost" || !answer;
          if (isLost) back(undefined);
          else if (fate === "answer cut short") back({ ...answer, body: answer.body.slice(0, -5) });
          else if (fate === "answered late") back(answer, SLOW_MS + downMs);
          else back(INSTEAD[fate] ?? answer);
        });
        if (fate === "delivered twice") arrive(upMs + downMs, () => {});
      });
    },
  };
  return network;
}
