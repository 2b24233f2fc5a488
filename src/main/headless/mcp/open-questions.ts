import Type, { type TSchema } from "typebox";
import { type CheckName, checkNames, checkTexts, executionProcedures, sqlLimits } from "../../../contract/index.ts";
import { sqlTables, type Workspace } from "../../engine/index.ts";
import type { CommandContext } from "../command.ts";
import { checkDataset } from "../dataset-checked.ts";
import { cursor, defaultLimit, limit, object, shorten } from "./question.ts";
import type { ToolDescription } from "./stdio-server.ts";

/** Questions that need the workspace open, as a window has it: they search its texts, or check every sample. Nothing is changed. */
export interface OpenQuestion extends ToolDescription {
  askOpen(workspace: Workspace, input: never, context: CommandContext): Promise<unknown>;
}

function question<Input>(
  name: string,
  description: string,
  inputSchema: TSchema,
  askOpen: (workspace: Workspace, input: Input, context: CommandContext) => Promise<unknown>,
): OpenQuestion {
  return { name, description, inputSchema: inputSchema as unknown as ToolDescription["inputSchema"], readOnly: true, askOpen };
}

const text = Type.String({ minLength: 1, maxLength: 1000, description: "Found anywhere in the texts, whatever the case." });

interface SearchInput {
  text: string;
  cursor?: string;
  limit?: number;
}

const maxSqlRows = 1000;
const tablesInWords = `Tables: ${sqlTables.map(({ name, columns }) => `${name}(${columns.map((column) => `${column.name} ${column.type}`).join(", ")})`).join("; ")}.`;

export const openQuestions: readonly OpenQuestion[] = [
  question<SearchInput>(
    "comparisons_search",
    "Comparisons in whose query, answers, conversations or notes a text occurs, a page at a time.",
    object({ text, cursor, limit: limit(100) }),
    async (workspace, { text: wanted, limit: count = defaultLimit, ...more }, { stop }) => {
      await workspace.inSync();
      return workspace.comparisons({ filter: { text: wanted }, limit: count, ...more }, stop);
    },
  ),
  question<SearchInput & { sort?: "newest" }>(
    "executions_search",
    "Executions in whose input or output a text occurs, a page at a time.",
    object({ text, sort: Type.Optional(executionProcedures["executions.list"].input.properties.sort), cursor, limit: limit(100) }),
    async (workspace, { text: wanted, sort = "newest", limit: count = defaultLimit, ...more }, { stop }) => {
      await workspace.inSync();
      return workspace.queries.executions({ filter: { text: wanted }, sort, limit: count, ...more }, stop);
    },
  ),
  question<{ sql: string; max_rows?: number; timeout_s?: number }>(
    "sql",
    `One SELECT of DuckDB's SQL over read-only tables; times are UTC, texts are beginnings. ${tablesInWords}`,
    object({
      sql: Type.String({ minLength: 1, maxLength: sqlLimits.textCharacters }),
      max_rows: Type.Optional(Type.Integer({ minimum: 1, maximum: maxSqlRows, description: `At most ${maxSqlRows}; default 100.` })),
      timeout_s: Type.Optional(Type.Integer({ minimum: 1, maximum: sqlLimits.maxTimeoutMs / 1000, description: "Default 30." })),
    }),
    async (workspace, { sql, max_rows: maxRows = 100, timeout_s: seconds }, { stop }) => {
      const timeoutMs = seconds === undefined ? sqlLimits.defaultTimeoutMs : seconds * 1000;
      const { columns, rows, cut, elapsedMs } = await workspace.askSql({ sql, maxRows, timeoutMs }, "all", stop);
      return { columns, rows, cut, elapsed_ms: Math.round(elapsedMs) };
    },
  ),
  question<{ check?: CheckName; limit?: number }>(
    "dataset_checks",
    "What is wrong with the training samples: how many each check finds (duplicates, leakage, refusals, secrets …), and with the name of a check which ones.",
    object({ check: Type.Optional(Type.Union(checkNames.map((name) => Type.Literal(name)))), limit: limit(50) }),
    async (workspace, { check, limit: count = defaultLimit }, context) => {
      const { samples, counts } = await checkDataset(context, workspace);
      const checks = counts.map(({ check: name, count: found }) => ({ check: name, found, finds: checkTexts[name].help }));
      if (check === undefined) return { samples, checks };
      const found: { ref: string; line: string }[] = [];
      for (const ref of workspace.dataset.foundByAny([check])) {
        if (found.length === count) break;
        found.push({ ref, line: shorten((await workspace.curation.getSample({ ref })).raw.trimEnd()) });
      }
      return { samples, checks: checks.filter((one) => one.check === check), found };
    },
  ),
];
