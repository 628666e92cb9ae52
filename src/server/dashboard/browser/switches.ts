// Turning keys off and on: shown at once, taken back when the server refuses.

/** Browser part. Turns switches. */
export const switches: string = `
let silence = 0;
/**
 * Says something once, to eyes and to screen readers.
 * @param {string} text
 * @param {boolean} [bad]
 */
function announce(text, bad = false) {
  const toast = byId("toast");
  // A new node even for the same words, so that they are said again.
  byId("toast-text").replaceChildren(text);
  toast.classList.toggle("bad", bad);
  toast.classList.add("shown");
  clearTimeout(silence);
  silence = setTimeout(() => toast.classList.remove("shown"), MESSAGE_MS);
}

/**
 * Which keys are off: as the server said last, and as the reader wished since.
 * @param {() => void} changed
 */
function createSwitches(changed) {
  /** @type {Controls} */
  let controls = { interval_ms: 0, stop: false, disabled_keys: [], enabled_keys: [], version: 0 };
  /** Turned and not answered yet: the last wish for each key. @type {Map<string, { on: boolean }>} */
  const wishes = new Map();
  let turns = 0;
  // One at a time, so that on and off of the same key arrive in the order they were meant.
  let queue = Promise.resolve();

  function disabled() {
    const off = new Set(controls.disabled_keys);
    for (const [key, wish] of wishes) {
      if (wish.on) off.delete(key);
      else off.add(key);
    }
    return [...off];
  }

  /**
   * Shows the switch turned at once, asks the server, and turns it back when the server does not follow.
   * @param {string} key
   * @param {boolean} on
   */
  function turn(key, on) {
    if (!mayTurn()) return announce("Your token reads only. Switching takes an operator's.");
    const label = oneLine(key, 60);
    const by = offBy(key, disabled());
    if (on && by !== null && by !== key) {
      const family = oneLine(by, 40);
      return announce(
        label + " is off together with all of " + family + ". Switch " + family + " on instead.",
      );
    }
    const wish = { on };
    wishes.set(key, wish);
    changed();
    queue = queue.then(async () => {
      try {
        controls = await putSwitch(key, on);
        announce(label + (on ? " is on" : " is off") + ". Pages obey at their next flush.");
      } catch (error) {
        announce(
          "Could not switch " +
            label +
            (on ? " on: " : " off: ") +
            why(error) +
            ". Nothing was changed.",
          true,
        );
      }
      turns++;
      if (wishes.get(key) === wish) wishes.delete(key);
      changed();
    });
  }

  return {
    disabled,
    turn,
    controls: () => controls,
    /** Call before asking for controls; what it returns takes them in, unless a switch was turned meanwhile. */
    expect() {
      const before = turns;
      return (/** @type {Controls} */ answer) => {
        if (before === turns && wishes.size === 0) controls = answer;
      };
    },
  };
}
`;
