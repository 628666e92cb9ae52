// The sample as tests of the dashboard know it: a day, up to the same moment each time.
import type { Browser } from "playwright";
import { afterAll, beforeAll } from "vitest";
import { type ServedSample, serveSample } from "../../demo/sample/serve-sample.ts";
import { type BROWSERS, launch, type Visit, type VisitOptions, visit } from "./dashboard-visit.ts";

/** A Friday evening. */
const NOW = Date.UTC(2026, 10, 20, 19, 40, 20);

/** The sample before a browser, for all tests of a suite: both are made before them, and gone after. */
export interface SampleVisits {
  readonly browser: Browser;
  readonly url: string;
  /** Looks at it, at its moment. */
  visit(hash: string, options?: VisitOptions): Promise<Visit>;
}

/** Makes them; to be called where tests are listed. */
export function sampleVisits(name: (typeof BROWSERS)[number]): SampleVisits {
  let browser: Browser;
  let sample: ServedSample;
  beforeAll(async () => {
    [browser, sample] = await Promise.all([launch(name), serveSample({ days: 1, now: NOW })]);
  });
  afterAll(() => Promise.all([browser.close(), sample.close()]));
  return {
    get browser() {
      return browser;
    },
    get url() {
      return sample.url;
    },
    visit: (hash, options) => visit(browser, sample.url, hash, { now: NOW, ...options }),
  };
}
