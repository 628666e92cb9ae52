// The command line in this process, and what it said.
import { PassThrough, type Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { run } from "../../src/cli/run.ts";

export interface Said {
  readonly code: number;
  readonly printed: string;
  readonly complained: string;
  /** What went to stdout as it is. */
  readonly out: string;
}

/** The world of one call. */
export interface World {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Is given what was printed once a server runs, which is stopped when it is through. */
  readonly look?: (printed: string) => unknown;
  /** Takes what goes to stdout; what it got is then not told. */
  readonly out?: Writable;
}

/** Runs the command line. */
export async function call(args: readonly string[], world: World = {}): Promise<Said> {
  const { env = {}, look = () => {}, out = new PassThrough() } = world;
  const printed: string[] = [];
  const complaints: string[] = [];
  const written = world.out ? Promise.resolve("") : text(out as PassThrough);
  const code = await run(args, {
    env,
    out,
    print: (line) => void printed.push(line),
    complain: (line) => void complaints.push(line),
    untilStopped: async () => void (await look(printed.join("\n"))),
  });
  if (!world.out) out.end();
  return {
    code,
    printed: printed.join("\n"),
    complained: complaints.join("\n"),
    out: await written,
  };
}
