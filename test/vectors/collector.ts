// The collector vectors: what Caddy's client did, and where ours differs on purpose.
import {
  add,
  append,
  appendUnique,
  type Buffer,
  purge,
  set,
  setNested,
  toData,
} from "../../src/collector/buffer.ts";
import { refusal } from "../../src/collector/controls.ts";
import { createState } from "../../src/collector/create-state.ts";
import { flush, stop } from "../../src/collector/emitter.ts";
import type { Flush } from "../../src/collector/state.ts";
import { fnv1a } from "../../src/hash/fnv1a.ts";
import { answer } from "../support/answer.ts";
import { manualClock } from "../support/manual-clock.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";
import { type BufferOutcome, type Otherwise, seedBuffer } from "./seed-buffer.ts";
import { type Emission, type Reply, type Rules, seedEmission } from "./seed-emission.ts";

/** Where we differ, by rule. */
export const collectorDecisions: readonly Decision[] = [
  {
    rule: "every distinct member of a counting set is one item, and a full buffer refuses new ones",
    why: "defect 6: otherwise a set of user agents grows without bound",
  },
  {
    rule: "what `set` replaces is released from the item count",
    why: "defect 7: the count is of what is held",
  },
  {
    rule: "a verb that does not fit the key's kind is told also when the buffer is full",
    why: "the fault is the caller's, however full the buffer",
  },
  {
    rule: "a whole number is an integer however it is written: 5.0 given to `set`, 5e9 as next_update",
    why: "JSON and JavaScript have one type of number; fractions are refused as in the seed",
  },
  {
    rule: "each reply is read by itself; that of the last attempt decides stop and next_update",
    why: "defect 13: members of an earlier reply must not speak for a later one",
  },
  {
    rule: "a key disabled by the user stays the user's",
    why: "defect 2: a later enable must not undo the user's choice",
  },
  {
    rule: "4xx other than 408, 425 and 429 is not tried again within the emission",
    why: "defect 15: the same bytes would be refused again; 400, 413 and 422 drop the update and count it, others keep it",
  },
  {
    rule: "Retry-After counts with every answer that is worth a retry, whatever its media type, in seconds or as an HTTP date",
    why: "defect 14, RFC 9110: a proxy answers with HTML and means it",
  },
  {
    rule: "a wait that Retry-After asks for is between one second and one hour; what cannot be used means the back-off",
    why: "defect 14: four requests within milliseconds, or none for years, help nobody",
  },
  {
    rule: "the next_update of a 429 is its wait from one second on, as it is everywhere; below, Retry-After counts",
    why: "defect 14: four requests within milliseconds help nobody",
  },
  {
    rule: "four 429 are a failure, and nothing is waited for after the last attempt; then comes the ordinary interval",
    why: "defect 4: the payload is kept, and nobody is told that it arrived",
  },
  {
    rule: "an interval is thirty days at the most",
    why: "one slip of a server, or of a clock, must not silence a client for years",
  },
  {
    rule: "the wait of a 429 is not the interval of a later success",
    why: "defect 13",
  },
  {
    rule: "a 429 ends the last emission as a failure",
    why: "the data was not taken",
  },
  {
    rule: "the last emission retries for 30 seconds at the most",
    why: "defect 19: the seed's can block for minutes",
  },
  {
    rule: "a body must be one JSON value and nothing else",
    why: "what follows the first value was not meant for us, or cut off",
  },
];

interface BufferRow {
  readonly name: string;
  readonly ops: readonly (readonly [string, ...unknown[]])[];
  readonly max_items?: number;
  readonly disabled_at_init?: readonly string[];
  readonly expect: BufferOutcome;
}

const NOT: Readonly<Record<string, string>> = {
  setNested: "non-map",
  append: "non-slice",
  appendUnique: "non-counting-set",
  add: "non-integer",
  increment: "non-integer",
};
const NO: Otherwise = {
  countMembers: false,
  releaseReplaced: false,
  warnWhenFull: false,
  wholeFloats: false,
};
const YES: Otherwise = {
  countMembers: true,
  releaseReplaced: true,
  warnWhenFull: true,
  wholeFloats: true,
};

const bufferFile: FileRunner = async (file) => {
  const { cases, default_max_items } = file as { cases: BufferRow[]; default_max_items: number };
  return cases.map((row): RowResult => {
    const { name, ops, max_items: maxItems = default_max_items, disabled_at_init: off = [] } = row;
    const recorded = compare(name, sorted(row.expect), sorted(seedBuffer(ops, off, maxItems, NO)));
    if (!recorded.ok)
      return { ...recorded, detail: `the seed's rules do not explain it: ${recorded.detail}` };
    return compare(
      name,
      sorted(seedBuffer(ops, off, maxItems, YES)),
      sorted(ours(ops, off, maxItems)),
    );
  });
};

function ours(
  ops: BufferRow["ops"],
  disabledKeys: readonly string[],
  maxItems: number,
): BufferOutcome {
  const buffer: Buffer = createState({ endpoint: "/", disabledKeys, maxItems });
  const warnings: BufferOutcome["warnings"] = [];
  const plain = (value: unknown) => (value as { __float__?: number } | null)?.__float__ ?? value;
  for (const [verb, key, ...rest] of ops as [string, string, ...never[]][]) {
    const args = rest.map(plain) as never[];
    const run = {
      set,
      setNested,
      append,
      appendUnique,
      add,
      increment: (b: Buffer, k: string) => add(b, k, 1),
    };
    if (verb === "reset") purge(buffer);
    else if (run[verb as "set"](buffer, key, ...(args as [never])) === "key-type") {
      warnings.push({ key, already_used_for: NOT[verb] as string });
    }
  }
  return { data: toData(buffer.cells), item_count: buffer.items, warnings };
}

