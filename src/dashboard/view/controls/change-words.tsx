// A change in words: "turned search.term off for 10%".
import type { LoggedChange, Switch } from "../../../core/controls.ts";
import type { VNode } from "../../preact.ts";
import { measure, oneLine, plural, span } from "../../text/format.ts";

/** What was asked. */
type Wanted = LoggedChange["change"];
/** Words of ours, or a name that somebody gave. */
type Word = string | { readonly name: string };

/** Names told one by one; of more their number is told. */
const TOLD_NAMES = 3;

/** A change, with the names that it is about set apart from the words around them. */
export function ChangeWords({ change }: { readonly change: Wanted }): VNode {
  return (
    <>
      {wordsOf(change).map((word, index) =>
        typeof word === "string" ? (
          word
        ) : (
          <bdi key={index} class="key" title={word.name.slice(0, 400)}>
            {oneLine(word.name, 60)}
          </bdi>
        ),
      )}
    </>
  );
}

/** The same as a text. */
export function changeText(change: Wanted): string {
  return wordsOf(change)
    .map((word) => (typeof word === "string" ? word : oneLine(word.name, 60)))
    .join("");
}

/** Whom a switch is for: `all`, `10%`, `3 instances`. */
export function scopeText({ percent, instances }: Pick<Switch, "percent" | "instances">): string {
  if (percent >= 100) return "all";
  const named = instances.length > 0 ? [plural(instances.length, "instance")] : [];
  const some = percent > 0 ? [`${measure(percent)}%`, ...named] : named;
  return some.join(" and ") || "nobody";
}

function wordsOf(change: Wanted): readonly Word[] {
  const { app, enable = [], disable = [], instances = [], interval_ms, stop } = change;
  const { percent = instances.length > 0 ? 0 : 100 } = change;
  const scope = scopeText({ percent, instances });
  const deeds: (readonly Word[])[] = [];
  if (disable.length > 0) {
    deeds.push(["turned ", ...listed(disable), scope === "all" ? " off" : ` off for ${scope}`]);
  }
  if (enable.length > 0) deeds.push(["turned ", ...listed(enable), " on"]);
  if (interval_ms === null) deeds.push(["took the wish for an interval back"]);
  else if (interval_ms !== undefined) deeds.push([`set the interval to ${span(interval_ms)}`]);
  if (stop !== undefined) deeds.push([stop ? "stopped collection" : "lifted the stop"]);
  if (deeds.length === 0) deeds.push(["changed nothing"]);
  const words = deeds.flatMap((deed, index) => (index > 0 ? [", ", ...deed] : deed));
  return app === undefined ? words : [...words, " in ", { name: app }];
}

/** `a, b and c`, or `a, b and 4 more keys`. */
function listed(keys: readonly string[]): readonly Word[] {
  const told = keys.length > TOLD_NAMES ? keys.slice(0, TOLD_NAMES - 1) : keys;
  const more = keys.length - told.length;
  const words: Word[] = told.map((name) => ({ name }));
  if (more > 0) words.push(`${plural(more, "more key")}`);
  return words.flatMap((word, index) => {
    if (index === 0) return [word];
    return [index === words.length - 1 ? " and " : ", ", word];
  });
}
