// Tablets in the shops themselves, which count for weeks without a break, and some have their trouble.
import type { Chance, Weighted } from "./chance.ts";
import { type Client, type ClientOptions, createClient, type Fate } from "./client.ts";
import { browserKey, shop } from "./goods.ts";
import { MINUTE_MS } from "./story.ts";
import type { Minute, World } from "./world.ts";

const TABLET =
  "Mozilla/5.0 (Linux; Android 14; Kiosk) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36";
/** Minutes from one update to the next. */
const EVERY = 30;

interface Kiosk extends Omit<ClientOptions, "id" | "app"> {
  readonly place: string;
  /** What becomes of its updates. Default: they arrive. */
  readonly fates?: Weighted<Fate>;
  /** When its trouble began. Default: with the story. */
  readonly fromMs?: number;
  /** What goes wrong before an update is sent. */
  readonly trouble?: (client: Client, chance: Chance) => void;
}

const LOSSY: Weighted<Fate> = [
  ["arrives", 94],
  ["lost", 3.3],
  ["twice", 2.7],
];

/** Each counts like the others, as far as its trouble allows. */
export function createKiosks({ door, story, chance }: World): Minute {
  const kiosks: readonly Kiosk[] = [
    { place: "berlin" },
    {
      // It was moved at the launch: its network is far away since.
      place: "leipzig",
      fromMs: story.launchMs,
      fates: LOSSY,
      trouble(client) {
        if (chance.happens(0.1)) client.drop("outbox-full", 4, "network");
      },
    },
    {
      // Its storage is full.
      place: "bremen",
      trouble(client) {
        if (chance.happens(0.4)) client.drop("buffer-full", 1 + chance.times(5), "storage");
      },
    },
    // Its clock is three minutes behind.
    { place: "graz", offsetMs: 184_000 },
    // It has heard no answer since the launch.
    { place: "basel", deafFromMs: story.launchMs },
    {
      // Its uplink sleeps at times, for longer than updates are kept.
      place: "arnhem",
      trouble(client) {
        if (chance.happens(0.08)) client.drop("expired", 30 + chance.times(60), "timeout");
      },
    },
  ];
  const all = kiosks.map(({ place, fates, trouble, fromMs = 0, ...options }, at) => {
    const client = createClient(door, { id: `kiosk-${place}`, app: "default", ...options });
    client.begin(chance.id());
    return { client, fates, trouble, fromMs, turn: at * (EVERY / kiosks.length) };
  });
  let minute = 0;

  return (atMs) => {
    minute += 1;
    if (story.work(atMs) === 0) return;
    for (const { client, fates, trouble, fromMs, turn } of all) {
      if (minute % EVERY !== turn) continue;
      client.increment("mouse.move", 30 + chance.times(90));
      client.setNested("viewport", "width", 1_280);
      client.setNested("viewport", "height", 800);
      client.setNested("viewport", "dpr", 1.5);
      client.appendUnique(browserKey({ userAgent: TABLET }), TABLET);
      shop(client, atMs, chance, story);
      const isTroubled = atMs >= fromMs;
      if (isTroubled) trouble?.(client, chance);
      const fate = fates && isTroubled ? chance.pick(fates) : "arrives";
      client.send(atMs + chance.next() * MINUTE_MS, fate);
    }
  };
}
