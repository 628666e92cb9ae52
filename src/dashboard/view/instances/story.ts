// One instance in sentences that can be read out.
import type { AccountingReply } from "../../../core/api.ts";
import type { Controls } from "../../../core/controls.ts";
import type { Instance } from "../../../core/tally.ts";
import { ago, number, plural, span, when } from "../../text/format.ts";
import { dropWords, faultWords, ranked } from "../../text/reasons.ts";
import { clockWords } from "./listed.ts";

/** The accounts of one life of an instance. */
export type Epoch = AccountingReply["epochs"][number];

/** What several lives come to; what only the newest of them can tell is the newest's. */
export type Account = Omit<Epoch, "instance" | "epoch" | "ack" | "seq">;

/** One sentence; a wrong one is bad news. */
export interface Sentence {
  readonly text: string;
  readonly isWrong?: boolean;
}

/** Adds lives up, the newest first. Undefined for none. */
export function together(epochs: readonly Epoch[]): Account | undefined {
  const [newest] = epochs;
  if (!newest) return undefined;
  const sum = (of: (epoch: Epoch) => number): number =>
    epochs.reduce((total, epoch) => total + of(epoch), 0);
  return {
    ...newest,
    recorded: sum(({ recorded }) => recorded),
    accepted: sum(({ accepted }) => accepted),
    pending: sum(({ pending }) => pending),
    unexplained: sum(({ unexplained }) => unexplained),
    missing: sum(({ missing }) => missing),
    duplicates: sum(({ duplicates }) => duplicates),
    dropped: added(epochs.map(({ dropped }) => dropped)),
    faults: added(epochs.map(({ faults }) => faults)),
  };
}

function added(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap((each) => Object.entries(each))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}

/** When it was heard, and when it should be again. */
export function heardSentences(
  { updates, first_seen, last_seen, expect_next, overdue }: Instance,
  controls: Controls | undefined,
  nowMs: number,
): readonly Sentence[] {
  const last = ago(last_seen, nowMs);
  const heard = `Heard ${plural(updates, "update")} since ${when(first_seen)}; the last one ${last === "now" ? "just now" : last}.`;
  if (controls?.stop) {
    return [
      { text: heard },
      { text: "It is asked to stop: once it has heard so, it sends nothing." },
    ];
  }
  const late = `It is overdue: its next update should have come ${ago(expect_next, nowMs)}.`;
  const leftMs = expect_next - nowMs;
  const due = leftMs > 0 ? `in ${span(leftMs)}` : "now";
  return [
    { text: heard },
    overdue ? { text: late, isWrong: true } : { text: `Its next update is due ${due}.` },
  ];
}

/** What became of what it recorded, its troubles, its clock, and the controls it obeys. */
export function accountSentences(account: Account, version?: number): readonly Sentence[] {
  const { pending, missing, dropped, duplicates, unexplained, faults, offset_ms } = account;
  const sentences: Sentence[] = [];
  const say = (text: string, isWrong = false): void => void sentences.push({ text, isWrong });
  if (missing > 0) {
    const inside = pending > 0 ? `, with ${plural(pending, "call")} in what has not come` : "";
    say(`${plural(missing, "update")} ${isOrAre(missing)} missing${inside}.`);
  }
  for (const [reason, calls] of ranked(dropped)) {
    say(`${plural(calls, "call")} ${wasOrWere(calls)} dropped because ${dropWords(reason)}.`);
  }
  if (duplicates > 0) {
    say(
      `${plural(duplicates, "update")} came again and ${wasOrWere(duplicates)} not counted again.`,
    );
  }
  if (unexplained !== 0) {
    say(`${plural(unexplained, "call")} ${isOrAre(unexplained)} unexplained.`, true);
  } else if (missing === 0) say("All that it recorded is accounted for.");
  const troubles = ranked(faults).map(([code, count]) => `${number(count)} × ${faultWords(code)}`);
  if (troubles.length > 0) say(`It told of trouble: ${troubles.join(", ")}.`);
  if (offset_ms !== undefined) say(`Its clock is ${clockWords(offset_ms)}.`);
  if (version !== undefined) say(controlsSentence(account.controls, version));
  return sentences;
}

/** Versions of controls are about the times at which they were changed. */
function controlsSentence(obeyed: number | undefined, version: number): string {
  if (obeyed === undefined) return "It has not told which controls it obeys.";
  if (obeyed >= version) return "It obeys the current controls.";
  const since = obeyed === 0 ? "from before the first change" : `of ${when(obeyed)}`;
  return `It obeys older controls, ${since}; it hears the current ones at its next update.`;
}

const isOrAre = (count: number): string => (count === 1 ? "is" : "are");
const wasOrWere = (count: number): string => (count === 1 ? "was" : "were");
