// What the operator's switches and wishes come to, for an app and for one of its instances. Pure.

import type { Controls, Switch, Wish } from "../core/controls.ts";
import { xxh32 } from "../hash/xxh32.ts";

/** What holds for the instances of an app. */
export interface Effective {
  /** For all who are not singled out. */
  readonly all: Controls;
  /** Keys that are off for a share of the instances, or for some. */
  readonly partial: readonly Group[];
}

/** Whom a switch holds for. */
export interface Group extends Pick<Switch, "key" | "percent"> {
  readonly instances: ReadonlySet<string>;
}

/** Made once for a switch: each update asks all of them, and lists may be long. */
export function groupOf({ key, percent, instances }: Omit<Switch, "at" | "off">): Group {
  return { key, percent, instances: new Set(instances) };
}

/** What holds for an app: its own switches and wishes together with those of every app. Without one, those alone. */
export function effectiveOf(
  app: string | undefined,
  switches: readonly Switch[],
  wishes: readonly Wish[],
  version: number,
  intervalMs: number,
  group: (each: Switch) => Group = groupOf,
): Effective {
  const isOf = (each: { app?: string }) => each.app === undefined || each.app === app;
  const ours = switches.filter(isOf);
  const wish = wishes.find((each) => each.app === app);
  const everyone = wishes.find((each) => each.app === undefined);
  const partial = ours.filter((each) => each.off && each.percent < 100);
  const off = ours.filter((each) => each.off && each.percent >= 100);
  return {
    all: {
      interval_ms: wish?.interval_ms ?? everyone?.interval_ms ?? intervalMs,
      stop: (everyone?.stop ?? false) || (wish?.stop ?? false),
      ...keysOf(ours, off),
      version,
    },
    partial: partial.map(group),
  };
}

/** What holds for one instance: the same object as for all when nothing singles it out. */
export function controlsFor({ all, partial }: Effective, instance: string | undefined): Controls {
  if (partial.length === 0 || instance === undefined) return all;
  const off = new Set(all.disabled_keys);
  const on = new Set(all.enabled_keys);
  const share = shareOf(instance);
  for (const each of partial) if (isHit(each, instance, share)) off.add(each.key);
  for (const key of off) on.delete(key);
  return off.size === all.disabled_keys.length
    ? all
    : { ...all, disabled_keys: [...off].sort(), enabled_keys: [...on] };
}

/** Whether a switch holds for an instance. */
export function isHit(
  { percent, instances }: Group,
  instance: string,
  share: number = shareOf(instance),
): boolean {
  return share < percent || instances.has(instance);
}

const HASHES = 2 ** 32;

/** Where an instance stands among all, from 0 up to 100, for good. */
export function shareOf(instance: string): number {
  return (xxh32(instance) / HASHES) * 100;
}

/** True when `key`, or the part of it before its first colon, is switched off. Source: Caddy v1 telemetry. */
export function isOff(off: ReadonlySet<string>, key: string): boolean {
  if (off.size === 0) return false;
  const colon = key.indexOf(":");
  return off.has(key) || (colon >= 0 && off.has(key.slice(0, colon)));
}

/** Off wins; every other key that was switched is told to be on. */
function keysOf(
  switches: readonly Switch[],
  off: readonly Switch[],
): Pick<Controls, "disabled_keys" | "enabled_keys"> {
  const disabled = new Set(off.map(({ key }) => key));
  const enabled = new Set(switches.map(({ key }) => key).filter((key) => !disabled.has(key)));
  return { disabled_keys: [...disabled].sort(), enabled_keys: [...enabled].sort() };
}
