// What is asked of clients, and changing it: shown at once, in order, and taken back when the server refuses.
import type { AllControls, ControlsChange, Switch } from "../../core/controls.ts";
import { mayChange, usePage } from "../app/page.ts";
import { refusalOf } from "../app/trouble.ts";
import type { Asked } from "../app/use-ask.ts";
import { useRead } from "../app/use-read.ts";
import { useRef, useState } from "../preact.ts";
import { oneLine } from "../text/format.ts";
import { withChange } from "./with-change.ts";

/** The controls, as the server said last and as the reader wished since. */
export interface ControlsInHand {
  readonly asked: Asked<AllControls>;
  /**
   * Asks for a change of what was seen: of the version it names, or of the newest. Then it says that it is `done`, with
   * a way back. Rejects as the client does.
   */
  make(change: ControlsChange, done: string): Promise<void>;
  /** The same for who does not wait for it: that it `failed` is said, too, and why. */
  change(change: ControlsChange, done: string, failed?: string): void;
  /** Switches a key on, or off for all instances, of an app or of every app. */
  turn(key: string, isOn: boolean, app?: string): void;
  /** Takes a change back, and says how that went; with `advice` where others were made since. */
  undo(version: number, advice?: string): void;
}

/** Asks for them as long as the part is shown. */
export function useControls(): ControlsInHand {
  const page = usePage();
  const asked = useRead("controls");
  const [wishes, setWishes] = useState<readonly ControlsChange[]>([]);
  // One request at a time, so that changes arrive in the order they were meant, each over the answer to the one before.
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const held = useRef<AllControls | undefined>(undefined);
  const hear = (controls: AllControls | undefined): void => {
    const isNewer = controls && controls.version >= (held.current?.version ?? 0);
    if (isNewer) held.current = controls;
  };
  hear(asked.data);

  const send = (run: () => Promise<AllControls>, wish: ControlsChange = {}) => {
    setWishes((before) => [...before, wish]);
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
  const make = async (change: ControlsChange, done: string): Promise<void> => {
    let seen = change.version;
    const { version } = await send(() => {
      seen ??= held.current?.version ?? 0;
      return page.server.change({ ...change, version: seen });
    }, change);
    // Where nothing had to be changed, the newest version is somebody else's.
    if (seen === version) page.announce("Nothing had to be changed: it is so already.");
    else page.announce(`${done} ${LATER}`, false, () => undo(version));
  };
  const tell = (made: Promise<void>, failed = "Could not change it", advice = ""): void => {
    made.catch((error) => {
      const more = refusalOf(error).status === 409 && advice ? ` ${advice}` : "";
      page.announce(`${failed}: ${failureOf(error)}${more}`, true);
    });
  };
  const undo = (version: number, advice?: string): void =>
    tell(
      send(() => page.server.undo({ version })).then(() => page.announce(`Taken back. ${LATER}`)),
      undefined,
      advice,
    );
  const change = (wanted: ControlsChange, done: string, failed?: string): void =>
    mayChange(page) ? tell(make(wanted, done), failed) : page.announce(READS_ONLY);
  const turn = (key: string, isOn: boolean, app?: string): void => {
    const label = oneLine(key, 60);
    const way = isOn ? "on" : "off";
    change(
      { ...(app !== undefined && { app }), [isOn ? "enable" : "disable"]: [key] },
      `${label} is ${way} in ${app === undefined ? "every app" : oneLine(app, 40)}.`,
      `Could not switch ${label} ${way}`,
    );
  };

  return { asked: { ...asked, data: wished(held.current, wishes) }, make, change, turn, undo };
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

const LATER = "Pages obey at their next flush.";

/** What is said to those who may not. */
export const READS_ONLY = "Your token reads only. Changes take an operator's.";

/** Why a change was not made, in sentences; or that nobody knows. */
export function failureOf(error: unknown): string {
  const { status, message } = refusalOf(error);
  // A request that was not answered may have been obeyed, and so may one that a proxy gave up on.
  return status >= 400 && status <= 500
    ? `${status === 409 ? "there were other changes since" : message}. Nothing was changed.`
    : `${message}. Whether it was changed shows once the server answers.`;
}
