// Deletes all there is of an application, once it was said that this is meant.
import { usePage } from "../../app/page.ts";
import { refusalOf } from "../../app/trouble.ts";
import { useState, type VNode } from "../../preact.ts";
import { oneLine } from "../../text/format.ts";

/** A button that unfolds the question, and folds it away again: until then nothing else has the focus. */
export function Forget({
  application,
  onDone,
}: {
  readonly application: string;
  onDone(): void;
}): VNode {
  const { server, announce } = usePage();
  const [isRunning, setRunning] = useState(false);
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
    }
  };
  return (
    <details class="panel forget">
      <summary>Forget…</summary>
      <p>
        <b>
          Forget <bdi>{name}</bdi>?
        </b>{" "}
        Its installs, counts, reports and answers are deleted. This cannot be undone.
      </p>
      <button type="button" class="go danger" disabled={isRunning} onClick={() => void forget()}>
        Forget it
      </button>
    </details>
  );
}
