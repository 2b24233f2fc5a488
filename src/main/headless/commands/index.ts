import type { Command } from "../command.ts";
import { askCommand } from "./ask.ts";
import { collectCommand } from "./collect.ts";
import { compareCommand } from "./compare.ts";
import { configCommand } from "./config.ts";
import { decideCommand } from "./decide.ts";
import { diffCommand } from "./diff.ts";
import { duplicatesCommand } from "./duplicates.ts";
import { executionsCommand } from "./executions.ts";
import { exportCommand } from "./export.ts";
import { failuresCommand } from "./failures.ts";
import { fairnessCommand } from "./fairness.ts";
import { followCommand } from "./follow/follow.ts";
import { generateCommand } from "./generate.ts";
import { importCommand } from "./import/import.ts";
import { mcpCommand } from "./mcp.ts";
import { mergeCommand } from "./merge.ts";
import { modelsCommand } from "./models.ts";
import { objectivesCommand } from "./objectives.ts";
import { quarantineCommand } from "./quarantine.ts";
import { queryCommand } from "./query.ts";
import { samplesCommand } from "./samples.ts";
import { serveCommand } from "./serve.ts";
import { snapshotCommand } from "./snapshot.ts";
import { statsCommand } from "./stats.ts";
import { verifyCommand } from "./verify.ts";
import { whySlowCommand } from "./why-slow.ts";
import { winRatesCommand } from "./win-rates.ts";
import { windowsCommand } from "./windows.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  serveCommand,
  importCommand,
  collectCommand,
  followCommand,
  statsCommand,
  windowsCommand,
  objectivesCommand,
  executionsCommand,
  queryCommand,
  compareCommand,
  whySlowCommand,
  failuresCommand,
  winRatesCommand,
  samplesCommand,
  duplicatesCommand,
  snapshotCommand,
  exportCommand,
  diffCommand,
  generateCommand,
  decideCommand,
  mergeCommand,
  askCommand,
  mcpCommand,
  fairnessCommand,
  modelsCommand,
  quarantineCommand,
  verifyCommand,
  configCommand,
];
