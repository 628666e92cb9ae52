// Series and what was pushed together, by the names that people and histories have for them.
import type { Pushed, PushedFamily } from "../../core/pushed.ts";

/** As Prometheus writes it, and as a sample has it: `name{label="value"}`. */
export function seriesName(name: string, labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([label, value]) => {
    const text = value.replace(/[\\\n"]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`));
    return `${label}="${text}"`;
  });
  return name + (parts.length > 0 ? `{${parts.join(",")}}` : "");
}

/** A job, with the rest of its grouping: `nightly{instance="db-1"}`. */
export function sourceName({ grouping }: Pick<Pushed, "grouping">): string {
  const { job = "", ...others } = grouping;
  return seriesName(job, others);
}

/** Its name; of two types under one name the second one's has its type too. */
export function familyId(families: readonly PushedFamily[], family: PushedFamily): string {
  const { name, type } = family;
  return isSampled(families, family) ? name : `${name} ${type}`;
}

/** Whether a history has it: of two types under one name it has the first. */
export function isSampled(families: readonly PushedFamily[], family: PushedFamily): boolean {
  return families.find(({ name }) => name === family.name) === family;
}
