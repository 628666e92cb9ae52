// What an operator should know before anything else.
import type { AccountingReply } from "../../../core/api.ts";
import type { AllControls } from "../../../core/controls.ts";
import type { View } from "../../app/address.ts";
import { oneLine, plural } from "../../text/format.ts";

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
  const stopped = stoppedOf(controls);
  if (stopped !== undefined) {
    const text = "Pages end counting at their next update, for good.";
    notices.push({ claim: `Collection is stopped${stopped}.`, text, view: "controls" });
  }
  const shards = [...new Set(silent.flatMap((names) => names ?? []))].sort();
  if (shards.length > 0) {
    const names = shards.map((name) => oneLine(name, 40)).join(", ");
    const text = `What ${names} hold${shards.length === 1 ? "s" : ""} is missing here, and comes back with them.`;
    notices.push({ claim: "Not all shards answer.", text });
  }
  const unexplained = accounts?.unexplained ?? 0;
  if (unexplained !== 0) {
    const claim = `${plural(unexplained, "call")} ${unexplained === 1 ? "is" : "are"} unexplained.`;
    const text = "What clients recorded is not what came, was dropped and is pending together.";
    notices.push({ claim, text });
  }
  return notices;
}

/** Of which apps, as the end of a sentence. */
function stoppedOf(controls: AllControls | undefined): string | undefined {
  if (!controls) return undefined;
  if (controls.stop) return "";
  const apps = controls.wishes.filter(({ stop }) => stop).map(({ app = "" }) => oneLine(app, 40));
  return apps.length > 0 ? ` for ${apps.join(", ")}` : undefined;
}
