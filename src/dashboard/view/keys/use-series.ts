// Asks for all lines of one chart at once: a key or its member, the stretch before, and keys beside it.
import type { SeriesAsked, TotalsReply } from "../../../core/api.ts";
import { DASHBOARD_KEYS_BESIDE } from "../../../core/dashboard-limits.ts";
import type { Scalar } from "../../../core/json.ts";
import type { Series } from "../../../core/tally.ts";
import { usePage } from "../../app/page.ts";
import { type Asked, useAsk } from "../../app/use-ask.ts";
import type { Line } from "../../chart/time-chart.tsx";
import { ofApp } from "../../part/toolbar.tsx";
import { readable } from "../../text/format.ts";
import { windowOf } from "./key-window.ts";
import { shifted } from "./lines.ts";

/** What came. */
export interface Drawn {
  readonly lines: readonly Line[];
  /** Seconds of a point, as the server gave them. */
  readonly step: number;
}

/** Lines of a key as the address wants them: `member`, `with`, `before`, and the window. */
export function useSeries(key: string): {
  readonly asked: Asked<Drawn>;
  /** The request for the key itself. */
  readonly question: SeriesAsked;
} {
  const { words } = usePage().address;
  const member = memberIn(words);
  const beside = words.getAll("with").slice(0, DASHBOARD_KEYS_BESIDE);
  const isBefore = words.has("before");
  const of = { ...ofApp(words), ...windowOf(words) };
  const question: SeriesAsked = { ...of, key, ...(member !== undefined && { member }) };

  const asked = useAsk<Drawn>(["series", question, beside, isBefore], async (server, call) => {
    const ask = async (of: SeriesAsked) => pointsOf(await server.totals(of, call));
    const draw = async (step: number): Promise<Drawn> => {
      const [own, ...others] = await Promise.all([
        ask({ ...question, step }),
        ...beside.map((other) => ask({ ...of, key: other, step })),
      ]);
      const name = member === undefined ? key : `${key} = ${readable(member)}`;
      const lines: Line[] = [{ id: key, name, points: own.points }];
      const start = own.points[0]?.ts;
      if (isBefore && start !== undefined) {
        const past = await ask({ ...question, step: own.step, to: start });
        // Of what is long ago hours are kept where now minutes are: both are drawn in the same.
        if (past.step > own.step) return draw(past.step);
        const points = shifted(past.points, start - (past.points[0]?.ts ?? start));
        lines.push({ id: `before ${key}`, name: `${name}, before`, points, isPast: true });
      }
      for (const [at, { points }] of others.entries()) {
        const other = beside[at] ?? "";
        lines.push({ id: other, name: other, points });
      }
      return { lines, step: own.step };
    };
    return draw(of.step);
  });
  return { asked, question };
}

/** The member that is looked at alone, as JSON text in the address. */
export function memberIn(words: URLSearchParams): Scalar | undefined {
  const text = words.get("member");
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? undefined : (value as Scalar);
  } catch {
    return undefined;
  }
}

/** Each total with its time again, which the answer leaves out: there may be a hundred thousand. */
function pointsOf({ from, step, totals }: TotalsReply): Series {
  return { step, points: totals.map((total, at) => ({ ts: from + at * step, total })) };
}
