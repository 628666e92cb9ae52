// Changes what an application is answered, says so, and offers to take it back.
import type { Application, ApplicationChange } from "../../../core/reports.ts";
import { usePage } from "../../app/page.ts";
import { refusalOf } from "../../app/trouble.ts";

/** What is to be different. */
export type Wish = Omit<ApplicationChange, "application">;

/** Runs a change, and announces it once the server has made it. */
export type Change = (wish: Wish) => void;

/** For one application; `onDone` runs after each change. */
export function useChange({ application, settings }: Application, onDone: () => void): Change {
  const { server, announce } = usePage();
  const change = (wish: Wish, before?: Wish): void => {
    server.keepApplication({ application, ...wish }).then(
      () => {
        announce("Its next reports are answered so.", false, before && (() => change(before)));
        onDone();
      },
      (error: unknown) => announce(`Nothing was changed: ${refusalOf(error).message}.`, true),
    );
  };
  return (wish) => change(wish, settings && before(settings, wish));
}

/** What the settings were that are changed. */
function before(settings: Wish, wish: Wish): Wish {
  const names = Object.keys(wish) as (keyof Wish)[];
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}
