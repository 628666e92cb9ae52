// A wing of a server: further routes, which not every server has to carry.
import type { AnyStore } from "../core/any-store.ts";
import type { MetricFamily } from "../core/family.ts";
import type { Clock, Handler, History } from "../core/ports.ts";
import type { Access } from "./access.ts";
import type { BodyLimits } from "./body.ts";
import type { GateOptions } from "./gate.ts";
import type { Meter } from "./meter.ts";

/** What a wing has of the house that it is built on to. */
export interface WingOptions extends BodyLimits, GateOptions {
  readonly store: AnyStore;
  readonly history: History;
  readonly access: Access;
  readonly meter: Meter;
  readonly origins: readonly string[];
  readonly clock: Clock;
  /** What all wings tell whoever scrapes. */
  readonly families: () => readonly MetricFamily[];
  /** Is to be told of all that is written: whoever looks hears of it. */
  readonly changed: () => void;
  readonly onError?: (error: unknown) => void;
}

/** One that was built. */
export interface BuiltWing {
  /** Those that ask by themselves who comes. */
  readonly routes: Readonly<Record<string, Handler>>;
  /** Those that readers may GET, and whose other methods take an operator. */
  readonly guarded: Readonly<Record<string, Handler>>;
  /** What it tells whoever scrapes. */
  families?(): readonly MetricFamily[];
  /** Takes lines that ride on an update of an app. */
  lines?(text: string, app: string, source: string): void;
  /** Who sent those. Default: nobody is known. */
  sourceOf?(request: Request): string;
  /** Runs with every request, so that no timer is needed. */
  tick?(): void;
}

/** Builds a wing. */
export type Wing = (options: WingOptions) => BuiltWing;
