#!/usr/bin/env node
// Stands between Playwright and an older Firefox: starts it, passes on what both say, and answers kindly where Firefox
// does not know yet what Playwright asks for at the start. Playwright starts this file in place of Firefox.
import { spawn } from "node:child_process";
import WebSocket, { WebSocketServer } from "ws";
import { findFirefox } from "../../.ci/engines.mjs";

const LISTENS = /WebDriver BiDi listening on (ws:\/\/\S+)/;
const path = findFirefox();
if (!path) throw new Error("no Firefox found: run `node .ci/install.mjs --engines`");
const firefox = spawn(path, process.argv.slice(2), { stdio: ["inherit", "inherit", "pipe"] });
firefox.on("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => firefox.kill(signal));

let said = "";
firefox.stderr.setEncoding("utf8");
firefox.stderr.on("data", (text) => {
  if (said === undefined) {
    process.stderr.write(text);
    return;
  }
  said += text;
  const [, url] = LISTENS.exec(said) ?? [];
  if (!url) return;
  said = undefined;
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () => {
    console.error(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}`);
  });
  server.on("connection", (near, request) => connect(near, url + request.url));
});

/** Both ends of one conversation. */
function connect(near, url) {
  const far = new WebSocket(url);
  const waiting = [];
  near.on("message", (data) =>
    far.readyState === far.OPEN ? far.send(String(data)) : waiting.push(data),
  );
  far.on("open", () => {
    for (const data of waiting.splice(0)) far.send(String(data));
  });
  far.on("message", (data) => near.send(kind(String(data))));
  far.on("close", () => near.close());
  far.on("error", () => near.close());
  near.on("close", () => far.close());
}

/** A command that is not known did nothing. */
function kind(text) {
  if (!text.includes('"unknown command"')) return text;
  const { id, error } = JSON.parse(text);
  return error === "unknown command" ? JSON.stringify({ type: "success", id, result: {} }) : text;
}
