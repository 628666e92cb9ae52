// On or off.
import { expect, test } from "vitest";
import { Switch, type SwitchProps } from "../../../../src/dashboard/part/switch.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

test.for<[Partial<SwitchProps>, object]>([
  [{ isOn: true }, { on: "true", fixed: null, name: "switch" }],
  [{ isOn: false }, { on: "false", fixed: null, name: "switch" }],
  [
    { isOn: false, isPartly: true },
    { on: "false", fixed: null, name: "switch partly" },
  ],
  [
    { isOn: true, isFixed: true },
    { on: "true", fixed: "true", name: "switch" },
  ],
])("%j is a switch to screen readers as well", async ([props, wanted]) => {
  const turned: boolean[] = [];
  const onTurn = (on: boolean) => void turned.push(on);
  const { node } = await stage(() => h(Switch, { label: "cart", isOn: false, ...props, onTurn }));
  const button = node.querySelector<HTMLButtonElement>("button[role=switch][aria-label=cart]");
  expect({
    on: button?.getAttribute("aria-checked"),
    fixed: button?.getAttribute("aria-disabled"),
    name: button?.className,
  }).toEqual(wanted);
  // One that is fixed tells why: whoever listens knows.
  button?.click();
  expect(turned).toEqual([!props.isOn]);
});
