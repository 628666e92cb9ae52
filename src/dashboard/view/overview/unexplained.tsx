// Whose calls are unexplained.
import { MAX_ROWS } from "../../../core/limits.ts";
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import type { VNode } from "../../preact.ts";
import { number, oneLine } from "../../text/format.ts";

/** Named; there should be none at all. */
const FEW = 20;

/** The instances of epochs that do not add up, of those heard last: each a way to its story. */
export function Unexplained(): VNode | null {
  const { link } = usePage();
  const { data } = useRead("accounting", { limit: MAX_ROWS });
  if (!data) return null;
  const calls = new Map<string, number>();
  for (const { instance, unexplained } of data.epochs) {
    if (unexplained !== 0) calls.set(instance, (calls.get(instance) ?? 0) + unexplained);
  }
  return (
    <>
      <h3>Unexplained calls of</h3>
      {calls.size === 0 ? (
        <p class="soft">nobody that was heard lately: they are of earlier epochs.</p>
      ) : (
        <ul class="chips" aria-label="Instances with unexplained calls">
          {[...calls].slice(0, FEW).map(([id, count]) => (
            <li key={id}>
              <a class="chip" href={link("instances", { id })} title={id}>
                <bdi>{oneLine(id, 40)}</bdi> {number(count)}
              </a>
            </li>
          ))}
          {calls.size > FEW && <li class="soft">and {number(calls.size - FEW)} more</li>}
        </ul>
      )}
    </>
  );
}
