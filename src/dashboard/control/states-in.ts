// What switches come to for a key of an app: as the store has it, so that the page may know before the server says.
import type { Switch } from "../../core/controls.ts";
import { DEFAULT_APP } from "../../core/store-limits.ts";

/** What is known of the switch of a key. */
export interface SwitchState {
  readonly state: "on" | "off" | "partly";
  /** The key or the family that it is off by, where it is not on. */
  readonly by?: string;
  /** The app of that switch; absent where it is one of every app. */
  readonly app?: string;
}

/**
 * Tells the state of keys. An app's own switches hold together with those of every app, and those of a family (the part
 * before the first colon) together with the key's own: off wins. Of several it names one that is not the key's own, as
 * that one stays when the key's own is turned.
 */
export function statesIn(switches: readonly Switch[], app?: string): (key: string) => SwitchState {
  const holding = switches.filter(
    (each) => each.off && (each.app === undefined || each.app === (app ?? DEFAULT_APP)),
  );
  const byKey = Map.groupBy(holding, ({ key }) => key);
  return (key) => {
    const colon = key.indexOf(":");
    const family = colon < 0 ? [] : (byKey.get(key.slice(0, colon)) ?? []);
    const found = [...(byKey.get(key) ?? []), ...family];
    const whole = found.filter(({ percent }) => percent >= 100);
    const some = whole.length > 0 ? whole : found;
    const by = some.find((each) => each.key !== key || each.app !== app) ?? some[0];
    if (!by) return { state: "on" };
    return {
      state: whole.length > 0 ? "off" : "partly",
      by: by.key,
      ...(by.app !== undefined && { app: by.app }),
    };
  };
}
