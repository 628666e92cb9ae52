// What is asked of clients, and changing it: shown at once, in order, and taken back when the server refuses.
import type { AllControls, ControlsChange, Switch } from "../../core/controls.ts";
import { mayChange, usePage } from "../app/page.ts";
import { isRefused, refusalOf } from "../app/trouble.ts";
import { type Asked, useAsk } from "../app/use-ask.ts";
import { useRef, useState } from "../preact.ts";
import { withChange } from "./with-change.ts";

/** The controls, as the server said last and as the reader wished since. */
export interface ControlsInHand {
  readonly asked: Asked<AllControls>;
  /**
   * Asks for a change of what was seen: of the version it names, or of the newest. Resolves to the version that it made,
   * if anything had to be changed. Rejects as the client does.
   */
  apply(change: ControlsChange): Promise<number | undefined>;
  /** Asks for a change, and says how it went: `done` with a way back, or that it `failed`. */
  change(change: ControlsChange, done: string, failed: string): void;
  /** Takes a change back, and says how that went. Resolves to why it cannot, where that is so. */
  undo(version: number): Promise<string | undefined>;
}

/** Asks for them as long as the part is shown. */
export function useControls(): ControlsInHand {
  const page = usePage();
  const asked = useAsk(["controls"], (server, call) => server.controls(call));
  const [wishes, setWishes] = useState<readonly ControlsChange[]>([]);
  // One request at a time, so that changes arrive in the order they were meant, each over the answer to the one before.
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const held = useRef<AllControls | undefined>(undefined);
  const hear = (controls: AllControls | undefined): void => {
    const isNewer = controls && controls.version >= (held.current?.version ?? 0);
    if (isNewer) held.current = controls;
  };
  hear(asked.data);

  const send = (run: () => Promise<AllControls>, wish?: ControlsChange): Promise<AllControls> => {
    if (wish) setWishes((before) => [...before, wish]);
    const sent = queue.current.then(run);
    const refused = (error: unknown): void => {
      if (refusalOf(error).wantsToken) page.lock();
      else asked.retry();
    };
    queue.current = sent.then(hear, refused).then(() => {
      setWishes((before) => before.filter((each) => each !== wish));
    });
    // Whoever waits for it finds it heard.
    return queue.current.then(() => sent);
  };
  const apply = async (change: ControlsChange): Promise<number | undefined> => {
    let seen = change.version;
    const { version } = await send(() => {
      seen ??= held.current?.version;
      return page.server.change({ ...change, ...(seen !== undefined && { version: seen }) });
    }, change);
    // Where nothing had to be changed, the newest version is somebody else's.
    return seen !== undefined && version > seen ? version : undefined;
  };
  const undo = async (version: number): Promise<string | undefined> => {
    if (!mayTry()) return READS_ONLY;
    try {
      await send(() => page.server.undo({ version }));
      page.announce("Taken back. Pages obey at their next flush.");
      return undefined;
    } catch (error) {
      const reason = failureOf(error);
      page.announce(`Could not take it back: ${reason}`, true);
      return isRefused(error) ? reason : undefined;
    }
  };
  const change = async (wanted: ControlsChange, done: string, failed: string): Promise<void> => {
    if (!mayTry()) return;
    try {
      const made = await apply(wanted);
      page.announce(done, false, made === undefined ? undefined : () => void undo(made));
    } catch (error) {
      page.announce(`${failed}: ${failureOf(error)}`, true);
    }
  };
  const mayTry = (): boolean => {
    if (!mayChange(page)) page.announce(READS_ONLY);
    return mayChange(page);
  };

  return {
    asked: { ...asked, data: wished(held.current, wishes) },
    apply,
    change: (...wanted) => void change(...wanted),
    undo,
  };
}

/** The same object where nothing is wished. */
function wished(
  controls: AllControls | undefined,
  wishes: readonly ControlsChange[],
): AllControls | undefined {
  if (!controls || wishes.length === 0) return controls;
  const after = (switches: readonly Switch[], wish: ControlsChange): readonly Switch[] =>
    withChange(switches, wish, Date.now());
  return { ...controls, switches: wishes.reduce(after, controls.switches) };
}

/** What is said to those who may not. */
export const READS_ONLY = "Your token reads only. Changes take an operator's.";

/** Why a change was not made, in sentences; or that nobody knows. */
export function failureOf(error: unknown): string {
  const { status, message } = refusalOf(error);
  if (status === 409) {
    return message.startsWith("version: what")
      ? "what it changed has been changed again since."
      : "somebody else changed something meanwhile. Nothing was changed.";
  }
  // A request that was not answered may have been obeyed, and so may one that a proxy gave up on.
  return status >= 400 && status <= 500
    ? `${message}. Nothing was changed.`
    : `${message}. Whether it was changed shows once the server answers.`;
}
