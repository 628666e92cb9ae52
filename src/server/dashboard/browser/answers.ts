// What the chosen application is answered: shown to all, changed by operators.

/** Browser part. Draws and changes settings of applications. */
export const answers: string = `
/** @typedef {{ notice: Notice, id: string }} NoticeRow */
/** @typedef {(change: Omit<ApplicationChange, "application">, said: string) => void} ChangeAnswers */

/**
 * @param {(id: string) => void} remove
 * @returns {Part<NoticeRow>}
 */
function createNoticeRow(remove) {
  let id = "";
  const level = h("b", { class: "kind" });
  const message = h("bdi");
  const button = h("button", { type: "button", class: "remove", onclick: () => remove(id) }, "×");
  return {
    node: h("li", {}, level, message, button),
    update(row) {
      id = row.id;
      say(level, oneLine(row.notice.level, 32));
      say(message, oneLine(row.notice.message, 1000));
      assign(button, { "aria-label": "Remove the notice: " + oneLine(row.notice.message, 60) });
    },
  };
}

/**
 * A switch of the document.
 * @param {string} id
 * @param {(on: boolean) => void} turn
 * @returns {(on: boolean) => void}
 */
function createFlag(id, turn) {
  const node = byId(id);
  assign(node, { onclick: () => turn(node.getAttribute("aria-checked") !== "true") });
  return (on) => assign(node, { "aria-checked": String(on) });
}

/** @param {ChangeAnswers} change */
function createAnswers(change) {
  const latest = /** @type {HTMLInputElement} */ (byId("latest-version"));
  const level = /** @type {HTMLSelectElement} */ (byId("notice-level"));
  const message = /** @type {HTMLInputElement} */ (byId("notice-message"));
  const fields = /** @type {HTMLFieldSetElement} */ (byId("answers"));
  /** @type {NoticeRow[]} */
  let notices = [];
  let shown = "";
  const rows = keyed(
    byId("notice-list"),
    (/** @type {NoticeRow} */ row) => row.id,
    () => createNoticeRow(remove),
  );
  const showLimit = createFlag("flag-limit", (on) =>
    change({ hard_limit: on }, "The hard limit is " + (on ? "on." : "off.")),
  );
  const showDisable = createFlag("flag-disable", (on) =>
    change({ disable: on }, on ? "Installs are asked to report no more." : "Installs that have not heard it may report."),
  );

  /** @param {string} id */
  function remove(id) {
    change(
      { notices: notices.filter((row) => row.id !== id).map((row) => row.notice) },
      "The notice is gone.",
    );
    message.focus();
  }
  assign(byId("version-form"), {
    /** @param {SubmitEvent} event */
    onsubmit: (event) => {
      event.preventDefault();
      const version = latest.value.trim();
      const said = version ? "The latest version is " + oneLine(version, 60) + "." : "No version is told.";
      change({ latest_version: version }, said);
    },
  });
  assign(byId("notice-form"), {
    /** @param {SubmitEvent} event */
    onsubmit: (event) => {
      event.preventDefault();
      const notice = { level: level.value, message: message.value.trim() };
      if (!notice.message) return;
      message.value = "";
      change(
        { notices: [...notices.map((row) => row.notice), notice] },
        "The notice goes out with the next reports.",
      );
    },
  });

  /** @param {Application | undefined} application */
  return (application) => {
    const settings = application?.settings;
    fields.hidden = !settings;
    if (!application || !settings) return;
    fields.disabled = !mayTurn();
    // What is being typed stays, until it is another's or was changed by somebody else.
    const now = application.application + "\\n" + settings.latest_version;
    if (now !== shown) latest.value = settings.latest_version;
    shown = now;
    notices = settings.notices.map((notice, i) => ({ notice, id: i + JSON.stringify(notice) }));
    rows(notices);
    showLimit(settings.hard_limit);
    showDisable(settings.disable);
  };
}
`;
