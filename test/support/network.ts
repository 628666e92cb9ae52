// A network that answers what a test wants, and remembers what was asked.
import type { Answer, Beacon, Clock, SendOptions, Transport } from "../../src/core/ports.ts";
import type { Reply, Update } from "../../src/core/update.ts";
import { answer } from "./answer.ts";

/** One POST, as it left. */
export interface Sent {
  readonly url: string;
  readonly body: string;
  readonly update: Update;
  readonly options: SendOptions | undefined;
  readonly atMs: number;
}

/** What comes back: an answer, nothing ever ("hang"), or a failure of the network. */
export type Outcome = Answer | "hang" | Error;
/** The outcomes in order, of which the last repeats; or what makes them. */
export type Outcomes = readonly Outcome[] | ((sent: Sent, index: number) => Outcome);

/** A `Transport` and its memory. */
export interface FakeNetwork {
  readonly transport: Transport;
  readonly sent: Sent[];
  /** From now on. */
  answers(outcomes: Outcomes): void;
}

/** Answers 200 with an empty reply until told otherwise. */
export function fakeNetwork(clock: Clock): FakeNetwork {
  let next: (sent: Sent, index: number) => Outcome = () => ok();
  const sent: Sent[] = [];
  return {
    sent,
    async transport(url, body, options) {
      const request = { url, body, update: JSON.parse(body) as Update, options, atMs: clock.now() };
      const outcome = next(request, sent.push(request) - 1);
      if (outcome === "hang") return new Promise(() => {});
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    answers(outcomes) {
      const base = sent.length;
      next =
        typeof outcomes === "function"
          ? outcomes
          : (_, index) => outcomes[Math.min(index - base, outcomes.length - 1)] ?? ok();
    },
  };
}

/** A 200 with this reply. */
export function ok(reply: Partial<Reply> = {}): Answer {
  return status(200, reply);
}

/** An answer in JSON. */
export function status(
  code: number,
  reply: unknown = {},
  retryAfter: string | null = null,
): Answer {
  return answer({ status: code, retryAfter, body: JSON.stringify(reply) });
}

/** What a proxy or a captive portal says. */
export function page(code: number, retryAfter: string | null = null): Answer {
  return answer({ status: code, contentType: "text/html", retryAfter, body: "<h1>Sorry</h1>" });
}

/** The cable is cut. */
export const LOST: Error = new TypeError("Failed to fetch");

/** Where beacons go; refuses them all when `takes` is false. */
export function beaconSink(): { beacon: Beacon; bodies: string[]; takes: boolean } {
  const sink = {
    bodies: [] as string[],
    takes: true,
    beacon: (_url: string, body: string) => {
      if (sink.takes) sink.bodies.push(body);
      return sink.takes;
    },
  };
  return sink;
}
