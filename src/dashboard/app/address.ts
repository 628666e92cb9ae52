// What the address bar says: which view, and the words that it is narrowed by.

/** The views by the names that they have in addresses. */
export const VIEWS = [
  "overview",
  "keys",
  "samples",
  "instances",
  "controls",
  "reports",
  "pushed",
  "metrics",
] as const;

/** One of them. */
export type View = (typeof VIEWS)[number];

/** What readers call them. */
export const VIEW_NAMES: Readonly<Record<View, string>> = {
  overview: "Overview",
  keys: "Keys",
  samples: "Samples",
  instances: "Instances",
  controls: "Controls",
  reports: "Reports",
  pushed: "Pushed metrics",
  metrics: "Tagged metrics",
};

/** A view and its words: `#/keys?key=cart.add&range=24h`. */
export interface Address {
  readonly view: View;
  readonly words: URLSearchParams;
}

/** Words to set; null takes one away, several are one after the other. */
export type Words = Readonly<Record<string, string | readonly string[] | null>>;

/** Words that go along from view to view. */
const LASTING = ["app", "range"];

/** What an address says; one that names no view is the overview's. It stays behind the "#", out of the logs of proxies. */
export function readAddress(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const view = VIEWS.find((name) => name === path) ?? "overview";
  return { view, words: new URLSearchParams(query) };
}

/** The address of a view. */
export function writeAddress({ view, words }: Address): string {
  const query = words.toString();
  return `#/${view}${query && `?${query}`}`;
}

/** The same view with other words. */
export function changed({ view, words }: Address, change: Words): Address {
  const next = new URLSearchParams(words);
  for (const [name, value] of Object.entries(change)) {
    next.delete(name);
    for (const each of value === null ? [] : [value].flat()) next.append(name, each);
  }
  return { view, words: next };
}

/** Another view, for the same app and the same stretch of time. */
export function moved({ words }: Address, view: View, change: Words = {}): Address {
  const kept = [...words].filter(([name]) => LASTING.includes(name));
  return changed({ view, words: new URLSearchParams(kept) }, change);
}
