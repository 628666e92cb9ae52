// Elements without markup: text only ever becomes text.

/** Browser part. Builds and updates elements. */
export const dom: string = `
// any: each handler takes the kind of event that it listens for, and no other type lets all of them in.
/** @typedef {Record<string, string | number | boolean | null | ((event: any) => void)>} Props */
/** @typedef {Node | string} Child */
/**
 * @template T
 * @typedef {{ node: HTMLElement, update: (item: T) => void }} Part
 */

const SVG_SPACE = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "path", "line", "rect", "text"]);

/**
 * Sets attributes that differ; null and false take one away, true leaves it empty, functions listen.
 * @param {Element} element
 * @param {Props} props
 */
function assign(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === null || value === false) element.removeAttribute(name);
    else {
      const text = value === true ? "" : String(value);
      if (element.getAttribute(name) !== text) element.setAttribute(name, text);
    }
  }
}

/**
 * One element. Strings among the children become text nodes: nothing here ever parses markup.
 * @param {string} tag
 * @param {Props} [props]
 * @param {Child[]} children
 * @returns {HTMLElement}
 */
function h(tag, props = {}, ...children) {
  const element = SVG_TAGS.has(tag)
    ? /** @type {any} */ (document.createElementNS(SVG_SPACE, tag))
    : document.createElement(tag);
  assign(element, props);
  element.append(...children);
  return element;
}

/**
 * Writes only what changed, so that selections, screen readers and layout are left in peace.
 * @param {Element} element
 * @param {string} text
 */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Draws a bar that fills a part, from 0 to 1, of what it lies in.
 * @param {HTMLElement} bar
 * @param {number} share
 */
function setShare(bar, share) {
  bar.style.clipPath =
    "inset(0 " + (100 - 100 * Math.min(1, Math.max(0, share))) + "% 0 0 round 7px)";
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error("The page has no #" + id);
  return element;
}

/**
 * A list that keeps the element of every item it still has. A Map, because keys may be called "__proto__".
 * @template T
 * @param {Element} parent
 * @param {(item: T) => string} idOf
 * @param {() => Part<T>} make
 * @returns {(items: readonly T[]) => void}
 */
function keyed(parent, idOf, make) {
  /** @type {Map<string, Part<T>>} */
  const parts = new Map();
  return (items) => {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const ids = new Set(items.map(idOf));
    for (const [id, part] of parts) {
      if (ids.has(id)) continue;
      part.node.remove();
      parts.delete(id);
    }
    /** @type {ChildNode | null} */
    let next = parent.firstChild;
    for (const item of items) {
      const id = idOf(item);
      const part = parts.get(id) ?? make();
      parts.set(id, part);
      part.update(item);
      if (part.node === next) next = next.nextSibling;
      else parent.insertBefore(part.node, next);
    }
    // Moving an element drops its focus.
    if (focused?.isConnected && focused !== document.activeElement)
      focused.focus({ preventScroll: true });
  };
}
`;
