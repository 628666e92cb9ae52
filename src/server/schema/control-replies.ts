// What the server answers to whoever changes something: schemas of the nouns of controls, of sessions and of updates.
import type { ChangesReply } from "../../core/api.ts";
import type {
  AllControls,
  Controls,
  LoggedChange,
  Preview,
  Switch,
  Wish,
} from "../../core/controls.ts";
import type { Session } from "../../core/session.ts";
import type { Reply } from "../../core/update.ts";
import { count, list, maybe, noun } from "./noun.ts";
import * as z from "./zod.ts";

/** The nouns that have a schema here, by the names that a description has for them. */
export interface ControlReplies {
  readonly Controls: Controls;
  readonly Switch: Switch;
  readonly Wish: Wish;
  readonly AllControls: AllControls;
  readonly LoggedChange: LoggedChange;
  readonly ChangesReply: ChangesReply;
  readonly Preview: Preview;
  readonly Session: Session;
  readonly Reply: Reply;
  /** What all other answers than 200 are; of an epoch that is over with the push of it that was heard last. */
  readonly Refusal: { readonly error: string; readonly seq?: number };
  readonly Nothing: Readonly<Record<never, never>>;
}

/** Made anew at each call. */
export function controlReplySchemas(): {
  readonly [N in keyof ControlReplies]: z.ZodMiniType<ControlReplies[N]>;
} {
  const text = z.string();
  const texts = list(text);
  const number = z.number();
  const app = { app: maybe(text) };
  const controls = {
    interval_ms: number,
    stop: z.boolean(),
    disabled_keys: texts,
    enabled_keys: texts,
    version: count(),
  };
  const Switch = noun<Switch>()({
    ...app,
    key: text,
    off: z.boolean(),
    percent: number,
    instances: texts,
    at: count(),
  });
  const Wish = noun<Wish>()({ ...app, interval_ms: z.nullable(number), stop: z.boolean() });
  const LoggedChange = noun<LoggedChange>()({
    version: count(),
    at: count(),
    author: text,
    reason: text,
    change: noun<LoggedChange["change"]>()({
      ...app,
      interval_ms: maybe(z.nullable(number)),
      stop: maybe(z.boolean()),
      disable: maybe(texts),
      enable: maybe(texts),
      percent: maybe(number),
      instances: maybe(texts),
    }),
    undoes: maybe(count()),
  });

  return {
    Controls: noun<Controls>()(controls),
    Switch,
    Wish,
    AllControls: noun<AllControls>()({ ...controls, wishes: list(Wish), switches: list(Switch) }),
    LoggedChange,
    ChangesReply: noun<ChangesReply>()({ changes: list(LoggedChange) }),
    Preview: noun<Preview>()({
      instances: count(),
      updates_per_hour: number,
      estimated: z.boolean(),
    }),
    Session: noun<Session>()({
      name: text,
      role: z.enum(["operator", "reader"]),
      is_open: maybe(z.boolean()),
      expires_at: maybe(count()),
    }),
    Reply: noun<Reply>()({
      next_update: number,
      stop: maybe(z.boolean()),
      error: maybe(text),
      disable_keys: maybe(texts),
      enable_keys: maybe(texts),
      ack: maybe(count()),
      version: maybe(count()),
      now: maybe(count()),
      receipt: maybe(text),
    }),
    Refusal: noun<ControlReplies["Refusal"]>()({ error: text, seq: maybe(count()) }),
    Nothing: z.object({}),
  };
}
