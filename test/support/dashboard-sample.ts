// The sample as tests of the dashboard know it: a day, up to the same moment each time.
import type { Browser } from "playwright";
import { type ServedSample, serveSample } from "../../demo/sample/serve-sample.ts";
import { type Visit, type VisitOptions, visit } from "./dashboard-visit.ts";

/** A Friday evening. */
const NOW = Date.UTC(2026, 10, 20, 19, 40, 20);

/** Serves it; for a whole file, since it takes seconds to be made. */
export const openSample = (): Promise<ServedSample> => serveSample({ days: 1, now: NOW });

/** Looks at it, at that moment. */
export const visitSample = (
  browser: Browser,
  url: string,
  hash: string,
  options: VisitOptions = {},
): Promise<Visit> => visit(browser, url, hash, { now: NOW, ...options });
