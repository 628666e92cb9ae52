// From a seed to a schedule.
import { MAX_UPDATE_BYTES } from "../../src/core/limits.ts";
import { type Chance, chance } from "./chance.ts";
import {
  FATES,
  type Fate,
  keyOf,
  MODES,
  type Schedule,
  type Step,
  VERBS,
  type Verb,
  type Wish,
} from "./schedule.ts";

const DAY_MS = 86_400_000;

/** How often each step is drawn. */
const WEIGHTS: Readonly<Record<Step["do"], number>> = {
  count: 40,
  open: 9,
  flush: 7,
  hide: 5,
  show: 5,
  kill: 5,
  close: 5,
  operator: 5,
  away: 3,
  back: 4,
  wait: 4,
  tick: 2,
  network: 2,
  storage: 3,
  "server crash": 3,
  "disk full": 1,
  freeze: 1,
  discard: 1,
  online: 1,
  stop: 1,
  reset: 1,
  consent: 1.5,
  jump: 1,
  sleep: 1,
  "power cut": 1,
  backup: 0.5,
  restore: 0.5,
  clone: 0.5,
  forget: 0.3,
  storm: 0,
};

/** More updates than an outbox holds, where each key makes one. */
const STORM: Step = { do: "storm", afterMs: 0, tab: 0, times: 70 };

/**
 * An update that was stored comes again when the server has forgotten its number: after weeks, a restart, and another
 * life of the same profile. So few meet that by chance.
 */
const OLD: readonly Step[] = [
  { do: "open", afterMs: 600, profile: 0, engine: "firefox" },
  { do: "count", afterMs: 600, tab: 0, verb: "increment", which: 0, times: 1 },
  { do: "flush", afterMs: 0, tab: 0 },
  { do: "kill", afterMs: 600, tab: 0, losesWrites: false },
  { do: "count", afterMs: 0, tab: 0, verb: "increment", which: 0, times: 1 },
  { do: "close", afterMs: 0, tab: 0, losesWrites: false },
  { do: "sleep", afterMs: 0, ms: 45 * DAY_MS },
  { do: "server crash", afterMs: 0, isCommitted: true, downMs: 0 },
  { do: "open", afterMs: 0, profile: 1, engine: "firefox" },
  { do: "open", afterMs: 2_000, profile: 0, engine: "chromium" },
];
const OLD_FATES: readonly Fate[] = ["fine", "answer lost", "answer lost"];

/** An answer that is under way while another tab is told of newer wishes, and passes them on. */
const OVERTAKEN: readonly Step[] = [
  { do: "open", afterMs: 600, profile: 0, engine: "firefox" },
  { do: "operator", afterMs: 600, wish: { disable: "increment" } },
  { do: "flush", afterMs: 0, tab: 0 },
  { do: "operator", afterMs: 600, wish: { enable: "increment" } },
  { do: "flush", afterMs: 0, tab: 1 },
  { do: "count", afterMs: 9_000, tab: 0, verb: "increment", which: 0, times: 1 },
];
const OVERTAKEN_FATES: readonly Fate[] = ["fine", "answered late"];

/** Short pauses hit what is under way; long ones let it end. */
const PAUSES_MS = [0, 0, 1, 3, 8, 20, 60, 200, 600, 1_000, 1_500, 5_000, 9_000, 30_000, 65_000];

