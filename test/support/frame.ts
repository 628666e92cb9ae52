// Frames that run the sources in a realm of their own, also where they may fetch nothing: modules travel in the page.

/** What a frame has said with `say(…)`, and how to be rid of it. */
export interface Frame {
  readonly said: unknown[];
  close(): void;
}

/**
 * Opens a frame and runs `program` in it: a module that may import the sources by their path, `/src/index.ts`,
 * and tells with `say(value)` what it sees. Errors that nobody caught are said as `{ trouble }`.
 */
export async function openFrame(
  program: string,
  sandbox = "allow-scripts allow-same-origin",
): Promise<Frame> {
  const modules = new Map<string, string>();
  const main = await collect(program, modules);
  const imports = Object.fromEntries(
    [...modules].map(([path, text]) => [
      named(path),
      `data:text/javascript,${encodeURIComponent(text)}`,
    ]),
  );
  const said: unknown[] = [];
  const frame = document.createElement("iframe");
  const hear = ({ source, data }: MessageEvent) => {
    if (source === frame.contentWindow) said.push(data);
  };
  window.addEventListener("message", hear);
  frame.setAttribute("sandbox", sandbox);
  frame.srcdoc = `<!doctype html><script>
    const say = (value) => parent.postMessage(value, "*");
    addEventListener("error", ({ message }) => say({ trouble: message }));
    addEventListener("unhandledrejection", ({ reason }) => say({ trouble: String(reason) }));
    </script>
    <script type="importmap">${escaped(JSON.stringify({ imports }))}</script>
    <script type="module">${escaped(main)}</script>`;
  document.body.append(frame);
  return {
    said,
    close() {
      window.removeEventListener("message", hear);
      frame.remove();
    },
  };
}

/** Fetches what a module imports, as the server of the tests compiles it, and names it for the import map. */
async function collect(text: string, modules: Map<string, string>): Promise<string> {
  const importing = /(\bfrom\s*|\bimport\s*\(?\s*)"(\/[^"]+)"/g;
  for (const [, , path = ""] of text.matchAll(importing)) {
    if (modules.has(path)) continue;
    modules.set(path, "");
    const found = await (await fetch(path)).text();
    modules.set(path, await collect(found, modules));
  }
  return text.replace(importing, (_, keyword, path) => `${keyword}"${named(path)}"`);
}

const named = (path: string): string => `frame${path}`;
const escaped = (text: string): string => text.replaceAll("</", "<\\/");
