// The browsers of those who shop at home: each visit counts from its first page to the last.
import type { Chance, Weighted } from "./chance.ts";
import { type Client, createClient } from "./client.ts";
import { type Browser, browserKey, drawBrowser, shop } from "./goods.ts";
import { HOUR_MS, MINUTE_MS, type Story } from "./story.ts";
import type { Minute, World } from "./world.ts";

const BROWSERS = 181;
/** Visits of a minute on an ordinary evening. */
const VISITS = 0.9;
/** Of all visits, those that leave the page open behind other tabs. */
const LEFT_OPEN = 0.3;
const REFERRERS: Weighted<string> = [
  ["", 50],
  ["www.google.com", 26],
  ["duckduckgo.com", 7],
  ["www.instagram.com", 7],
  ["plants.example.net", 5],
  ["news.ycombinator.com", 1],
];
const AFTER_LAUNCH: Weighted<string> = [["gardening.example.org", 30], ...REFERRERS];

interface Customer extends Browser {
  readonly client: Client;
  /** When it first came, and until when it comes. */
  readonly sinceMs: number;
  readonly untilMs: number;
  hasAnswered: boolean;
}

/** Some come daily and most now and then, many since the launch; some come no more. */
export function createBrowsers({ door, story, chance }: World): Minute {
  const customers = Array.from({ length: BROWSERS }, (_, index) => createCustomer(index));
  /** Tabs that were left open, by the minute in which they are to send. */
  const open = new Map<number, [tab: Customer, untilMs: number][]>();

  return (atMs) => {
    for (const [tab, untilMs] of open.get(atMs) ?? []) {
      tab.client.send(atMs + chance.next() * MINUTE_MS);
      leaveOpen(tab, atMs, untilMs);
    }
    open.delete(atMs);
    for (let left = chance.times(VISITS * story.crowd(atMs)); left > 0; left -= 1) visit(atMs);
  };

  function createCustomer(index: number): Customer {
    const client = createClient(door, { id: `${chance.id()}${chance.id()}`, app: "default" });
    const sinceMs = index < BROWSERS * 0.45 ? story.fromMs : joinedMs(story, chance);
    const stayMs = chance.happens(0.12) ? chance.next() * (story.nowMs - sinceMs) : Infinity;
    return {
      ...drawBrowser(chance),
      client,
      sinceMs,
      untilMs: sinceMs + stayMs,
      hasAnswered: false,
    };
  }

  function visit(atMs: number) {
    // The first of the list come most.
    const customer = customers[Math.floor(BROWSERS * chance.next() ** 1.5)] as Customer;
    if (atMs < customer.sinceMs || atMs > customer.untilMs) return;
    const { client } = customer;
    client.begin(chance.id());
    arrive(customer, atMs);
    client.increment("mouse.move", 20 + chance.times(60));
    shop(client, atMs, chance, story);
    client.send(atMs + chance.next() * MINUTE_MS, chance.happens(0.01) ? "twice" : "arrives");
    if (chance.happens(LEFT_OPEN)) leaveOpen(customer, atMs, atMs + 40 * HOUR_MS * chance.next());
  }

  function arrive(customer: Customer, atMs: number) {
    const { client, userAgent, language, width, height, dpr } = customer;
    client.set("language", language);
    client.setNested("viewport", "width", width);
    client.setNested("viewport", "height", height);
    client.setNested("viewport", "dpr", dpr);
    client.appendUnique(browserKey({ userAgent }), userAgent);
    const referrer = chance.pick(atMs < story.launchMs ? REFERRERS : AFTER_LAUNCH);
    if (referrer !== "") client.appendUnique("referrer", referrer);
    if (!customer.hasAnswered) {
      client.set("consent", { analytics: true, ads: chance.happens(0.2) });
      if (atMs < story.releases.bannerMs) client.increment("banner.close");
      customer.hasAnswered = true;
    } else if (atMs < story.releases.bannerMs && chance.happens(0.25)) {
      client.increment("banner.close");
    }
  }

  function leaveOpen(tab: Customer, atMs: number, untilMs: number) {
    const dueMs = Math.max(Math.floor(tab.client.nextMs / MINUTE_MS) * MINUTE_MS, atMs + MINUTE_MS);
    if (dueMs > untilMs) return;
    const others = open.get(dueMs) ?? [];
    open.set(dueMs, [...others, [tab, untilMs]]);
  }
}

/** Most who came later came with the launch. */
function joinedMs({ fromMs, nowMs, launchMs }: Story, chance: Chance): number {
  if (chance.happens(0.6)) return fromMs + chance.next() * (nowMs - fromMs);
  return launchMs + chance.next() ** 3 * (nowMs - launchMs);
}
