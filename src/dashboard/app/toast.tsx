// What was said last, for as long as it takes to read it.
import { DASHBOARD_MESSAGE_MS } from "../../core/limits.ts";
import { useEffect, type VNode } from "../preact.ts";
import type { Message } from "./app.tsx";

/** One message; the same words are said again. */
export function Toast({
  message,
  onDismiss,
}: {
  readonly message: Message | undefined;
  onDismiss(): void;
}): VNode {
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(onDismiss, DASHBOARD_MESSAGE_MS);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <div class={message ? `toast shown ${message.isBad ? "bad" : ""}` : "toast"}>
      <p role="status">{message?.text}</p>
      {message?.undo && (
        <button
          type="button"
          class="undo"
          onClick={() => {
            message.undo?.();
            onDismiss();
          }}
        >
          Undo
        </button>
      )}
      {message && (
        <button type="button" class="close" aria-label="Dismiss" onClick={onDismiss}>
          ×
        </button>
      )}
    </div>
  );
}
