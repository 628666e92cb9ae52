// Notices that go out with every answer.
import type { Notice } from "../../../core/report.ts";
import { MAX_NOTICE_CHARS } from "../../../core/report-limits.ts";
import { useRef, type VNode } from "../../preact.ts";
import { oneLine } from "../../text/format.ts";
import type { Change } from "./use-change.ts";

const LEVELS = ["INFO", "WARNING", "ERROR"];

/** A list, and a form that adds to it. */
export function Notices({
  notices,
  isFixed,
  onChange,
}: {
  readonly notices: readonly Notice[];
  readonly isFixed: boolean;
  readonly onChange: Change;
}): VNode {
  const level = useRef<HTMLSelectElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const add = (event: Event): void => {
    event.preventDefault();
    const message = field.current?.value.trim();
    if (!field.current || !message) return;
    field.current.value = "";
    onChange({ notices: [...notices, { level: level.current?.value ?? "", message }] });
  };
  const remove = (gone: Notice): void => {
    onChange({ notices: notices.filter((one) => one !== gone) });
    field.current?.focus();
  };
  return (
    <form onSubmit={add}>
      <label for="notice-message">Notices</label>
      <ul aria-label="Notices that go out">
        {notices.map((notice, at) => (
          <li key={`${at} ${notice.message}`}>
            <b class="kind">{oneLine(notice.level, 32)}</b>
            <bdi>{oneLine(notice.message, MAX_NOTICE_CHARS)}</bdi>
            {!isFixed && (
              <button
                type="button"
                class="tool"
                aria-label={`Remove the notice: ${oneLine(notice.message, 60)}`}
                onClick={() => remove(notice)}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {isFixed ? (
        notices.length === 0 && <p class="soft">None.</p>
      ) : (
        <div class="line">
          <select ref={level} class="field" aria-label="Level of the notice">
            {LEVELS.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
          <input
            ref={field}
            class="field"
            id="notice-message"
            maxLength={MAX_NOTICE_CHARS}
            placeholder="A message for its users"
            autocomplete="off"
            required
          />
          <button type="submit" class="quiet">
            Add
          </button>
        </div>
      )}
    </form>
  );
}
