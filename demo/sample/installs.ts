// Who reported: pages of the shop and a program that prints labels, by version, and what they are answered.
import type { Data } from "../../src/core/json.ts";
import type { ApplicationChange, Reports } from "../../src/core/reports.ts";
import { SHOP } from "../keep-shop.ts";
import type { Chance, Weighted } from "./chance.ts";
import { DAY_MS, type Story } from "./story.ts";

interface Reporting {
  readonly settings: ApplicationChange;
  /** Installs by the end of the story. */
  readonly installs: number;
  /** So many of them report on an ordinary day. */
  readonly share: number;
  /** Releases: when, as a share of the story, and how many days half of the installs take to follow. */
  readonly versions: readonly (readonly [version: string, share: number, halfDays: number])[];
  readonly metadata: (chance: Chance) => Data;
}

const SYSTEMS: Weighted<string> = [
  ["windows", 60],
  ["macos", 25],
  ["linux", 15],
];

const ALL: readonly Reporting[] = [
  {
    settings: SHOP,
    installs: 190,
    share: 0.4,
    // Pages have what the server has.
    versions: [
      ["0.8", -1, 0],
      ["0.9", 0.28, 0.6],
      ["1.0", 0.66, 0.8],
      ["1.1", 0.89, 3],
    ],
    metadata: () => ({ action: "visit" }),
  },
  {
    settings: {
      application: "label-printer",
      latest_version: "3.0.1",
      notices: [
        { level: "INFO", message: "3.0 prints without a driver." },
        { level: "WARNING", message: "2.3 prints no parcel labels from 1 March on." },
      ],
    },
    installs: 64,
    share: 0.7,
    versions: [
      ["2.3.4", -1, 0],
      ["2.4.0", 0.12, 6],
      ["3.0.0", 0.55, 5],
      ["3.0.1", 0.86, 5],
    ],
    metadata: (chance) => ({ os: chance.pick(SYSTEMS), labels: chance.times(40) }),
  },
];

/** Has all of them report, day after day. `setNow` sets the clock by which `reports` keeps them. */
export function reportInstalls(
  reports: Pick<Reports, "take" | "keep">,
  story: Story,
  chance: Chance,
  setNow: (ms: number) => void,
): void {
  const { fromMs, nowMs } = story;
  for (const { settings, versions, ...reporting } of ALL) {
    setNow(fromMs);
    reports.keep(settings);
    const installs = Array.from({ length: reporting.installs }, () => ({
      install_id: `${chance.id()}-${chance.id()}`,
      sinceMs: fromMs + (chance.happens(0.5) ? 0 : chance.next() * (nowMs - fromMs)),
      /** How slowly it follows a release: half of all have less than 1. */
      patience: -Math.log2(1 - chance.next()),
    }));
    for (let dayMs = fromMs; dayMs < nowMs; dayMs += DAY_MS) {
      const today = installs
        .filter(({ sinceMs }) => sinceMs <= dayMs && chance.happens(reporting.share))
        .map((install) => ({ ...install, atMs: dayMs + chance.next() * DAY_MS }))
        .filter(({ atMs }) => atMs <= nowMs)
        .sort((a, b) => a.atMs - b.atMs);
      for (const { install_id, patience, atMs } of today) {
        const followed = versions.filter(
          ([, share, halfDays]) =>
            fromMs + share * (nowMs - fromMs) + patience * halfDays * DAY_MS <= atMs,
        );
        const version = followed.at(-1)?.[0] ?? "";
        const metadata = reporting.metadata(chance);
        setNow(atMs);
        reports.take({ application: settings.application, install_id, version, metadata });
      }
    }
  }
}
