// What is answered about reports: schemas of the nouns of reports.
import type { ApplicationsReply, InstallsReply, ReportsReply } from "../../core/api.ts";
import type { Data, Json } from "../../core/json.ts";
import type { Notice, ReportReply } from "../../core/report.ts";
import type {
  Application,
  ApplicationSettings,
  InstallDay,
  KeptReport,
  VersionCount,
} from "../../core/reports.ts";
import { count, list, maybe, noun } from "./noun.ts";
import * as z from "./zod.ts";

/** The nouns that have a schema here, by the names that a description has for them. */
export interface ReportReplies {
  readonly ReportReply: ReportReply;
  readonly Notice: Notice;
  readonly ApplicationSettings: ApplicationSettings;
  readonly VersionCount: VersionCount;
  readonly Application: Application;
  readonly InstallDay: InstallDay;
  readonly KeptReport: KeptReport;
  readonly ApplicationsReply: ApplicationsReply;
  readonly InstallsReply: InstallsReply;
  readonly ReportsReply: ReportsReply;
}

/** Made anew at each call. */
export function reportReplySchemas(): {
  readonly [N in keyof ReportReplies]: z.ZodMiniType<ReportReplies[N]>;
} {
  const text = z.string();
  const flag = z.boolean();
  const Notice = noun<Notice>()({ level: text, message: text });
  const ApplicationSettings = noun<ApplicationSettings>()({
    latest_version: text,
    notices: list(Notice),
    hard_limit: flag,
    disable: flag,
    updated_at: count(),
  });
  const VersionCount = noun<VersionCount>()({ version: text, installs: count() });
  const Application = noun<Application>()({
    application: text,
    settings: maybe(ApplicationSettings),
    reports: count(),
    installs: count(),
    active: count(),
    versions: list(VersionCount),
    uncounted: count(),
    first_at: maybe(count()),
    last_at: maybe(count()),
  });
  const InstallDay = noun<InstallDay>()({
    ts: count(),
    version: text,
    reports: count(),
    installs: count(),
    new_installs: count(),
  });
  const KeptReport = noun<KeptReport>()({
    at: count(),
    install_id: text,
    version: text,
    metadata: maybe(z.record(text, z.custom<Json>()) as z.ZodMiniType<Data>),
  });
  return {
    ReportReply: noun<ReportReply>()({
      application: text,
      latest_version: text,
      notices: list(z.custom<Json>()),
      hard_limit: flag,
      disable_scout: flag,
    }),
    Notice,
    ApplicationSettings,
    VersionCount,
    Application,
    InstallDay,
    KeptReport,
    ApplicationsReply: noun<ApplicationsReply>()({
      now: count(),
      applications: list(Application),
      others: count(),
    }),
    InstallsReply: noun<InstallsReply>()({ days: list(InstallDay) }),
    ReportsReply: noun<ReportsReply>()({ reports: list(KeptReport) }),
  };
}
