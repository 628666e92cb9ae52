// What was said last, for as long as it takes to read it.
import { DASHBOARD_MESSAGE_MS } from "../../core/dashboard-limits.ts";
import { useEffect, useRef, useState, type VNode } from "../preact.ts";

/** What is said once. */
export interface Message {
  /** Differs from that of the message before. */
  readonly id: number;
  readonly text: string;
  readonly isBad: boolean;
  readonly undo?: () => void;
}

/** One message, which stays for as long as somebody is at it. */
export function Toast({
  message,
  onDismiss,
}: {
  readonly message: Message | undefined;
  onDismiss(): void;
}): VNode {
  const [isHeld, setHeld] = useState(false);
  /** Where the keyboard was before it came here. */
  const origin = useRef<EventTarget | null>(null);
  useEffect(() => {
    if (!message || isHeld) return;
    const timer = setTimeout(onDismiss, DASHBOARD_MESSAGE_MS);
    return () => clearTimeout(timer);
  }, [message, isHeld]);
  const leave = (): void => {
    if (origin.current instanceof HTMLElement) origin.current.focus();
    setHeld(false);
    onDismiss();
  };
  return (
    <div
      class={message ? `toast shown ${message.isBad ? "bad" : ""}` : "toast"}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) origin.current = relatedTarget;
        setHeld(true);
      }}
      onFocusOut={() => setHeld(false)}
    >
      {/* Text that is new there is read out, though it be the same words. */}
      <p role="status">{message && <span key={message.id}>{message.text}</span>}</p>
      {message?.undo && (
        <button
          type="button"
          class="undo"
          onClick={() => {
            message.undo?.();
            leave();
          }}
        >
          Undo
        </button>
      )}
      {message && (
        <button type="button" class="close" aria-label="Dismiss" onClick={leave}>
          ×
        </button>
      )}
    </div>
  );
}
