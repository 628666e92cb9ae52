// What stands in place of a list while nothing has come: how to send something from a terminal.
import { usePage } from "../app/page.ts";
import type { VNode } from "../preact.ts";

/** `command` ends with the address of `path`. */
export function FirstTry({
  verb,
  command,
  path,
}: {
  /** What was not done yet: "pushed". */
  readonly verb: string;
  readonly command: string;
  readonly path: string;
}): VNode {
  const { base } = usePage();
  return (
    <>
      <p>Nothing was {verb} yet. From a terminal:</p>
      <pre class="try">{`${command} '${new URL(path, base).href}'`}</pre>
    </>
  );
}