/** Counting sets are unordered on the wire. */
function sorted(outcome: BufferOutcome): BufferOutcome {
  const data = Object.fromEntries(
    Object.entries(outcome.data).map(([key, value]) => [
      key,
      Array.isArray(value) &&
      value.every((member) => member && Object.hasOwn(Object(member), "count"))
        ? value.map((member) => JSON.stringify(member)).sort()
        : value,
    ]),
  );
  return { ...outcome, data };
}

interface RetryRow {
  readonly name: string;
  readonly final: boolean;
  readonly replies: readonly Reply[];
  readonly expect: Emission;
}

const SEED: Rules = { own: false };
const OURS: Rules = { own: true };

const retryFile: FileRunner = async (file) => {
  const results: RowResult[] = [];
  for (const { name, final, replies, expect } of (file as { cases: RetryRow[] }).cases) {
    const recorded = compare(name, outcome(expect), outcome(seedEmission(replies, final, SEED)));
    const came = outcome(await emission(replies, final));
    const wanted = outcome(seedEmission(replies, final, OURS));
    results.push(
      recorded.ok
        ? compare(name, wanted, came)
        : { ...recorded, detail: `the seed's rules do not explain it: ${recorded.detail}` },
    );
  }
  return results;
};

/** What of an emission is compared: that there was an error, not its words. */
function outcome({ error, next_delay, disabled_afterwards = {}, ...rest }: Emission) {
  return {
    ...rest,
    next_delay,
    failed: error !== null,
    disabled: { user: "permanent", ...disabled_afterwards },
  };
}

/** One emission of ours, with chance at its upper end, so that a jittered wait is the whole back-off. */
async function emission(replies: readonly Reply[], final: boolean): Promise<Emission> {
  const clock = { ...manualClock(Date.UTC(2026, 10, 21)), random: () => 1 };
  const sentAtMs: number[] = [];
  const state = createState({
    endpoint: "/v1/update",
    disabledKeys: ["user"],
    clock,
    enabled: () => true,
    transport: async () => {
      const reply = replies[Math.min(sentAtMs.length, replies.length - 1)] as Reply;
      sentAtMs.push(clock.now());
      if (reply.transport_error) throw new Error(reply.transport_error);
      const { status, content_type: contentType = null, retry_after: retryAfter, body } = reply;
      return answer({ status, contentType, retryAfter, body });
    },
  });
  let flushed: Flush;
  if (final) {
    let isOver = false;
    const stopping = stop(state).finally(() => {
      isOver = true;
    });
    for (let second = 0; !isOver && second < 120; second++) {
      for (let turn = 0; turn < 50; turn++) await undefined;
      if (!isOver) clock.advance(1000);
    }
    flushed = await stopping;
  } else {
    flushed = await flush(state);
    for (let attempt = 1; state.failures && attempt < 10; attempt++) {
      clock.advance(state.nextAtMs - clock.now());
      flushed = await flush(state);
    }
  }
  const scheduled = !final && !state.stopped;
  const delayMs = state.nextAtMs - clock.now();
  const isDefault = delayMs >= 3_600_000 && delayMs <= 3_660_000;
  return {
    attempts: sentAtMs.length,
    waits_ms: sentAtMs.slice(1).map((atMs, index) => atMs - (sentAtMs[index] as number)),
    error: flushed.ok ? null : flushed.error.message,
    scheduled,
    ...(scheduled
      ? isDefault
        ? { next_delay: "default: 3600000 to 3660000 ms" }
        : { next_delay_ms: delayMs }
      : {}),
    disabled_afterwards: Object.fromEntries(
      [...state.never, ...state.off].map((key) => [
        key,
        state.never.includes(key) ? "permanent" : refusal(state, key) ? "temporary" : "open",
      ]),
    ),
  };
}

interface HashFile {
  readonly fast_hash: readonly {
    readonly input: string;
    readonly input_hex: string;
    readonly hash: string;
  }[];
  readonly client_hello_key: readonly { readonly key: string; readonly string_hashed: string }[];
}

const hashFile: FileRunner = async (file) => {
  const { fast_hash = [], client_hello_key = [] } = file as HashFile;
  return [
    ...fast_hash.map(({ input_hex, hash }) => compare(input_hex, hash, fnv1a(bytesOf(input_hex)))),
    ...fast_hash
      .filter(({ input }) => input !== undefined && !input.includes("\uFFFD"))
      .map(({ input, hash }) => compare(`"${input}"`, hash, fnv1a(input))),
    ...client_hello_key.map(({ string_hashed, key }) =>
      compare(string_hashed, key, fnv1a(string_hashed)),
    ),
  ];
};

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** By file name. */
export const collectorFiles: Readonly<Record<string, FileRunner>> = {
  "collector-buffer": bufferFile,
  "collector-retry": retryFile,
  "collector-fasthash": hashFile,
};
