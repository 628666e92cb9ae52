// One object among several: counts for the instances that are at home with it, and passes on what is for others.
import { TallybeaconError } from "../../core/errors.ts";
import type { Moved, Part } from "../../core/part.ts";
import type { Clock, Handler } from "../../core/ports.ts";
import { HOME_TRIES, OVERDUE_MS, REMINDERS } from "../../core/shard-limits.ts";
import type { Store } from "../../core/tally.ts";
import { unstored } from "../../server/answer.ts";
import { type BodyLimits, readText } from "../../server/body.ts";
import { homeOf } from "./home.ts";
import { instanceIn, instanceOf } from "./instance-of.ts";
import type { Passed, Peer, Peers, View } from "./peer.ts";
import type { Records } from "./view.ts";

/** What a member is made of. */
export interface MemberOptions {
  readonly name: string;
  readonly store: Store;
  readonly part: Part;
  readonly records: Records;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly limits: BodyLimits;
  /** Asks the root. Afterwards there is a view. */
  readonly learn: () => Promise<void>;
  /** An update came. */
  readonly arm: () => void;
  /** Has `tidy` called after so many milliseconds, or sooner. */
  readonly wake: (ms: number) => void;
  readonly onError?: (error: unknown) => void;
}

/** A member. */
export interface Member extends Pick<Peer, "give" | "gone" | "remind"> {
  /** `store.accept`, for the instances at home here only. */
  readonly accept: Store["accept"];
  /** Answers an update by `handler`, here or at the home of its instance. */
  update(request: Request, handler: Handler): Promise<Response>;
  pass(update: Passed, view: View, handler: Handler): ReturnType<Peer["pass"]>;
  /** Asks after what was given and is not known to have arrived; comes back while there is more of it. */
  tidy(): Promise<void>;
}

