import type { ErrorValue } from "../../../contract/index.ts";
import type { Sandbox, SandboxOptions, SqlQuestion } from "./sandbox.ts";

/** What the process that asks SQL is told, and what it says. */

export type ToSqlProcess =
  | { copy: { from: string; to: string } }
  | { ask: { sandbox: SandboxOptions; question: SqlQuestion } }
  | { interrupt: true };

export type FromSqlProcess = { copied: true } | { answer: Awaited<ReturnType<Sandbox["run"]>> } | { failed: ErrorValue };
