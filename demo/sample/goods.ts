// What people do at the shop, whoever counts it: the words they search, what they buy, what they browse with.
import { fastHash } from "../../src/index.ts";
import type { Chance, Weighted } from "./chance.ts";
import type { Client } from "./client.ts";
import type { Story } from "./story.ts";

/** Name and price in cents, as on the shop's page. */
const PLANTS: Weighted<readonly [name: string, cents: number]> = [
  [["Aloe", 1_400], 24],
  [["Pilea", 1_850], 21],
  [["Cactus", 900], 19],
  [["Snake plant", 2_200], 14],
  [["String of pearls", 1_600], 13],
];
const OLIVE = ["Olive tree", 3_900] as const;

const TERMS: Weighted<string> = [
  ["aloe", 16],
  ["olive tree", 14],
  ["gift card", 9],
  ["pet safe", 8],
  ["low light", 8],
  ["gießkanne", 7],
  ["übertopf 12 cm", 6],
  ["plante grasse", 5],
  ["erbsenpflanze", 5],
  ["多肉植物", 4],
  ["サボテン", 4],
  ["صبار", 3],
  ["кактус", 3],
  ["🌵", 3],
  ["monstera", 3],
  ["drzewko oliwne", 2],
  ["<b>aloe</b>", 1],
  ["returns", 1],
];

const ERRORS: Weighted<string> = [
  ["ResizeObserver loop completed with undelivered notifications.", 6],
  ["TypeError: Failed to fetch", 4],
  ['TypeError: can\'t access property "count", line is undefined', 2],
  ["QuotaExceededError: The quota has been exceeded.", 2],
  ["Script error.", 1],
];
const OUTAGE_ERROR = "SyntaxError: Unexpected token '<', \"<!doctype \"... is not valid JSON";

/** What one person browses with. */
export interface Browser {
  readonly userAgent: string;
  readonly language: string;
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
}

const DESKTOP = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
const WINDOWS = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${DESKTOP}`;
const MAC = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${DESKTOP}`;
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
const SAFARI =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15";
const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1";
const ANDROID =
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";

const SCREENS: Weighted<Omit<Browser, "language">> = [
  [{ userAgent: PHONE, width: 390, height: 844, dpr: 3 }, 30],
  [{ userAgent: ANDROID, width: 412, height: 915, dpr: 2.625 }, 24],
  [{ userAgent: WINDOWS, width: 1_536, height: 864, dpr: 1.25 }, 15],
  [{ userAgent: WINDOWS, width: 1_920, height: 1_080, dpr: 1 }, 10],
  [{ userAgent: MAC, width: 1_440, height: 900, dpr: 2 }, 9],
  [{ userAgent: SAFARI, width: 1_512, height: 982, dpr: 2 }, 8],
  [{ userAgent: FIREFOX, width: 1_920, height: 1_200, dpr: 1 }, 4],
];
const LANGUAGES: Weighted<string> = [
  ["de-DE", 44],
  ["de-AT", 12],
  ["en-GB", 10],
  ["de-CH", 8],
  ["nl-NL", 8],
  ["fr-FR", 7],
  ["pl-PL", 5],
  ["ja-JP", 3],
  ["ar-EG", 2],
];

/** Somebody's browser. */
export function drawBrowser(chance: Chance): Browser {
  return { ...chance.pick(SCREENS), language: chance.pick(LANGUAGES) };
}

/** The key by which browsers tell themselves apart. */
export function browserKey({ userAgent }: Pick<Browser, "userAgent">): string {
  return `ua:${fastHash(userAgent)}`;
}

/** Some minutes at the shelves, at the moment `atMs`. */
export function shop(client: Client, atMs: number, chance: Chance, story: Story): void {
  const isOut = story.isOut(atMs);
  const olives = atMs < story.launchMs ? 0 : 0.22;
  let sum = 0;
  for (let left = isOut ? 0 : chance.times(0.9); left > 0; left -= 1) {
    const [plant, cents] = chance.happens(olives) ? OLIVE : chance.pick(PLANTS);
    client.increment("cart.add");
    client.appendUnique("product", plant);
    if (chance.happens(0.18)) client.increment("cart.remove");
    else sum += cents;
  }
  if (sum > 0 && chance.happens(0.45)) client.add("checkout.paid", sum);
  if (chance.happens(0.35)) client.appendUnique("search.term", chance.pick(TERMS));
  if (atMs >= story.releases.wishlistMs && chance.happens(0.12)) client.increment("wishlist.add");
  for (let left = chance.times(isOut ? 3 : 0.012); left > 0; left -= 1) {
    client.append("errors", isOut ? OUTAGE_ERROR : chance.pick(ERRORS));
  }
}
