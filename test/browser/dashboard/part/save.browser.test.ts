// Text for the clipboard, and for a file.
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyText, saveSheet } from "../../../../src/dashboard/part/save.ts";

let clipboard: PropertyDescriptor | undefined;
const { execCommand } = document;
beforeEach(() => {
  clipboard = Object.getOwnPropertyDescriptor(navigator, "clipboard");
});
afterEach(() => {
  if (clipboard) Object.defineProperty(navigator, "clipboard", clipboard);
  else Reflect.deleteProperty(navigator, "clipboard");
  document.execCommand = execCommand;
});
const clipboardIs = (value: unknown) =>
  Object.defineProperty(navigator, "clipboard", { value, configurable: true });

test("text is put on the clipboard", async () => {
  const written: string[] = [];
  clipboardIs({ writeText: async (text: string) => void written.push(text) });
  expect(await copyText("curl 'x'")).toBe(true);
  expect(written).toEqual(["curl 'x'"]);
});

test.for([
  ["without TLS", undefined],
  ["that refuses", { writeText: () => Promise.reject(new Error("no")) }],
] as const)("a page %s copies what is selected, and leaves nothing behind", async ([, value]) => {
  clipboardIs(value);
  const selected: string[] = [];
  document.execCommand = (command) => {
    const area = document.activeElement as HTMLTextAreaElement;
    selected.push(command, area.value.slice(area.selectionStart, area.selectionEnd));
    return true;
  };
  const button = document.body.appendChild(document.createElement("button"));
  button.focus();
  expect(await copyText("a\nb")).toBe(true);
  expect(selected).toEqual(["copy", "a\nb"]);
  expect([document.activeElement, document.querySelector("textarea")]).toEqual([button, null]);
  button.remove();
});

test("says when the browser lets nothing be copied", async () => {
  clipboardIs(undefined);
  document.execCommand = () => false;
  expect(await copyText("a")).toBe(false);
});

test("rows are saved as CSV that spreadsheets read as UTF-8, under a name that is one", async () => {
  const saved: { name: string; blob: Blob }[] = [];
  const blobs = new Map<string, Blob>();
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob: Blob) => {
    const url = createObjectURL.call(URL, blob);
    blobs.set(url, blob);
    return url;
  };
  const { click } = HTMLAnchorElement.prototype;
  HTMLAnchorElement.prototype.click = function () {
    saved.push({ name: this.download, blob: blobs.get(this.href) ?? new Blob() });
  };
  try {
    saveSheet({
      name: "members of ../<قهوة>: é",
      columns: [
        ["member", "text"],
        ["total", "plain"],
      ],
      rows: [
        { member: 'a "b", c', total: 1 },
        { member: "قهوة", total: 2.5 },
      ],
    });
  } finally {
    URL.createObjectURL = createObjectURL;
    HTMLAnchorElement.prototype.click = click;
  }
  expect(saved.map(({ name }) => name)).toEqual(["members-of-..-قهوة-é.csv"]);
  const blob = saved[0]?.blob;
  expect(blob?.type).toBe("text/csv;charset=utf-8");
  const bytes = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer());
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(new TextDecoder().decode(bytes).split("\r\n")).toEqual([
    "member,total",
    '"a ""b"", c",1',
    "قهوة,2.5",
    "",
  ]);
});
