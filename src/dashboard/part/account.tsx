// Accounts as people take them in: the sum, what of its updates is amiss, and the reasons.
import type { AccountingReply } from "../../core/api.ts";
import type { VNode } from "../preact.ts";
import { number } from "../text/format.ts";
import { ranked, reasonWords, sumOf } from "../text/reasons.ts";
import { type Balance, Equation } from "./equation.tsx";
import { type Fact, Facts } from "./facts.tsx";
import { Ranked } from "./ranked.tsx";

/** Counts by reason, or by what there was trouble with. */
type Counts = AccountingReply["dropped"];

/** What it is made of: an epoch's, an instance's or everybody's. */
export interface Accounted extends Balance {
  readonly missing: number;
  readonly duplicates: number;
  readonly faults?: Counts;
}

/** All of it, with what else there is to say. */
export function Account({
  of,
  facts = [],
}: {
  readonly of: Accounted;
  readonly facts?: readonly Fact[];
}): VNode {
  const { missing, duplicates, dropped, faults = {} } = of;
  return (
    <div class="account">
      <Equation of={of} />
      <Facts
        label="Updates"
        facts={[
          {
            name: "Missing updates",
            value: number(missing),
            note: missing > 0 && "what is pending is in them",
          },
          { name: "Duplicates absorbed", value: number(duplicates) },
          ...facts,
        ]}
      />
      <Reasons title="Dropped because of" counts={dropped} />
      <Reasons title="Trouble" counts={faults} />
    </div>
  );
}

function Reasons({
  title,
  counts,
}: {
  readonly title: string;
  readonly counts: Counts;
}): VNode | false {
  const parts = ranked(counts).map(([id, total]) => ({ id, name: reasonWords(id), total }));
  return (
    parts.length > 0 && (
      <Ranked label={title} heads={[title, "Times"]} parts={parts} whole={sumOf(counts)} few={5} />
    )
  );
}
