// Who is looking, and the form that asks for a token.

/** Browser part. Signs in and out. */
export const login: string = `
/** Who is looking, as the server said. @type {Session | null} */
let session = null;

/** A reader sees how switches stand, and turns none. */
const mayTurn = () => session?.role !== "reader";

/**
 * Asks who is looking, once; throws when that takes a token first.
 * @param {AbortSignal} signal
 */
async function askSession(signal) {
  try {
    session ??= await server.session({ signal });
  } catch (error) {
    // An API without logins asks nobody for anything.
    if (refusalOf(error).status !== 404) throw error;
    session = { name: "", role: "operator", is_open: true };
  }
  // Who came by another way than the form cannot leave by its button.
  byId("who").hidden = session.expires_at === undefined;
  say(byId("who-name"), session.name);
  say(byId("who-role"), mayTurn() ? "" : "reads only");
}

/**
 * Signs in; resolves to what is wrong, in a sentence for people, or to nothing.
 * @param {string} token
 */
async function signIn(token) {
  try {
    await server.login(token);
    return "";
  } catch (error) {
    const { status, retryAfterSeconds } = refusalOf(error);
    if (status === 401) return "This token is not known here.";
    if (status !== 429) return "Could not sign in: " + why(error) + ".";
    const when = retryAfterSeconds ? "in " + span(1000 * retryAfterSeconds) : "later";
    return "Too many wrong tokens came from your address. Try again " + when + ".";
  }
}

/** Leaves nothing behind that was shown. */
async function signOut() {
  try {
    await server.logout();
    location.reload();
  } catch (error) {
    announce("Could not sign out: " + why(error) + ".", true);
  }
}

/**
 * The form that stands in place of everything else until its token is taken.
 * @param {() => void} entered
 */
function createLogin(entered) {
  const token = /** @type {HTMLInputElement} */ (byId("login-token"));
  const problem = byId("login-problem");
  const go = byId("login-go");
  let asking = false;

  assign(byId("login-form"), {
    /** @param {SubmitEvent} event */
    onsubmit: async (event) => {
      event.preventDefault();
      if (asking) return;
      asking = true;
      assign(go, { "aria-disabled": "true" });
      say(problem, "");
      const wrong = await signIn(token.value);
      asking = false;
      assign(go, { "aria-disabled": null });
      assign(token, { "aria-invalid": wrong ? "true" : null });
      say(problem, wrong);
      if (!wrong) {
        token.value = "";
        return entered();
      }
      token.focus();
      token.select();
    },
  });
  assign(byId("sign-out"), { onclick: signOut });

  return () => {
    session = null;
    document.documentElement.dataset["phase"] = "login";
    byId("away").hidden = true;
    delete byId("live").dataset["away"];
    say(byId("live-text"), "Signed out");
    if (document.activeElement !== token) token.focus();
  };
}
`;
