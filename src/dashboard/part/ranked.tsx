// What something consists of: each part with its share and how it went.
import { Sparkline } from "../chart/sparkline.tsx";
import type { VNode } from "../preact.ts";
import { hintOf, number, oneLine, share } from "../text/format.ts";
import { useMore } from "./use-more.tsx";

/** One part of the whole. */
export interface Part {
  readonly id: string;
  readonly name: string;
  readonly total: number;
  /** What came of it over time, oldest first. */
  readonly points?: readonly number[] | undefined;
}

/** What a ranking is made of. */
export interface RankedProps {
  readonly label: string;
  /** What a part is called, and what is counted. */
  readonly heads: readonly [part: string, total: string];
  readonly parts: readonly Part[];
  /** Of which `parts` and `other` are all; without it they have no shares. */
  readonly whole?: number;
  /** Of those that are not among them: told with those that are not shown yet. */
  readonly other?: number;
  readonly chosen?: string | undefined;
  onChoose?(id: string): void;
  /** Where a part leads. */
  linkOf?(id: string): string;
  /** Shown at first. Default 10. */
  readonly few?: number;
}

/** A table, whose rows can be chosen where somebody listens. */
export function Ranked(props: RankedProps): VNode {
  const { label, heads, parts, whole, other = 0, chosen, onChoose, linkOf, few = 10 } = props;
  const [shown, more] = useMore(few, parts.length);
  const most = parts.reduce((max, { total }) => Math.max(max, total), 0);
  const rest = parts.slice(shown).reduce((sum, { total }) => sum + total, other);
  const hasPoints = parts.some(({ points }) => points);
  return (
    <>
      <table class="ranked" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{heads[0]}</th>
            {hasPoints && <th scope="col">Trend</th>}
            <th scope="col">{heads[1]}</th>
            {whole !== undefined && <th scope="col">Share</th>}
          </tr>
        </thead>
        <tbody>
          {parts.slice(0, shown).map(({ id, name, total, points }) => (
            <tr key={id}>
              <th scope="row">
                <Bar share={most > 0 ? total / most : 0} />
                {onChoose ? (
                  <button
                    type="button"
                    class="pick"
                    aria-pressed={id === chosen}
                    title={hintOf(name)}
                    onClick={() => onChoose(id)}
                  >
                    <bdi>{oneLine(name)}</bdi>
                  </button>
                ) : linkOf ? (
                  <a class="pick" href={linkOf(id)} title={hintOf(name)}>
                    <bdi>{oneLine(name)}</bdi>
                  </a>
                ) : (
                  <bdi title={hintOf(name)}>{oneLine(name)}</bdi>
                )}
              </th>
              {hasPoints && <td>{points && <Sparkline points={points} />}</td>}
              <td>{number(total)}</td>
              {whole !== undefined && <td class="soft">{whole > 0 ? share(total / whole) : ""}</td>}
            </tr>
          ))}
          {other > 0 && (
            <tr>
              <th scope="row" class="soft">
                all others
              </th>
              {hasPoints && <td />}
              <td>{number(rest)}</td>
              {whole !== undefined && <td class="soft">{whole > 0 ? share(rest / whole) : ""}</td>}
            </tr>
          )}
        </tbody>
      </table>
      {more}
    </>
  );
}

/** Fills a part, from 0 to 1, of what it lies in. */
export function Bar({ share: part }: { readonly share: number }): VNode {
  const right = 100 - 100 * Math.min(1, Math.max(0, part));
  return <span class="bar" style={{ clipPath: `inset(0 ${right}% 0 0 round 6px)` }} />;
}
