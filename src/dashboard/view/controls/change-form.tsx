// The form that makes a change: what, for whom, why; a preview; and only then its application.
import type { ControlsChange, LoggedChange, Preview } from "../../../core/controls.ts";
import { usePage } from "../../app/page.ts";
import { refusalOf } from "../../app/trouble.ts";
import { type ControlsInHand, failureOf } from "../../control/use-controls.ts";
import { Choice } from "../../part/choice.tsx";
import { useEffect, useRef, useState, type VNode } from "../../preact.ts";
import { changeOf, type Deed, deedOf, type Fault, faultOf, INTERVAL } from "./draft.ts";
import { Entry, Names } from "./entry.tsx";
import { Plan } from "./plan.tsx";
import { useKnownKeys } from "./use-known-keys.ts";

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
  readonly change: ControlsChange;
  /** Of the controls that it was previewed for. */
  readonly version: number;
  readonly preview: Preview;
}

/** How far it has got. */
interface Step {
  /** The words that it is for. */
  readonly of: string;
  readonly isBusy?: boolean;
  readonly fault?: Fault;
  readonly plan?: Planned;
}

/** The form, whose state is the address but for the reason. */
export function ChangeForm({ controls, changes, apps, instances }: ChangeFormProps): VNode {
  const { address, go, server, lock } = usePage();
  const { words } = address;
  const [reason, setReason] = useState("");
  const [step, setStep] = useState<Step>();
  const form = useRef<HTMLFormElement>(null);
  const of = words.toString();
  const { plan, fault } = step?.of === of ? step : {};
  const version = controls.asked.data?.version ?? -1;
  const deed = deedOf(words);
  const app = words.get("app") ?? "";
  const known = useKnownKeys(app ? [app] : apps);
  const wrong = (...fields: string[]): string | undefined =>
    fault && fields.includes(fault.field) ? fault.text : undefined;

  // A link to a key brings its reader here.
  const target = words.get("key") ?? words.get("do");
  useEffect(() => {
    const isHere = form.current?.contains(document.activeElement);
    if (target !== null && !isHere) form.current?.scrollIntoView({ block: "nearest" });
  }, [target, deed, app]);

  const run = async (
    what: () => Promise<Step>,
    failure: (error: unknown) => string,
    before?: Planned,
  ) => {
    setStep({ of, isBusy: true });
    try {
      setStep(await what());
    } catch (error) {
      const { status, message, wantsToken } = refusalOf(error);
      if (wantsToken) lock();
      setStep({
        of,
        ...(before && { plan: before }),
        fault: status === 400 ? faultOf(message) : { field: "", text: failure(error) },
      });
    }
  };
  const look = (): Promise<void> =>
    run(
      async () => {
        const change = changeOf(words);
        return { of, plan: { change, version, preview: await server.preview(change) } };
      },
      (error) => `No preview: ${refusalOf(error).message}.`,
    );
  const apply = (planned: Planned): Promise<void> =>
    run(
      async () => {
        const { change, version: seen } = planned;
        await controls.make({ ...change, ...(reason && { reason }), version: seen }, "Done.");
        setReason("");
        // What was pressed is gone with the plan.
        form.current?.querySelector<HTMLElement>("[type=submit]")?.focus();
        go({ do: null, key: null, percent: null, instance: null, every: null });
        return { of };
      },
      failureOf,
      planned,
    );

  return (
    <>
      <form
        ref={form}
        class="change"
        aria-label="Make a change"
        onSubmit={(event) => {
          event.preventDefault();
          if (!step?.isBusy) void look();
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
          value={deed}
          onChoose={(next) => go({ do: next, every: next === "interval" ? "10m" : null })}
        />
        <Entry
          label="In"
          value={app}
          wrong={wrong("app")}
          onPut={(name) => go({ app: name || null })}
        >
          <option value="">every app</option>
          {[...new Set([...apps, ...(app ? [app] : [])])].sort().map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Entry>
        {(deed === "off" || deed === "on") && (
          <Names
            label="Key"
            hint="A family is switched by what stands before the first colon of its keys."
            values={words.getAll("key")}
            known={known}
            isRequired
            wrong={wrong("disable", "enable")}
            onPut={(key) => go({ key }, true)}
          />
        )}
        {deed === "off" && (
          <>
            <Entry
              label="Share of instances, %"
              hint="Empty: all, or only those named below. Who is in 10% is in 20%, too."
              value={words.get("percent") ?? ""}
              wrong={wrong("percent")}
              onPut={(percent) => go({ percent }, true)}
            />
            <Names
              label="Instance"
              values={words.getAll("instance")}
              known={instances}
              wrong={wrong("instances")}
              onPut={(instance) => go({ instance }, true)}
            />
          </>
        )}
        {deed === "interval" && (
          <Entry
            label="Send an update every"
            hint="As 30s, 10m, 1.5h or 1d. Empty: as every app, or the server's default."
            pattern={INTERVAL}
            value={words.get("every") ?? ""}
            wrong={wrong("interval_ms")}
            onPut={(every) => go({ every }, true)}
          />
        )}
        <Entry
          label="Why"
          hint="For the log."
          value={reason}
          wrong={wrong("reason")}
          onPut={setReason}
        />
        <p class="wrong" role="alert">
          {wrong("")}
        </p>
        <button
          type="submit"
          class={plan ? "quiet" : "go"}
          disabled={version < 0}
          aria-disabled={step?.isBusy ? true : undefined}
        >
          Preview
        </button>
      </form>
      {plan && (
        <Plan
          {...plan}
          isLate={version > plan.version}
          between={changes.filter((each) => each.version > plan.version)}
          onApply={() => void apply(plan)}
        />
      )}
    </>
  );
}
