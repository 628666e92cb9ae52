// A change in words: "turned search.term off for 10%".
import type { LoggedChange, Switch } from "../../../core/controls.ts";
import type { VNode } from "../../preact.ts";
import { hintOf, measure, oneLine, plural, when, wholeSpan } from "../../text/format.ts";

/** Names told one by one; of more their number is told. */
const TOLD_NAMES = 3;

type Told = Pick<LoggedChange, "change" | "undoes">;

/** Who made a change. */
export function Author({ of }: { readonly of: Pick<LoggedChange, "author"> }): VNode {
  return <bdi>{oneLine(of.author || "somebody", 60)}</bdi>;
}

/** A change, with the names that it is about set apart from the words around them. */
export function ChangeWords({ of: { change, undoes } }: { readonly of: Told }): VNode {
  if (undoes !== undefined) return <>took the change of {when(undoes)} back</>;
  const { app, enable, disable, instances = [], interval_ms, stop } = change;
  const { percent = instances.length > 0 ? 0 : 100 } = change;
  const deeds = [
    disable && (
      <>
        turned <Names names={disable} /> off for {scopeText({ percent, instances })}
      </>
    ),
    enable && (
      <>
        turned <Names names={enable} /> on
      </>
    ),
    interval_ms === null && "took the wish for an interval back",
    interval_ms && `set the interval to ${wholeSpan(interval_ms)}`,
    stop !== undefined && (stop ? "stopped collection" : "lifted the stop"),
  ].filter(Boolean);
  return (
    <>
      {deeds.map((deed, index) => [index > 0 && ", ", deed])}
      {app !== undefined && (
        <>
          {" in "}
          <Names names={[app]} />
        </>
      )}
    </>
  );
}

/** Whom a switch is for: `all`, `10%`, `3 instances`. */
export function scopeText({ percent, instances }: Pick<Switch, "percent" | "instances">): string {
  if (percent >= 100) return "all";
  const share = percent > 0 && `${measure(percent)}%`;
  const named = instances.length > 0 && plural(instances.length, "instance");
  return [share, named].filter(Boolean).join(" and ") || "nobody";
}

/** `a, b, c and 4 more keys`. */
function Names({ names }: { readonly names: readonly string[] }): VNode {
  const more = names.length - TOLD_NAMES;
  return (
    <>
      {names.slice(0, TOLD_NAMES).map((name, index) => [
        index > 0 && ", ",
        <bdi key={name} title={hintOf(name)}>
          {oneLine(name, 60)}
        </bdi>,
      ])}
      {more > 0 && ` and ${plural(more, "more key")}`}
    </>
  );
}
