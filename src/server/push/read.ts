// A push, out of a request.
import type { MetricFamily } from "../../core/family.ts";
import type { Push } from "../../core/push.ts";
import type { Update } from "../../core/update.ts";
import { type BodyLimits, readBody } from "../body.ts";
import { read, wrong } from "../schema/read.ts";
import { UPDATE } from "../sound.ts";
import { formatOf } from "./format.ts";
import { groupingOf } from "./grouping.ts";

/** What is said of pushed metrics that have timestamps. Source: `ErrMetricsTimestampPresent` of InfluxDB's push handler. */
export const TIMESTAMPS_PRESENT = "pushed metrics must not have timestamps";

type Numbers = Required<Pick<Update, "epoch" | "seq">>;

/**
 * Reads a PUT, POST or DELETE, whose body nobody looks at. Throws as `readBody` does, and `parse` for a path that is no
 * grouping, `epoch` and `seq` that are none, a content type nobody knows, a body that does not read as it says, and
 * timestamps.
 */
export async function readPush(request: Request, limits?: BodyLimits): Promise<Push> {
  const { url } = request;
  const method = request.method as Push["method"];
  const named = { method, grouping: groupingOf(url), ...numbersOf(url) };
  return { ...named, families: method === "DELETE" ? [] : await familiesOf(request, limits) };
}

async function familiesOf(request: Request, limits?: BodyLimits): Promise<MetricFamily[]> {
  const format = formatOf(request.headers.get("content-type"));
  if (!format) throw wrong("content-type: must be that of text, OpenMetrics or delimited protobuf");
  const families = format.decode(await readBody(request, limits));
  if (families.some(({ metrics }) => metrics.some(({ timestampMs }) => timestampMs !== undefined)))
    throw wrong(TIMESTAMPS_PRESENT);
  return families;
}

/** `?epoch=…&seq=…`: both or neither. */
function numbersOf(url: string): Numbers | undefined {
  const query = new URLSearchParams(/\?([^#]*)/.exec(url)?.[1]);
  const [epoch, seq] = [query.get("epoch"), query.get("seq")];
  if (epoch === null && seq === null) return undefined;
  const rules = { epoch: UPDATE.epoch, seq: UPDATE.seq };
  const found = { epoch, seq: Number(/^\d+$/.exec(seq ?? "")?.[0]) };
  return read<Numbers>(rules, found, "epoch", "seq");
}
