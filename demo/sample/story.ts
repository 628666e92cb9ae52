// What happened at the shop: when people come, and the days that were unlike others.
import type { Chance } from "./chance.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The shop lies where clocks are an hour ahead of UTC, whatever the time of the reader. */
const LOCAL_MS = HOUR_MS;

/** Moments are Unix milliseconds. */
export interface Story {
  readonly fromMs: number;
  readonly nowMs: number;
  /** The olive tree is sold: many come, and some of them stay. */
  readonly launchMs: number;
  /** For twenty minutes of an evening nearly nothing is answered. */
  readonly outage: { readonly fromMs: number; readonly toMs: number };
  /** Releases of the shop: one brings `wishlist.add`, a later one is without `banner.close`. */
  readonly releases: { readonly wishlistMs: number; readonly bannerMs: number };
  /** When operators switched something: see operators.ts. */
  readonly operators: {
    readonly slowerMs: number;
    readonly hiddenMs: number;
    readonly shownMs: number;
    readonly fewMs: number;
    readonly allMs: number;
    readonly draftsMs: number;
  };
  isOut(atMs: number): boolean;
  /** How many come to the shop: 1 is an ordinary evening by the end of the story. */
  crowd(atMs: number): number;
  /** How many of them are served: all, but for the outage. */
  demand(atMs: number): number;
  /** How busy its staff is, from 0 to 1: none at night and on Sundays. */
  work(atMs: number): number;
}

/** 1 January 1970. */
const THURSDAY = 4;
/** Sunday first. */
const WEEK = [1.25, 0.92, 0.9, 0.93, 0.97, 1, 1.18];

/** Tells a story of `days` that ends now. Of few days it has all the same, closer together. */
export function createStory(nowMs: number, days: number, chance: Chance): Story {
  const fromMs = Math.ceil((nowMs - days * DAY_MS) / MINUTE_MS) * MINUTE_MS;
  /** The last time that it was `hour` o'clock before a share of the story was over, or else the first time in it. */
  const at = (share: number, hour: number): number => {
    const moment = fromMs + share * (nowMs - fromMs);
    const last = moment - modulo(moment + LOCAL_MS - hour * HOUR_MS, DAY_MS);
    return last < fromMs ? last + DAY_MS : last;
  };
  const launchMs = at(0.65, 18);
  const outageMs = at(0.92, 20.2);
  const outage = { fromMs: outageMs, toMs: outageMs + 20 * MINUTE_MS };
  const isOut = (atMs: number) => atMs >= outage.fromMs && atMs < outage.toMs;
  const fewMs = at(0.85, 10.5);
  const hiddenMs = at(0.72, 14.3);
  const moods = Array.from({ length: days + 1 }, () => 0.92 + 0.16 * chance.next());

  return {
    fromMs,
    nowMs,
    launchMs,
    outage,
    releases: { wishlistMs: at(0.4, 9.4), bannerMs: at(0.8, 9.7) },
    operators: {
      slowerMs: fromMs + HOUR_MS,
      hiddenMs,
      shownMs: Math.min(hiddenMs + 20 * HOUR_MS, nowMs - HOUR_MS),
      fewMs,
      allMs: fewMs + 6 * HOUR_MS,
      draftsMs: at(0.95, 11.2),
    },
    isOut,
    demand: (atMs) => (isOut(atMs) ? 0.04 : 1) * crowd(atMs),
    crowd,
    work(atMs) {
      if (weekdayOf(atMs) === 0) return 0;
      const hour = hourOf(atMs);
      return hour < 7 || hour > 19 ? 0 : bump(hour, 10.5, 2) + 0.8 * bump(hour, 15, 2);
    },
  };

  function crowd(atMs: number): number {
    const hour = hourOf(atMs);
    const curve = 0.07 + 0.5 * bump(hour, 12.5, 3) + 0.95 * bump(hour, 20.3, 2.3);
    const growth = 0.6 + (0.4 * (atMs - fromMs)) / (nowMs - fromMs);
    const sinceLaunchMs = atMs - launchMs;
    const launch = sinceLaunchMs < 0 ? 1 : 1 + 1.9 * Math.exp(-sinceLaunchMs / (1.2 * DAY_MS));
    const mood = moods[Math.floor((atMs - fromMs) / DAY_MS)] ?? 1;
    return curve * (WEEK[weekdayOf(atMs)] as number) * growth * launch * mood;
  }
}

function hourOf(atMs: number): number {
  return modulo(atMs + LOCAL_MS, DAY_MS) / HOUR_MS;
}

function weekdayOf(atMs: number): number {
  return (Math.floor((atMs + LOCAL_MS) / DAY_MS) + THURSDAY) % 7;
}

/** A bell over the hours of a day, 1 at its top. */
function bump(hour: number, top: number, width: number): number {
  const away = Math.min(Math.abs(hour - top), 24 - Math.abs(hour - top));
  return Math.exp(-((away / width) ** 2) / 2);
}

function modulo(value: number, of: number): number {
  return ((value % of) + of) % of;
}
