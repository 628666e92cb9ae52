// What keeping a sealed update in IndexedDB costs the main thread, in a page.
import type { idbStorage } from "../../src/storage/idb.ts";
import { type Figure, median } from "./figure.ts";

const KEYS = 20;
const SAVES = 300;
const WARM_UP = 50;
/** Turns of the microtask queue that are waited for; the put is issued after fewer, which is checked. */
const MICROTASKS = 12;

/**
 * Main-thread time of `storage.write` for an update of 20 keys: from the call to the end of the microtasks in which the
 * transaction is opened, the record cloned, the put issued and the transaction committed. The browser's own process
 * does the rest. Saves follow each other, as the collector's do; the page must be cross-origin isolated, or its clock
 * is too coarse.
 */
export async function measureSave(create: typeof idbStorage, where: string): Promise<Figure[]> {
  const update = {
    instance_id: "0b6cfa22-0d4c-41e8-b11b-7a0000000001",
    timestamp: "2026-11-21T08:26:04.143Z",
    epoch: "lx2k9a-4f",
    seq: 1,
    set_keys: [],
    calls: 190,
    data: Object.fromEntries(
      Array.from({ length: KEYS }, (_, i) => [`shop.section.${i}.clicks`, i]),
    ),
  };
  const storage = create("bench");
  let issued = 0;
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...args) {
    issued++;
    return put.apply(this, args);
  };
  await storage.write({ "sealed/opens-the-database": update });

  const saves: number[] = [];
  const clones: number[] = [];
  for (let round = 0; round < SAVES; round++) {
    const before = issued;
    const start = performance.now();
    const saved = storage.write({ [`sealed/lx2k9a-4f/${round % 8}`]: update });
    for (let turn = 0; turn < MICROTASKS; turn++) await undefined;
    saves.push(performance.now() - start);
    if (issued !== before + 1) throw new Error("the put was not issued within the time measured");
    await saved;

    // Ten at once: one is shorter than a tick of the clock.
    const cloneStart = performance.now();
    for (let copy = 0; copy < 10; copy++) structuredClone(update);
    clones.push((performance.now() - cloneStart) / 10);
  }
  IDBObjectStore.prototype.put = put;
  const measured = median(saves.slice(WARM_UP));
  const bare = median(clones.slice(WARM_UP));
  return [
    { name: `save of 20 keys, main thread, ${where}`, measured, unit: "ms", bound: 0.1 },
    {
      name: `the same, times a bare structuredClone, ${where}`,
      measured: measured / bare,
      unit: "x",
    },
  ];
}
