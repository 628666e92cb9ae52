// Accounts as the sum that they are: recorded = accepted + dropped + pending + unexplained.
import type { AccountingReply } from "../../core/api.ts";
import type { VNode } from "../preact.ts";
import { number } from "../text/format.ts";
import { sumOf } from "../text/reasons.ts";

/** What it is made of: an epoch's, an instance's or everybody's. */
export type Balance = Pick<
  AccountingReply,
  "recorded" | "accepted" | "dropped" | "pending" | "unexplained"
>;

/** Its numbers by their names. */
export const termsOf = (of: Balance): readonly (readonly [name: string, calls: number])[] => [
  ["Recorded", of.recorded],
  ["Accepted", of.accepted],
  ["Dropped", sumOf(of.dropped)],
  ["Pending", of.pending],
  ["Unexplained", of.unexplained],
];

/** One sum, with its signs between the numbers. */
export function Equation({ of }: { readonly of: Balance }): VNode {
  return (
    <dl
      class="equation"
      aria-label="Recorded is accepted, dropped, pending and unexplained together"
    >
      {termsOf(of).map(([name, calls]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={name === "Unexplained" && calls !== 0 ? "wrong" : undefined}>
            {number(calls)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
