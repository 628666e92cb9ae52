// Controls for tests of the dashboard: a server that obeys, and refuses when it is told to.
import type { Client } from "../../src/client/client.ts";
import type {
  AllControls,
  ControlsChange,
  LoggedChange,
  Switch,
  Undo,
} from "../../src/core/controls.ts";
import { withChange } from "../../src/dashboard/control/with-change.ts";

/** What is asked of everybody by a server that was just installed. */
export const NO_CONTROLS: AllControls = {
  interval_ms: 3_600_000,
  stop: false,
  disabled_keys: [],
  enabled_keys: [],
  version: 0,
  wishes: [],
  switches: [],
};

/** A key that is off for everybody. */
export const switchOf = (key: string, more: Partial<Switch> = {}): Switch => ({
  key,
  off: true,
  percent: 100,
  instances: [],
  at: 1_000,
  ...more,
});

/** What a client rejects with. */
export const refusal = (status: number, message: string, wantsToken = false): Error =>
  Object.assign(new Error(message), { status, wantsToken });

/** The server, and what it was asked. */
export interface ControlsServer {
  readonly server: Pick<Client, "controls" | "change" | "changes" | "undo">;
  readonly asked: (ControlsChange | Undo)[];
  controls: AllControls;
  log: LoggedChange[];
  /** What the next change or undo is refused with. */
  refuse: Error | undefined;
  /** What changes wait for. */
  hold: Promise<void> | undefined;
  /** Somebody else switches. */
  switched(change: ControlsChange): void;
}

/** One of its own for each test. */
export function controlsServer(controls: Partial<AllControls> = {}): ControlsServer {
  const made: ControlsServer = {
    asked: [],
    controls: { ...NO_CONTROLS, ...controls },
    log: [],
    refuse: undefined,
    hold: undefined,
    switched({ author = "", reason = "", version: _, ...change }) {
      const { controls: held } = made;
      const version = held.version + 1;
      const switches = withChange(held.switches, change, version);
      made.controls = { ...held, ...pick(change), switches, version };
      made.log = [{ version, at: version, author, reason, change }, ...made.log];
    },
    server: {
      controls: async () => made.controls,
      changes: async () => ({ changes: made.log }),
      change: (change) =>
        obey(change, () => {
          if (change.version !== undefined && change.version !== made.controls.version) {
            throw refusal(
              409,
              `version: the controls have been changed since; it is ${made.controls.version} now`,
            );
          }
          made.switched({ author: "ada", ...change });
        }),
      undo: (undo) => obey(undo, () => made.switched({ author: "ada" })),
    },
  };
  async function obey(asked: ControlsChange | Undo, run: () => void): Promise<AllControls> {
    made.asked.push(asked);
    await made.hold;
    const { refuse } = made;
    made.refuse = undefined;
    if (refuse) throw refuse;
    run();
    return made.controls;
  }
  return made;
}

function pick({ app, stop }: ControlsChange): Partial<AllControls> {
  return app === undefined && stop !== undefined ? { stop } : {};
}
