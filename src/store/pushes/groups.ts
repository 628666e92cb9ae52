// Pushes that replace each other: what was pushed last under each grouping.
import type { Labels, MetricFamily } from "../../core/family.ts";
import type { Sql } from "../../core/ports.ts";
import type { Push, PushGroup } from "../../core/push.ts";
import { MAX_GROUP_CHARS, MAX_GROUPS, MAX_GROUPS_CHARS } from "../../core/push-limits.ts";
import { num } from "../row.ts";
import { noRoom, tooMany } from "./room.ts";
import { fromText, textOf } from "./text.ts";

/** The groups. Source: Prometheus' Pushgateway. */
export interface Groups {
  /** Takes what is sound. To be called within a transaction, which a throw undoes. */
  put(push: Pick<Push, "method" | "grouping" | "families">, nowMs: number): void;
  remove(grouping: Labels): void;
  read(): PushGroup[];
}

const PUT = `INSERT INTO push_group VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  at = excluded.at, chars = excluded.chars, families = excluded.families`;

/** Makes them. */
export function createGroups(sql: Sql): Groups {
  return {
    put({ method, grouping, families }, nowMs) {
      const key = JSON.stringify(grouping);
      const held = method === "POST" ? familiesOf(key) : [];
      const names = new Set(families.map(({ name }) => name));
      const text = textOf([...held.filter(({ name }) => !names.has(name)), ...families]);
      if (text.length > MAX_GROUP_CHARS) {
        throw tooMany("group", text.length, "characters", MAX_GROUP_CHARS);
      }
      sql.all(PUT, key, nowMs, text.length, text);
      const [all] = sql.all("SELECT count(*) AS n, sum(chars) AS chars FROM push_group");
      if (num(all, "n") > MAX_GROUPS || num(all, "chars") > MAX_GROUPS_CHARS) {
        throw noRoom("groups", key);
      }
    },
    remove: (grouping) =>
      void sql.all("DELETE FROM push_group WHERE grouping = ?", JSON.stringify(grouping)),
    read: () =>
      sql.all("SELECT grouping, at, families FROM push_group ORDER BY grouping").map((row) => ({
        grouping: JSON.parse(row["grouping"] as string) as Labels,
        at: num(row, "at"),
        families: fromText(row["families"] as string) as MetricFamily[],
      })),
  };

  function familiesOf(key: string): MetricFamily[] {
    const [row] = sql.all("SELECT families FROM push_group WHERE grouping = ?", key);
    return row ? (fromText(row["families"] as string) as MetricFamily[]) : [];
  }
}