/** Makes the member called `name`. */
export function createMember(options: MemberOptions): Member {
  const { name, store, part, records, peers, clock, limits, learn, arm, wake, onError } = options;
  /** Whom others are being asked for. */
  const fetching = new Map<string, Promise<void>>();
  const view = () => records.view() as View;
  const isHome = (instance: string) => homeOf(instance, view().shards) === name;
  const isHere = (instance: string) => part.knows(instance) && !records.isLeaving(instance);

  return {
    accept(update, ...more) {
      // It may have been given away while its update was read.
      if (isHome(update.instance_id) && !records.isLeaving(update.instance_id)) {
        arm();
        return store.accept(update, ...more);
      }
      return Promise.reject(new TallybeaconError("storage", "the instance is moving"));
    },
    async update(request, handler) {
      const { url, headers } = request;
      const named = instanceOf(headers);
      // Alone, there is nobody to pass it on to.
      if (records.view()?.shards === 1 && view().former.length === 0) return handler(request);
      const body = named === undefined ? await readText(request, limits) : undefined;
      const instance = named ?? instanceIn(body as string);
      const whole = () => (body === undefined ? request : again(request, body));
      if (instance === undefined) return handler(whole());
      try {
        for (let tries = 0; tries < HOME_TRIES; tries += 1) {
          const elsewhere = await settle(instance);
          if (elsewhere === undefined) return await handler(whole());
          const text = body ?? (await request.clone().text());
          const passed = { url, headers: [...again(request, "").headers], body: text };
          const { back, view: theirs } = await peers(elsewhere).pass(passed, view());
          if (back) return new Response(back.body, { ...back, headers: back.headers as never });
          records.see(theirs);
        }
      } catch (error) {
        // Another object is away, and back in a moment.
        onError?.(error);
      }
      return unstored(request);
    },
    async pass({ url, headers, body }, seen, handler) {
      await hear(seen);
      const request = new Request(url, { method: "POST", headers: headers as never, body });
      const instance = instanceIn(body);
      if (instance !== undefined && (await settle(instance)) !== undefined) return { view: view() };
      const response = await handler(request);
      const { status } = response;
      const back = { status, headers: [...response.headers], body: await response.text() };
      return { back, view: view() };
    },
    async give(instance, to, seen) {
      await hear(seen);
      const isTheirs = homeOf(instance, view().shards) === to && to !== name;
      if (!isTheirs || seen.version < view().version) return { view: view() };
      const moved = part.copy(instance);
      if (!moved) return { view: view() };
      records.leave(instance, to, clock.now());
      wake(OVERDUE_MS);
      return { moved, view: view() };
    },
    async gone(instance, version) {
      // It may have come back since, and been given once more.
      if (!records.wasGivenBy(instance, version)) return;
      part.release(instance);
      records.settle(instance);
    },
    async remind(instance, seen) {
      await hear(seen);
      await settle(instance);
      return { taken: isHere(instance), view: view() };
    },
    async tidy() {
      for (const { instance, home } of records.overdue(clock.now() - OVERDUE_MS, REMINDERS)) {
        let taken = false;
        try {
          const answer = await peers(home).remind(instance, view());
          records.see(answer.view);
          taken = answer.taken;
        } catch (error) {
          // It is asked again later; others need not wait for it.
          onError?.(error);
        }
        // Meanwhile it may have come back.
        if (!records.isLeaving(instance)) continue;
        if (taken) drop(instance);
        else if (isHome(instance)) records.settle(instance);
        else records.leave(instance, homeOf(instance, view().shards), clock.now());
      }
      if (records.isAnyLeaving()) wake(OVERDUE_MS);
    },
  };

  /** Others tell of the view only, the root also of what is off. */
  async function hear(seen: View): Promise<void> {
    if (!records.view()) await learn();
    records.see(seen);
  }

  /** Sees to it that an instance is here if this is its home; otherwise gives the home. */
  async function settle(instance: string): Promise<string | undefined> {
    if (!records.view()) await learn();
    for (let tries = 0; tries < HOME_TRIES; tries += 1) {
      const home = homeOf(instance, view().shards);
      if (home !== name) return home;
      if (view().former.length === 0 || isHere(instance)) return undefined;
      const before = view().version;
      let asking = fetching.get(instance);
      if (!asking) {
        asking = fetch(instance).finally(() => fetching.delete(instance));
        fetching.set(instance, asking);
      }
      await asking;
      if (view().version === before) return undefined;
    }
    throw new TallybeaconError("storage", "the shards do not agree yet");
  }

  /**
   * Asks all former homes for an instance, and takes the copy that is furthest: on its way from home to home it may have
   * left some behind. Whoever answers has heard of this view, and takes none in by an older one.
   */
  async function fetch(instance: string): Promise<void> {
    const seen = view();
    const homes = new Set(seen.former.map((shards) => homeOf(instance, shards)));
    homes.delete(name);
    const given = new Map<string, Moved>();
    for (const home of homes) {
      const { moved, view: theirs } = await peers(home).give(instance, name, seen);
      if (records.see(theirs) || view().version !== seen.version) return;
      if (moved) given.set(home, moved);
    }
    const own = records.isLeaving(instance) ? part.copy(instance) : undefined;
    const copies = own ? [...given.values(), own] : [...given.values()];
    const furthest = copies.reduce<Moved | undefined>(further, undefined);
    if (furthest && furthest === own) records.settle(instance);
    else if (furthest) {
      if (own) drop(instance);
      part.adopt(furthest);
    }
    // As many apps as there may be: then it stays where it was.
    if (!isHere(instance)) return;
    // Should they not hear of it, they remind this one of it.
    for (const home of given.keys())
      peers(home)
        .gone(instance, seen.version)
        .catch(() => {});
  }

  function drop(instance: string): void {
    part.release(instance);
    records.settle(instance);
  }
}

/** A request whose body was read, and unzipped. */
function again(request: Request, body: string): Request {
  const headers = new Headers(request.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Request(request, { headers, body });
}

/** Of two copies the one that has heard more; what remains of one that was forgotten is the last there can be. */
function further(one: Moved | undefined, other: Moved): Moved {
  if (!one || other.receipt !== undefined) return other;
  if (one.receipt !== undefined) return one;
  for (const column of [UPDATES, DUPLICATES, LAST_SEEN]) {
    const more = Number(other.row[column]) - Number(one.row[column]);
    if (more !== 0) return more > 0 ? other : one;
  }
  return one;
}

/** Columns of `Moved.row`. */
const LAST_SEEN = 1;
const UPDATES = 3;
const DUPLICATES = 4;
