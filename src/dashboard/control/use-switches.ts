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

/** The switches of an app; without one what holds for the default app is told, and every app's are turned. */
export function useSwitches(app?: string): Switches {
  const page = usePage();
  const { asked, change } = useControls();
  const switches = asked.data?.switches;
  const stateOf = useMemo(() => statesIn(switches ?? [], app), [switches, app]);
  const turn = (key: string, on: boolean): void => {
    const label = oneLine(key, 60);
    const held = stateOf(key);
    const { by } = held;
    if (on && by !== undefined && (by !== key || held.app !== app)) {
      const whose = held.app === undefined ? "every app" : `the app ${oneLine(held.app, 40)}`;
      const what = oneLine(by, 40);
      page.announce(`${label} is off by the switch ${what} of ${whose}. Turn that one on instead.`);
      return;
    }
    const of = app === undefined ? {} : { app };
    const way = on ? "on" : "off";
    change(
      on ? { ...of, enable: [key] } : { ...of, disable: [key] },
      `${label} is ${way}. Pages obey at their next flush.`,
      `Could not switch ${label} ${way}`,
    );
  };
  return { asked, stateOf, turn };
}
