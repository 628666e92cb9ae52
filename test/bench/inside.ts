// The part of the bench that runs inside a page.
import { createXXHash32 } from "hash-wasm";
import { add } from "../../src/collector/buffer.ts";
import { createState } from "../../src/collector/create-state.ts";
import { seal } from "../../src/collector/seal.ts";
import { createCollector, fastHash, idbStorage } from "../../src/index.ts";
import { measureHash } from "./hash.ts";
import { measureRecord } from "./record.ts";
import { measureSave } from "./save.ts";
import { measureSeal } from "./seal.ts";

const WHERE = "Chromium";

/** `increment` and a bound handle. */
export const record = () => measureRecord(createCollector, WHERE);

/** `seal` and `JSON.stringify`. */
export const sealing = () => measureSeal({ createState, add, seal }, WHERE);

/** `storage.write` of an update. */
export const save = () => measureSave(idbStorage, WHERE);

/** `fastHash`, with the promise for Chromium. */
export const hash = async () => measureHash(await createXXHash32(), fastHash, 10);
