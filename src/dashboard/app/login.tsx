// The form that stands in place of everything else until its token is taken.
import type { Session } from "../../core/session.ts";
import { useEffect, useRef, useState, type VNode } from "../preact.ts";
import { span } from "../text/format.ts";
import { Mark } from "./mark.tsx";
import { usePage } from "./page.ts";
import { refusalOf } from "./trouble.ts";

/** Asks for a token, and enters by it. */
export function Login({
  title,
  onEnter,
}: {
  readonly title: string;
  onEnter(session: Session): void;
}): VNode {
  const { server } = usePage();
  const [problem, setProblem] = useState("");
  const [isAsking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `Sign in · ${title}`;
    field.current?.focus();
  }, [title]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isAsking || !field.current) return;
    setAsking(true);
    setProblem("");
    try {
      onEnter(await server.login(field.current.value));
    } catch (error) {
      setProblem(sentence(error));
      field.current?.select();
    } finally {
      setAsking(false);
    }
  };
  return (
    <main class="gate">
      <form
        class="panel void"
        aria-labelledby="login-title"
        onSubmit={(event) => void submit(event)}
      >
        <p class="brand">
          <Mark />
          <bdi>{title}</bdi>
        </p>
        <h1 id="login-title">Sign in</h1>
        <p>This server asks for a token. Whoever runs it has one for you.</p>
        <label for="login-token">Token</label>
        <input
          ref={field}
          class="field"
          id="login-token"
          type="password"
          autocomplete="current-password"
          autocapitalize="none"
          spellcheck={false}
          required
          aria-invalid={problem ? true : undefined}
          aria-describedby="login-problem"
        />
        <p class="wrong" id="login-problem" aria-live="assertive">
          {problem}
        </p>
        <button type="submit" class="go" aria-disabled={isAsking ? true : undefined}>
          Sign in
        </button>
      </form>
    </main>
  );
}

/** What is wrong with a login, for people. */
function sentence(error: unknown): string {
  const { status, message, retryAfterSeconds } = refusalOf(error);
  if (status === 401) return "This token is not known here.";
  if (status !== 429) return `Could not sign in: ${message}.`;
  const when = retryAfterSeconds ? `in ${span(1000 * retryAfterSeconds)}` : "later";
  return `Too many wrong tokens came from your address. Try again ${when}.`;
}
