// Which keys are off, and turning them: shown at once, and taken back when the server refuses.
import type { AllControls, Switch } from "../../core/controls.ts";
import { mayChange, usePage } from "../app/page.ts";
import { refusalOf } from "../app/trouble.ts";
import { type Asked, useAsk } from "../app/use-ask.ts";
import { useRef, useState } from "../preact.ts";
import { oneLine } from "../text/format.ts";

/** What is known of the switch of a key. */
export interface SwitchState {
  readonly state: "on" | "off" | "partly";
  /** The key or the family that it is off by, where it is not on. */
  readonly by?: string;
}

/** All switches, as the server said last and as the reader wished since. */
export interface Switches {
  readonly asked: Asked<AllControls>;
  stateOf(key: string): SwitchState;
  /** Switches a key off for all instances, or on. */
  turn(key: string, on: boolean): void;
}

/** Switches of one app, or of every app. */
export function useSwitches(app?: string): Switches {
  const page = usePage();
  const asked = useAsk(["controls"], (server, call) => server.controls(call));
  const [answer, setAnswer] = useState<AllControls>();
  const [wishes, setWishes] = useState<ReadonlyMap<string, boolean>>(new Map());
  // One at a time, so that on and off of the same key arrive in the order they were meant.
  const queue = useRef<Promise<void>>(Promise.resolve());
  const newest = newer(asked.data, answer);

  const stateOf = (key: string): SwitchState => {
    const wish = wishes.get(key);
    if (wish !== undefined) return wish ? { state: "on" } : { state: "off", by: key };
    return stateIn(newest?.switches ?? [], key, app);
  };
  const settle = (key: string, controls?: AllControls): void => {
    if (controls) setAnswer(controls);
    setWishes((before) => new Map([...before].filter(([name]) => name !== key)));
  };
  const turn = (key: string, on: boolean): void => {
    if (!mayChange(page)) {
      page.announce("Your token reads only. Switching takes an operator's.");
      return;
    }
    const label = oneLine(key, 60);
    const { by } = stateOf(key);
    if (on && by !== undefined && by !== key) {
      const family = oneLine(by, 40);
      page.announce(`${label} is off with all of ${family}. Switch ${family} on instead.`);
      return;
    }
    setWishes((before) => new Map(before).set(key, on));
    const of = app === undefined ? {} : { app };
    queue.current = queue.current.then(async () => {
      try {
        const controls = await page.server.change(
          on ? { ...of, enable: [key] } : { ...of, disable: [key] },
        );
        settle(key, controls);
        page.announce(
          `${label} is ${on ? "on" : "off"}. Pages obey at their next flush.`,
          false,
          () => turn(key, !on),
        );
      } catch (error) {
        settle(key);
        page.announce(
          `Could not switch ${label} ${on ? "on" : "off"}: ${refusalOf(error).message}. Nothing was changed.`,
          true,
        );
      }
    });
  };
  return { asked: { ...asked, data: newest }, stateOf, turn };
}

function newer(
  one: AllControls | undefined,
  other: AllControls | undefined,
): AllControls | undefined {
  return one && other && other.version > one.version ? other : (one ?? other);
}

/** What switches say of a key, as itself or by the part before its first colon; an app's own before those of every app. */
export function stateIn(switches: readonly Switch[], key: string, app?: string): SwitchState {
  const colon = key.indexOf(":");
  const names = colon < 0 ? [key] : [key, key.slice(0, colon)];
  for (const name of names) {
    const found =
      switches.find((each) => each.key === name && each.app === app) ??
      switches.find((each) => each.key === name && each.app === undefined);
    if (!found?.off) continue;
    return { state: found.percent === 100 ? "off" : "partly", by: name };
  }
  return { state: "on" };
}
