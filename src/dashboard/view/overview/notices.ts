// What an operator should know before anything else.
import type { AccountingReply } from "../../../core/api.ts";
import type { AllControls } from "../../../core/controls.ts";
import type { View } from "../../app/address.ts";
import { number, oneLine } from "../../text/format.ts";

/** One of them: a claim, what follows from it, and where to see to it. */
export interface Notice {
  readonly claim: string;
  readonly text: string;
  readonly view?: View;
}

/** What they are made of, as far as it is known. */
export interface Noticed {
  readonly controls: AllControls | undefined;
  readonly accounts: Pick<AccountingReply, "unexplained"> | undefined;
  /** Shards that did not answer, as each answer told. */
  readonly silent: readonly (readonly string[] | undefined)[];
}

/** None when all is well. */
export function noticesOf({ controls, accounts, silent }: Noticed): readonly Notice[] {
  const notices: Notice[] = [];
  const { stop, wishes = [] }: Partial<AllControls> = controls ?? {};
  const stopped = wishes.filter((wish) => wish.stop).map(({ app = "" }) => oneLine(app, 40));
  if (stop || stopped.length > 0) {
    const claim = `Collection is stopped${stop ? "" : ` for ${stopped.join(", ")}`}.`;
    const text = "Pages end counting at their next update, for good.";
    notices.push({ claim, text, view: "controls" });
  }
  const shards = [...new Set(silent.flatMap((names) => names ?? []))].sort();
  if (shards.length > 0) {
    const text = `What these hold is missing here: ${shards.map((name) => oneLine(name, 40)).join(", ")}.`;
    notices.push({ claim: "Not all shards answer.", text });
  }
  if (accounts?.unexplained) {
    const claim = `Unexplained calls: ${number(accounts.unexplained)}.`;
    notices.push({ claim, text: "What clients recorded does not add up." });
  }
  return notices;
}
