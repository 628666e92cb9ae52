// Which keys of an app are off, and turning them one by one.
import type { AllControls } from "../../core/controls.ts";
import { usePage } from "../app/page.ts";
import type { Asked } from "../app/use-ask.ts";
import { useMemo } from "../preact.ts";
import { oneLine } from "../text/format.ts";
import { type SwitchState, statesIn } from "./states-in.ts";
import { useControls } from "./use-controls.ts";

/** All switches, as the server said last and as the reader wished since. */
export interface Switches {
  readonly asked: Asked<AllControls>;
  stateOf(key: string): SwitchState;
  /** Switches a key off for all instances, or on. */
  turn(key: string, on: boolean): void;
}

/** The switches of an app. */
export function useSwitches(app: string): Switches {
  const { announce } = usePage();
  const { asked, turn } = useControls();
  const switches = asked.data?.switches;
  const stateOf = useMemo(() => statesIn(switches ?? [], app), [switches, app]);
  return {
    asked,
    stateOf,
    turn(key, on) {
      const { by, app: whose } = stateOf(key);
      if (!on || by === undefined || (by === key && whose === app)) return turn(key, on, app);
      const of = whose === undefined ? "every app" : `the app ${oneLine(whose, 40)}`;
      announce(
        `${oneLine(key, 60)} is off by the switch ${oneLine(by, 40)} of ${of}. Turn that one on instead.`,
      );
    },
  };
}
