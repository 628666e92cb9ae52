// What a pipeline says of itself: what came in over HTTP, and all of it as JSON.
import type { Clock, Handler } from "../../core/ports.ts";
import type { StatsReply } from "../../core/stats.ts";
import type { Internal } from "../../metrics/internal.ts";
import type { LineCounts } from "../../metrics/line/parse-datagram.ts";
import { answer, careful } from "../answer.ts";
import type { IntakeFailure } from "./read.ts";
import type { IntakeCounts } from "./routes.ts";

const FAILURES: readonly IntakeFailure[] = ["read", "encoding", "decompress", "unmarshal"];

/** Tells what came in over HTTP. Source of the names: gostatsd, `http.incoming` and `parser`. */
export function watchIntake(
  { watch }: Internal,
  counts: () => IntakeCounts,
  lines: LineCounts,
): void {
  const server = "server-name:tallybeacon";
  watch("counter", "http.incoming", () => counts().success, [server, "result:success"]);
  for (const failure of FAILURES) {
    const tags = [server, "result:failure", `failure:${failure}`];
    watch("counter", "http.incoming", () => counts()[failure], tags);
  }
  watch("counter", "http.incoming.metrics", () => counts().metrics, [server]);
  watch("counter", "http.incoming.events", () => counts().events, [server]);
  watch("report", "parser.metrics_received", () => lines.metrics);
  watch("report", "parser.events_received", () => lines.events);
  watch("sparse", "parser.bad_lines_seen", () => lines.badLines);
}

/** `GET /statsd`: `{ now, stats: [{ name, kind, tags, value }] }`, as it was at the last flush. `now` is in Unix milliseconds. */
export function statsHandler(
  internal: Pick<Internal, "stats">,
  { clock, onError }: { readonly clock: Clock; readonly onError?: (error: unknown) => void },
): Handler {
  return careful((request) => {
    const reply: StatsReply = { now: clock.now(), stats: internal.stats() };
    return answer(request, 200, reply);
  }, onError);
}
