// What switches a change would leave, so that it shows before the server has answered.
import type { ControlsChange, Switch } from "../../core/controls.ts";

/** The switches after a change at `atMs`, in the order that the store has them. */
export function withChange(
  switches: readonly Switch[],
  change: ControlsChange,
  atMs: number,
): readonly Switch[] {
  const { app, enable = [], disable = [], instances = [] } = change;
  const { percent = instances.length > 0 ? 0 : 100 } = change;
  const isOf = (each: Switch, key: string): boolean => each.app === app && each.key === key;
  const kept = switches
    .filter((each) => !disable.some((key) => isOf(each, key)))
    .map((each) =>
      each.off && enable.some((key) => isOf(each, key))
        ? { ...each, off: false, percent: 100, instances: [], at: atMs }
        : each,
    );
  const off = [...new Set(disable)].map((key): Switch => {
    const some = [...new Set(instances)].sort();
    return {
      ...(app !== undefined && { app }),
      key,
      off: true,
      percent,
      instances: some,
      at: atMs,
    };
  });
  return [...kept, ...off];
}
