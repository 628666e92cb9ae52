// Whose calls are unexplained.

import { MAX_ROWS } from "../../../core/limits.ts";
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { Ranked } from "../../part/ranked.tsx";
import type { VNode } from "../../preact.ts";
import { ranked } from "../../text/reasons.ts";

/** The instances of epochs that do not add up, of those heard last: each a way to its story. */
export function Unexplained(): VNode | null {
  const { link } = usePage();
  const { data } = useRead("accounting", { limit: MAX_ROWS });
  if (!data) return null;
  const calls = new Map<string, number>();
  for (const { instance, unexplained } of data.epochs) {
    calls.set(instance, (calls.get(instance) ?? 0) + unexplained);
  }
  const parts = ranked(Object.fromEntries(calls)).map(([id, total]) => ({ id, name: id, total }));
  if (parts.length === 0)
    return <p class="soft">None of those heard last has unexplained calls.</p>;
  return (
    <Ranked
      label="Instances with unexplained calls"
      heads={["Unexplained of", "Calls"]}
      parts={parts}
      linkOf={(id) => link("instances", { id })}
    />
  );
}
