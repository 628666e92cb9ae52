// The form that makes a change: what, for whom, why; a preview; and only then its application.
import type { ControlsChange, LoggedChange, Preview } from "../../../core/controls.ts";
import { MAX_NOTE_CHARS } from "../../../core/store-limits.ts";
import type { Words } from "../../app/address.ts";
import { usePage } from "../../app/page.ts";
import { refusalOf } from "../../app/trouble.ts";
import { type ControlsInHand, failureOf } from "../../control/use-controls.ts";
import { Choice } from "../../part/choice.tsx";
import { useEffect, useRef, useState, type VNode } from "../../preact.ts";
import { changeText } from "./change-words.tsx";
import { changeOf, type Deed, draftOf, type Fault, faultOf, isFault } from "./draft.ts";
import { Entry, marks } from "./entry.tsx";
import { IntervalFields, KeyFields } from "./fields.tsx";
import { Plan } from "./plan.tsx";

/** What the form needs to know. */
export interface ChangeFormProps {
  readonly controls: ControlsInHand;
  /** The log, newest first. */
  readonly changes: readonly LoggedChange[];
  readonly apps: readonly string[];
  /** Ids that were heard lately. */
  readonly instances: readonly string[];
}

interface Planned {
  /** The draft that it is for, as text. */
  readonly of: string;
  readonly change: ControlsChange;
  readonly version: number;
  readonly preview: Preview;
  /** The server said that it comes too late. */
  readonly isLate?: boolean;
}

const NOTHING: Words = { do: null, key: null, percent: null, instance: null, every: null };

/** The form, whose state is the address but for the reason. */
export function ChangeForm({ controls, changes, apps, instances }: ChangeFormProps): VNode {
  const { address, go, server, announce, lock } = usePage();
  const [reason, setReason] = useState("");
  const [plan, setPlan] = useState<Planned>();
  const [fault, setFault] = useState<Fault & { readonly of: string }>();
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const draft = draftOf(address.words);
  const of = JSON.stringify(draft);
  const now = controls.asked.data;
  const planned = plan?.of === of ? plan : undefined;
  const wrong = (...fields: string[]): string | undefined =>
    fault?.of === of && fields.includes(fault.field) ? fault.text : undefined;

  // A link to a key brings its reader here.
  const target = `${draft.deed} ${draft.app} ${draft.keys[0]}`;
  useEffect(() => {
    const isAsked = ["key", "do"].some((word) => address.words.has(word));
    if (isAsked && !form.current?.contains(document.activeElement)) {
      form.current?.scrollIntoView({ block: "nearest" });
    }
  }, [target]);

  const run = async (what: () => Promise<void>, reasonOf: (error: unknown) => string) => {
    if (isBusy) return;
    setBusy(true);
    setFault(undefined);
    try {
      await what();
    } catch (error) {
      const { status, message, wantsToken } = refusalOf(error);
      if (wantsToken) lock();
      setFault({
        of,
        ...(status === 400 ? faultOf(message) : { field: "", text: reasonOf(error) }),
      });
    } finally {
      setBusy(false);
    }
  };
  const preview = async (): Promise<void> => {
    const change = changeOf(draft);
    if (isFault(change)) return setFault({ of, ...change });
    if (!now) return;
    await run(
      async () => {
        setPlan(undefined);
        const found = await server.preview({ ...change, ...(reason && { reason }) });
        setPlan({ of, change, version: now.version, preview: found });
      },
      (error) => `No preview: ${refusalOf(error).message}.`,
    );
  };
  const apply = ({ change, version }: Planned): Promise<void> =>
    run(async () => {
      try {
        const asked = { ...change, ...(reason && { reason }), version };
        const made = await controls.apply(asked);
        if (made === undefined) announce("Nothing had to be changed: it is so already.");
        else {
          const done = `Done: ${changeText(change)}. Pages obey at their next flush.`;
          announce(done, false, () => void controls.undo(made));
        }
        setPlan(undefined);
        setReason("");
        go(NOTHING);
      } catch (error) {
        if (refusalOf(error).status !== 409) throw error;
        setPlan((before) => before && { ...before, isLate: true });
      }
    }, failureOf);

  const isKeys = draft.deed === "off" || draft.deed === "on";
  return (
    <form
      ref={form}
      class="change"
      aria-label="Make a change"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void preview();
      }}
    >
      <Choice<Deed>
        label="What"
        options={[
          ["off", "Off", "Switch keys off"],
          ["on", "On", "Switch keys on"],
          ["interval", "Interval", "Set the interval"],
          ["stop", "Stop", "Stop collection"],
        ]}
        value={draft.deed}
        onChoose={(deed) => go({ do: deed, every: deed === "interval" ? "10m" : null })}
      />
      <Entry id="change-app" label="In" wrong={wrong("app")}>
        <select
          class="field"
          {...marks("change-app", wrong("app"))}
          value={draft.app ?? ""}
          onChange={({ currentTarget: { value } }) => go({ app: value || null })}
        >
          <option value="">every app</option>
          {[...new Set([...apps, ...(draft.app ? [draft.app] : [])])].sort().map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </Entry>
      {isKeys && <KeyFields draft={draft} apps={apps} instances={instances} wrong={wrong} />}
      {draft.deed === "interval" && <IntervalFields draft={draft} wrong={wrong} />}
      <Entry id="change-reason" label="Why" hint="For the log." wrong={wrong("reason")}>
        <input
          class="field"
          {...marks("change-reason", wrong("reason"))}
          value={reason}
          maxLength={MAX_NOTE_CHARS}
          autocomplete="off"
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </Entry>
      {wrong("") !== undefined && (
        <p class="wrong" role="alert">
          {wrong("")}
        </p>
      )}
      <button type="submit" class={planned ? "quiet" : "go"} disabled={isBusy || !now}>
        {planned ? "Preview again" : "Preview"}
      </button>
      {planned && (
        <Plan
          change={planned.change}
          preview={planned.preview}
          isLate={planned.isLate || (!isBusy && (now?.version ?? 0) > planned.version)}
          between={changes.filter(({ version }) => version > planned.version)}
          isBusy={isBusy}
          onApply={() => void apply(planned)}
        />
      )}
    </form>
  );
}
