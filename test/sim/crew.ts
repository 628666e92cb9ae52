// Many seeds over all cores: one thread each, with modules of its own.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Bug } from "./planted.ts";
import type { Schedule } from "./schedule.ts";
import type { Breach } from "./world.ts";

/** What one thread plays: every `by`-th seed. */
export interface Job {
  readonly from: number;
  readonly to: number;
  readonly by: number;
  /** By the client that is built, not by the sources. */
  readonly isBuilt?: boolean;
  readonly bug?: Bug;
  readonly stopsAtFirst?: boolean;
}

/** A seed that breaks a promise, cut down to its shortest story. */
export interface Failure {
  readonly seed: number;
  readonly breach: Breach;
  readonly story: readonly string[];
  readonly schedule: Schedule;
}

/** What a thread tells. */
export type News = Failure | { readonly played: number } | { readonly error: string };

/** What came of a job. */
export interface Result {
  readonly played: number;
  readonly failures: readonly Failure[];
}

/** Plays one job in a thread of its own. */
export function playJob(job: Job): Promise<Result> {
  return new Promise((resolve, reject) => {
    const failures: Failure[] = [];
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: job,
      // Those of the runner are not for us; node:sqlite would say in every thread that it is new.
      execArgv: ["--no-warnings"],
    });
    let played = 0;
    worker.on("message", (news: News) => {
      if ("played" in news) played = news.played;
      else if ("error" in news) reject(new Error(news.error));
      else failures.push(news);
    });
    worker.on("error", reject);
    worker.on("exit", () => {
      if (played) resolve({ played, failures });
      else reject(new Error("a thread ended before its schedules did"));
    });
  });
}

/** Plays `count` seeds from `from` on, over all cores. */
export async function playSeeds(from: number, count: number, isBuilt = false): Promise<Result> {
  const by = availableParallelism();
  const jobs = Array.from({ length: by }, (_, n) =>
    playJob({ from: from + n, to: from + count, by, isBuilt }),
  );
  const results = await Promise.all(jobs);
  return {
    played: results.reduce((sum, { played }) => sum + played, 0),
    failures: results.flatMap(({ failures }) => failures),
  };
}

/** How one bug was found: `seed` is how many schedules it took. */
export interface Caught {
  readonly bug: Bug;
  readonly failure: Failure | undefined;
}

/** Looks for each bug with at most `seeds` schedules. */
export async function catchBugs(bugs: readonly Bug[], seeds: number): Promise<Caught[]> {
  const caught: Caught[] = [];
  const left = bugs.entries();
  const work = async () => {
    for (const [at, bug] of left) {
      const job = { from: 1, to: seeds + 1, by: 1, bug, stopsAtFirst: true };
      const { failures } = await playJob(job);
      caught[at] = { bug, failure: failures[0] };
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return caught;
}
