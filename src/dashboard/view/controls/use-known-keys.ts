// Keys that may be meant when one is typed: those that came lately, and the families that they are of.
import { usePage } from "../../app/page.ts";
import { useEffect, useState } from "../../preact.ts";

/** Apps that are asked for theirs, where all are meant. */
const FEW_APPS = 5;

/** Asks once for each list of apps. An app that does not answer has none to suggest. */
export function useKnownKeys(apps: readonly string[]): readonly string[] {
  const { server } = usePage();
  const [known, setKnown] = useState<readonly string[]>([]);
  const few = apps.slice(0, FEW_APPS);
  useEffect(() => {
    let isLeft = false;
    const asked = few.map((app) => server.keys({ app, range: "7d" }).catch(() => ({ keys: [] })));
    void Promise.all(asked).then((replies) => {
      const keys = replies.flatMap(({ keys }) => keys.map(({ key }) => key));
      const families = keys.flatMap((key) => key.split(/:.*/s, 1));
      if (!isLeft) setKnown([...new Set([...keys, ...families])].sort());
    });
    return () => {
      isLeft = true;
    };
  }, [JSON.stringify(few), server]);
  return known;
}
