// Whatever reports, and whenever: installs, new ones and days are those of somebody who looks through all reports there were.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { ACTIVE_DAYS, MAX_RANGE_DAYS } from "../../src/core/report-limits.ts";
import type { Application, InstallDay } from "../../src/core/reports.ts";
import { DAY_MS, openReports, reportOf } from "../support/kept-reports.ts";
import { faultySql, memorySql, NOW_MS } from "../support/store.ts";

const NAMES = ["shop", "Shop", "backup"];
const report = fc.record({
  application: fc.constantFrom(...NAMES),
  install_id: fc.constantFrom("i", "j", "k", "constructor"),
  version: fc.constantFrom("1", "2", "3"),
});
const name = fc.constantFrom("shop", "backup");
const step = fc.oneof(
  { weight: 16, arbitrary: report.map((said) => ({ said })) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }).map((hours) => ({ hours })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 33 }).map((days) => ({ hours: 24 * days })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 8 }).map((failAfter) => ({ failAfter })) },
  { weight: 1, arbitrary: name.map((forget) => ({ forget })) },
  { weight: 1, arbitrary: name.map((keep) => ({ keep })) },
  { weight: 1, arbitrary: fc.constant("restart" as const) },
);

/** One that came, by the day of its arrival. */
interface Came extends Pick<Report, "install_id" | "version"> {
  readonly day: number;
  readonly at: number;
}

function newestOf(all: readonly Came[]): Came[] {
  return [...new Map(all.map((each) => [each.install_id, each])).values()];
}

function daysOf(all: readonly Came[]): InstallDay[] {
  const cells = new Map<string, InstallDay>();
  const known = new Set<string>();
  for (const { day, install_id, version } of all) {
    const name = `${day} ${version}`;
    const cell = cells.get(name) ?? {
      ...{ ts: day * 86_400, version, reports: 0, installs: 0, new_installs: 0 },
    };
    const isNew = !known.has(install_id);
    known.add(install_id);
    const counted = newestOf(all.filter((each) => each.day === day));
    cells.set(name, {
      ...cell,
      reports: cell.reports + 1,
      installs: counted.filter((each) => each.version === version).length,
      new_installs: cell.new_installs + Number(isNew),
    });
  }
  return [...cells.values()].sort((a, b) => a.ts - b.ts || (a.version < b.version ? -1 : 1));
}

function summaryOf(
  all: readonly Came[],
  today: number,
): Omit<Application, "application" | "settings"> {
  const active = newestOf(all).filter(({ day }) => day > today - ACTIVE_DAYS);
  const versions = [...new Set(active.map(({ version }) => version))].map((version) => ({
    version,
    installs: active.filter((each) => each.version === version).length,
  }));
  const [first, last] = [all[0], all.at(-1)];
  return {
    reports: all.length,
    installs: newestOf(all).length,
    active: active.length,
    versions: versions.sort((a, b) => b.installs - a.installs || (a.version < b.version ? -1 : 1)),
    uncounted: 0,
    ...(first && last && { first_at: first.at, last_at: last.at }),
  };
}

test("applications, days and newest reports are as the reports were", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sql = faultySql(memorySql());
      let { reports, clock } = openReports(sql);
      const came = new Map<string, Came[]>();
      const kept = new Set<string>();
      for (const now of steps) {
        // Installs that are silent for longer are forgotten, at some time.
        if (clock.now() - NOW_MS > 300 * DAY_MS) break;
        if (now === "restart") ({ reports, clock } = openReports(sql, { clock }));
        else if ("hours" in now) clock.advance(now.hours * 3_600_000);
        else if ("forget" in now) {
          while (reports.forget(now.forget));
          came.delete(now.forget);
          kept.delete(now.forget);
        } else if ("keep" in now) {
          reports.keep({ application: now.keep });
          kept.add(now.keep);
          came.set(now.keep, came.get(now.keep) ?? []);
        } else if ("failAfter" in now) {
          sql.failNext(now.failAfter);
          expect(() => reports.take(reportOf())).toThrow("disk full");
          sql.failNext(Number.POSITIVE_INFINITY);
        } else {
          const application = now.said.application.toLowerCase();
          const reply = reports.take(reportOf(now.said));
          expect(reply?.application).toBe(kept.has(application) ? application : undefined);
          const at = clock.now();
          const all = came.get(application) ?? [];
          came.set(application, [...all, { ...now.said, at, day: Math.floor(at / DAY_MS) }]);
        }
      }
      const today = Math.floor(clock.now() / DAY_MS);
      const wanted = [...came].map(([application, all]) => ({
        application,
        ...summaryOf(all, today),
      }));
      const found = reports.applications().map(({ settings, ...rest }) => {
        expect(settings !== undefined).toBe(kept.has(rest.application));
        return rest;
      });
      const byName = (a: { application: string }, b: { application: string }) =>
        a.application < b.application ? -1 : 1;
      expect(found.sort(byName)).toEqual(wanted.sort(byName));
      for (const [application, all] of came) {
        const days = reports.days(application, MAX_RANGE_DAYS, clock.now() / 1_000);
        expect(days).toEqual(daysOf(all));
        const newest = reports
          .newest(application, 999)
          .map(({ at, install_id }) => [at, install_id]);
        expect(newest).toEqual(all.map(({ at, install_id }) => [at, install_id]).reverse());
      }
    }),
    { numRuns: 500 },
  );
}, 60_000);
