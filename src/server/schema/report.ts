// What may come in as a body about reports: a report itself, and what its application is to be answered.
import { MAX_INSTANCE_ID_CHARS } from "../../core/limits.ts";
import type { Notice, Report } from "../../core/report.ts";
import {
  MAX_APPLICATION_CHARS,
  MAX_LEVEL_CHARS,
  MAX_NOTICE_CHARS,
  MAX_NOTICES,
  MAX_VERSION_CHARS,
} from "../../core/report-limits.ts";
import type { ApplicationChange } from "../../core/reports.ts";
import { checkData } from "../schema.ts";
import { atMost, FLAG, TEXT, text } from "../sound.ts";
import { isPlain, type Rule, type Rules, read } from "./read.ts";

const APPLICATION = [text(MAX_APPLICATION_CHARS)] as const;

const REPORT: Rules<Report> = {
  application: APPLICATION,
  install_id: [text(MAX_INSTANCE_ID_CHARS)],
  version: [text(MAX_VERSION_CHARS)],
  metadata: [[(value) => isPlain(value ?? {}), "must be an object"]],
};

const [[isLevel], [isMessage]] = [text(MAX_LEVEL_CHARS), text(MAX_NOTICE_CHARS)];
const isNotice = (value: unknown): boolean =>
  isPlain(value) && isLevel((value as Notice).level) && isMessage((value as Notice).message);
const EACH_NOTICE: Rule = [
  isNotice,
  `must have a level of 1 to ${MAX_LEVEL_CHARS} characters and a message of 1 to ${MAX_NOTICE_CHARS}`,
  "each",
];

const CHANGE: Rules<ApplicationChange> = {
  application: APPLICATION,
  latest_version: [TEXT, atMost(MAX_VERSION_CHARS, "characters")],
  notices: [[Array.isArray, "must be a list"], atMost(MAX_NOTICES, "notices"), EACH_NOTICE],
  hard_limit: [FLAG],
  disable: [FLAG],
};

/**
 * A report out of parsed JSON, without members nobody knows. Throws `parse`: `version: must be a string of 1 to 64
 * characters`. Go's client sends null for no metadata.
 */
export function readReport(value: unknown): Report {
  const report = read(REPORT, value, "application", "install_id", "version");
  const metadata = report.metadata ?? {};
  checkData("metadata", metadata);
  return { ...report, metadata };
}

/** A change of an application's settings out of parsed JSON. Throws `parse`, as `readReport` does. */
export function readApplication(value: unknown): ApplicationChange {
  const { notices, ...change } = read(CHANGE, value, "application");
  if (!notices) return change;
  return { ...change, notices: notices.map(({ level, message }) => ({ level, message })) };
}