/** Always the same for the same seed. */
export function draw(seed: number): Schedule {
  const luck = chance(seed);
  const hasFaults = luck.often(0.85);
  const isStorm = luck.often(0.01);
  // Few keys, so that what is switched off is mostly in use.
  const palette = Array.from({ length: 1 + luck.int(3) }, () => luck.pick(VERBS));
  const steps: Step[] = [
    { do: "open", afterMs: 0, profile: 0, engine: drawEngine(luck) },
    { do: "operator", afterMs: 0, wish: { intervalMs: luck.pick([60_000, 3_600_000]) } },
  ];
  if (isStorm) steps.push({ do: "network", afterMs: 900, isUp: false }, STORM);
  const isOld = luck.often(0.02);
  if (isOld) steps.push(...OLD);
  const isOvertaken = !isOld && luck.often(0.02);
  if (isOvertaken) steps.push(...OVERTAKEN);
  const count = 8 + luck.int(26);
  for (let at = 0; at < count; at++) steps.push(drawStep(luck, hasFaults, palette));
  const drawn = () => Array.from({ length: 24 }, () => luck.weighted<Fate>(FATES));
  return {
    seed,
    salt: luck.int(2 ** 31),
    steps,
    fates: isOld ? OLD_FATES : isOvertaken ? OVERTAKEN_FATES : hasFaults ? drawn() : [],
    hasClaims: luck.often(0.8),
    hasChannels: luck.often(0.8),
    hasLater: luck.often(0.5),
    othersBytes: luck.often(0.8) ? 0 : 65_400,
    maxBytes: isStorm || luck.often(0.15) ? 200 : MAX_UPDATE_BYTES,
    skewMs: luck.often(0.8) ? 0 : luck.pick([-400_000, 400_000, 90 * DAY_MS]),
  };
}

const drawEngine = (luck: Chance) => luck.weighted({ chromium: 4, firefox: 2, webkit: 2, edge: 1 });

/** What a quiet world is spared. */
const FAULTY = new Set(["storage", "server crash", "disk full", "network", "power cut", "restore"]);

function drawStep(luck: Chance, hasFaults: boolean, palette: readonly Verb[]): Step {
  const afterMs = luck.pick(PAUSES_MS);
  const tab = luck.int(4);
  const profile = luck.often(0.9) ? 0 : 1;
  const what = luck.weighted(WEIGHTS);
  if (!hasFaults && FAULTY.has(what)) return { do: "wait", afterMs };
  switch (what) {
    case "open":
      return { do: what, afterMs, profile, engine: drawEngine(luck) };
    case "count": {
      const [verb, which] = [luck.pick(palette), luck.int(2)];
      return { do: what, afterMs, tab, verb, which, times: 1 + luck.int(4) };
    }
    case "kill":
    case "close":
      return { do: what, afterMs, tab, losesWrites: luck.often(0.3) };
    case "storm":
      return STORM;
    case "consent":
      return { do: what, afterMs, tab, says: luck.often(0.6) };
    case "jump":
      return { do: what, afterMs, profile, byMs: luck.pick([-7_200_000, 3_000, 7_200_000]) };
    case "storage":
      return { do: what, afterMs, profile, mode: luck.weighted(MODES) };
    case "power cut":
      return { do: what, afterMs, profile, losesWrites: luck.int(4) };
    case "backup":
    case "restore":
    case "clone":
      return { do: what, afterMs, profile };
    case "operator":
      return { do: what, afterMs, wish: drawWish(luck, palette) };
    case "server crash":
      return { do: what, afterMs, isCommitted: luck.often(0.5), downMs: luck.pick([0, 2_000]) };
    case "network":
      return { do: what, afterMs, isUp: luck.often(0.5) };
    case "sleep":
      return { do: what, afterMs, ms: luck.pick([3_600_000, DAY_MS, 7 * DAY_MS, 45 * DAY_MS]) };
    case "disk full":
    case "wait":
      return { do: what, afterMs };
    default:
      return { do: what, afterMs, tab };
  }
}

function drawWish(luck: Chance, palette: readonly Verb[]): Wish {
  // Mostly of one key, so that it goes off and on.
  const [first = "set"] = palette;
  const key = luck.often(0.7) ? first : keyOf(luck.pick(palette), luck.int(2));
  if (luck.often(0.45)) return { disable: key };
  if (luck.often(0.6)) return { enable: key };
  if (luck.often(0.75)) return { intervalMs: luck.pick([5_000, 60_000, 3_600_000]) };
  return { stop: true };
}
