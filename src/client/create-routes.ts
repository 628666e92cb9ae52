// The routes that are answered with JSON, each by its method.
import type { CallOptions, Routes } from "./client.ts";
import { type Call, parse, type Send } from "./create-send.ts";

/** All of them, over one way to send. */
export function createRoutes(send: Send): Routes {
  async function ask<T>(route: string, words?: object, call?: Call): Promise<T> {
    const [, text] = await send(route, words, call);
    return parse(text) as T;
  }
  const write = <T>(method: string, route: string, body: object, more?: CallOptions) =>
    ask<T>(route, {}, { ...more, method, body });

  return {
    apps: (more) => ask("apps", {}, more),
    keys: (asked, more) => ask("keys", asked, more),
    series: (asked, more) => ask("series", asked, more),
    totals: (asked, more) => ask("series", { ...asked, form: "totals" }, more),
    members: (asked, more) => ask("members", asked, more),
    values: (asked, more) => ask("values", asked, more),
    instances: (asked, more) => ask("instances", asked, more),
    accounting: (asked, more) => ask("accounting", asked, more),
    controls: (more) => ask("controls", {}, more),
    controlsOf: (asked, more) => ask("controls", asked, more),
    change: (change, more) => write("PUT", "controls", change, more),
    preview: (change, more) => write("POST", "controls/preview", change, more),
    changes: (asked, more) => ask("controls/changes", asked, more),
    undo: (undo, more) => write("POST", "controls/undo", undo, more),
    applications: (more) => ask("applications", {}, more),
    keepApplication: (change, more) => write("PUT", "applications", change, more),
    forgetApplication: (application, more) =>
      ask("applications", { application }, { ...more, method: "DELETE" }),
    installs: (asked, more) => ask("installs", asked, more),
    reports: (asked, more) => ask("reports", asked, more),
    load: (asked, more) => ask("load", asked, more),
    history: (asked, more) => ask("history", asked, more),
    hosts: (more) => ask("hosts", {}, more),
    pushed: (more) => ask("pushed", {}, more),
    stats: (more) => ask("statsd", {}, more),
    session: (more) => ask("session", {}, more),
    login: (token, more) => write("POST", "login", { token }, more),
    logout: (more) => write("POST", "logout", {}, more),
  };
}
