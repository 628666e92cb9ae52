// A collector among fakes: nothing it does goes unseen, and it can be reloaded.
import { createCollector } from "../../src/collector/collector.ts";
import type { Collector, CollectorOptions } from "../../src/collector/options.ts";
import type { TallybeaconError } from "../../src/core/errors.ts";
import type { Data } from "../../src/core/json.ts";
import type { Storage } from "../../src/core/ports.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { type FakeClock, fakeClock } from "./clock.ts";
import { beaconSink, type FakeNetwork, fakeNetwork } from "./network.ts";

/** A collector and everything it was handed. */
export interface World {
  readonly tally: Collector;
  readonly clock: FakeClock;
  readonly network: FakeNetwork;
  readonly storage: Storage;
  readonly exit: ReturnType<typeof beaconSink>;
  readonly errors: TallybeaconError[];
  /** Another life on the same storage, network and clock: what a reload is. */
  reload(options?: Partial<CollectorOptions>): Collector;
}

/** Makes one; `options` go over the fakes. */
export function world(options: Partial<CollectorOptions> = {}): World {
  const clock = fakeClock();
  const network = fakeNetwork(clock);
  const exit = beaconSink();
  const errors: TallybeaconError[] = [];
  const all: CollectorOptions = {
    endpoint: "https://tally.example/v1/update",
    clock,
    storage: memoryStorage(),
    transport: network.transport,
    beacon: exit.beacon,
    onError: (error) => errors.push(error),
    ...options,
  };
  return {
    tally: createCollector(all),
    clock,
    network,
    storage: all.storage as Storage,
    exit,
    errors,
    reload: (more) => createCollector({ ...all, ...more }),
  };
}

/** What the server has been sent, update after update. */
export function dataSent({ network }: Pick<World, "network">): (Data | undefined)[] {
  return network.sent.map(({ update }) => update.data);
}

/** Codes of the errors that `onError` heard. */
export function codes({ errors }: Pick<World, "errors">): string[] {
  return errors.map(({ code }) => code);
}
