// Keys that may be meant when one is typed: those that came lately, and the families that they are of.
import { usePage } from "../../app/page.ts";
import { useEffect, useState } from "../../preact.ts";

/** How far back. */
const RANGE = "7d";
/** Apps that are asked for theirs, one after the other, where all are meant. */
const FEW_APPS = 5;

/** Asks once for each list of apps. An app that does not answer has none to suggest. */
export function useKnownKeys(apps: readonly string[]): readonly string[] {
  const { server } = usePage();
  const [known, setKnown] = useState<readonly string[]>([]);
  const asked = JSON.stringify(apps.slice(0, FEW_APPS));
  useEffect(() => {
    const stop = new AbortController();
    const look = async (): Promise<void> => {
      const found = new Set<string>();
      for (const app of JSON.parse(asked) as string[]) {
        const reply = await server.keys({ app, range: RANGE }, stop).catch(() => undefined);
        for (const { key } of reply?.keys ?? []) {
          found.add(key);
          if (key.includes(":")) found.add(key.slice(0, key.indexOf(":")));
        }
      }
      if (!stop.signal.aborted) setKnown([...found].sort());
    };
    void look();
    return () => stop.abort();
  }, [asked, server]);
  return known;
}
