// Deletes all there is of an application, once it was said that this is meant.
import { usePage } from "../../app/page.ts";
import { refusalOf } from "../../app/trouble.ts";
import { useLayoutEffect, useRef, useState, type VNode } from "../../preact.ts";
import { oneLine } from "../../text/format.ts";

/** A button, and the question in its place. */
export function Forget({
  application,
  onDone,
}: {
  readonly application: string;
  onDone(): void;
}): VNode {
  const { server, announce } = usePage();
  const [isAsking, setAsking] = useState(false);
  const [isRunning, setRunning] = useState(false);
  // Where the focus belongs once the question is there, or gone.
  const first = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useLayoutEffect(() => {
    if (isAsking || wasAsking.current) first.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const name = oneLine(application, 60);
  const forget = async (): Promise<void> => {
    setRunning(true);
    try {
      await server.forgetApplication(application);
      announce(`${name} is forgotten.`);
      onDone();
    } catch (error) {
      announce(`Not all of ${name} was forgotten: ${refusalOf(error).message}.`, true);
      setRunning(false);
      setAsking(false);
    }
  };
  if (!isAsking) {
    return (
      <button ref={first} type="button" class="quiet forget" onClick={() => setAsking(true)}>
        Forget…
      </button>
    );
  }
  return (
    <div class="notice" role="alertdialog" aria-label={`Forget ${name}`}>
      <p>
        <b>
          Forget <bdi>{name}</bdi>?
        </b>{" "}
        Its installs, counts, reports and answers are deleted. This cannot be undone.
      </p>
      <button
        ref={first}
        type="button"
        class="quiet"
        disabled={isRunning}
        onClick={() => setAsking(false)}
      >
        Cancel
      </button>
      <button type="button" class="go danger" disabled={isRunning} onClick={() => void forget()}>
        Forget it
      </button>
    </div>
  );
}
