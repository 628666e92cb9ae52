// The accounts of everybody as a small table, and whether they add up.
import type { Accounting } from "../core/accounting.ts";
import type { Finding } from "../node/finding.ts";
import { countText, tableText } from "./table.ts";

/** Recorded = accepted + dropped + pending + unexplained, a line each. */
export function accountsText(accounting: Accounting): string {
  const { recorded, accepted, dropped, pending, unexplained, missing, duplicates } = accounting;
  const reasons = Object.entries(dropped).sort(([, a], [, b]) => b - a);
  const why = reasons.map(([reason, count]) => `${reason} ${countText(count)}`).join(", ");
  const rows: (readonly [string, number, string])[] = [
    ["recorded", recorded, ""],
    [
      "accepted",
      accepted,
      `${countText(duplicates)} updates came again and were not counted again`,
    ],
    ["dropped", droppedIn(accounting), why],
    ["pending", pending, `in ${countText(missing)} updates that have not come`],
    ["unexplained", unexplained, ""],
  ];
  return `${tableText(rows)}\n${verdict(accounting)}`;
}

function verdict(accounting: Accounting): string {
  if (gapIn(accounting) !== 0) return "they do not add up";
  return accounting.unexplained === 0 ? "they add up" : "they add up, but for what is unexplained";
}

/** What was recorded and is in none of the other sums. */
function gapIn(accounting: Accounting): number {
  const { recorded, accepted, pending, unexplained } = accounting;
  return recorded - accepted - droppedIn(accounting) - pending - unexplained;
}

function droppedIn({ dropped }: Accounting): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

/** What is wrong with the accounts. */
export function accountsFindings(accounting: Accounting): Finding[] {
  const { unexplained, epochs } = accounting;
  const gap = gapIn(accounting);
  const odd = epochs.filter((epoch) => epoch.unexplained !== 0);
  const where = odd.map(({ instance, epoch }) => `${instance} ${epoch}`).join(", ");
  const findings = {
    [`${countText(gap)} calls that were recorded are in no other sum`]:
      gap !== 0 && "the sums were changed by something else than the server: tell us",
    [`${countText(unexplained)} calls are unexplained${where && `, such as those of ${where}`}`]:
      unexplained !== 0 &&
      "clients may have been changed or forged; `GET /accounting?instance=` tells of one",
  };
  return Object.entries(findings).flatMap(([what, advice]) => (advice ? [{ what, advice }] : []));
}
