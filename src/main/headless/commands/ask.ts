import { AssayError, toErrorValue } from "../../../contract/index.ts";
import { formatCommand } from "../../engine/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import type { ToolDescription } from "../mcp/stdio-server.ts";
import { jsonLine } from "../output.ts";
import { usageError } from "../usage.ts";
import { withReader, withWorkspace } from "../with-workspace.ts";

export const askCommand: Command = {
  name: "ask",
  summary: "Ask one of the questions that mcp offers, and get its answer as JSON",
  positionals: "QUESTION [JSON]",
  options: { workspace: workspaceOption },
  examples: (assay) => [
    `${assay} ask stats --workspace DIR`,
    `${assay} ask dataset_checks --workspace DIR`,
    `${assay} ask comparisons_list '{"filter":{"reviewed":false},"limit":5}' --workspace DIR`,
  ],
  notes: `JSON is what the question takes, an object; default: {}. QUESTION --help says what that is. An unknown QUESTION is answered with the list of
all. Answers are those of the tools of mcp, texts shortened as there.`,
  async helpOn([name]) {
    const question = (await loadQuestions()).find((one) => one.name === name);
    return question && describeQuestion(question);
  },
  async run(context) {
    const [name, json = "{}", more] = context.options.positionals;
    if (name === undefined || more !== undefined) throw usageError("ask takes the name of a question, and what it takes as JSON.", "ask");
    // Loaded here alone, as for mcp: no other command checks such input.
    const [all, { checkInput }] = await Promise.all([loadQuestions(), import("../open-for-mcp.ts")]);
    const question = all.find((one) => one.name === name);
    if (!question)
      throw new AssayError("not_found", `There is no question "${name.slice(0, 100)}".`, {
        fix: `Questions are ${all.map((one) => one.name).join(", ")}.`,
      });
    const input = parseInput(json);
    try {
      checkInput(name, question.inputSchema, input);
    } catch (thrown) {
      const { code, message } = toErrorValue(thrown);
      throw new AssayError(code, message, { fix: whatItTakes(name, question.inputSchema) });
    }
    const answer =
      "ask" in question
        ? await withReader(context, (reader) => question.ask(reader, input as never))
        : await withWorkspace(context, true, (workspace) => question.askOpen(workspace, input as never, context));
    await context.output.write(jsonLine(answer));
    return 0;
  },
};

async function loadQuestions() {
  const [{ questions }, { openQuestions }] = await Promise.all([import("../mcp/tools.ts"), import("../mcp/open-questions.ts")]);
  return [...questions, ...openQuestions];
}

/** An input of each question that takes one; keys and offsets are those of its list. */
export const exampleInputs: Readonly<Record<string, object>> = {
  objectives: { engines: ["gpt-x"] },
  stats: { engines: ["gpt-x"] },
  compare: { a: { engine: "gpt-x" }, b: { engine: "gpt-y" } },
  why_slow: { engine: "gpt-x", percentile: 95 },
  failures: { engine: "gpt-x" },
  windows: { engines: ["gpt-x"], fromS: 1764115200 },
  win_rates: { source: "people", style: true },
  executions_list: { filter: { success: false, minLatencyMs: 1000 }, sort: "slowest", limit: 5 },
  executions_get: { offset: 0 },
  comparisons_list: { filter: { reviewed: false }, limit: 5 },
  comparisons_get: { key: "0123456789abcdef01234567" },
  samples_list: { tier: "gold", limit: 5 },
  comparisons_search: { text: "capital of" },
  executions_search: { text: "timeout", limit: 5 },
  sql: { sql: "SELECT engine_id, count(*) FROM executions GROUP BY engine_id" },
  dataset_checks: { check: "duplicate", limit: 10 },
};

async function describeQuestion({ name, description = "", inputSchema }: ToolDescription): Promise<string> {
  const { describeInput } = await import("../mcp/describe-input.ts");
  const fields = describeInput(inputSchema);
  const example = exampleInputs[name];
  return `${description}

Usage: ${formatCommand(`ask ${name} [JSON] [options]`)}

${fields.length === 0 ? "It takes nothing." : `JSON is an object with any of\n\n${fields.join("\n")}`}

Example:
  ${formatCommand(`ask ${name}${example === undefined ? "" : ` '${JSON.stringify(example)}'`} --workspace DIR`)}
`;
}

/** The members of a question's input, those that must be there first. */
function whatItTakes(name: string, schema: object): string {
  const { properties = {}, required = [] } = schema as { properties?: object; required?: readonly string[] };
  const names = Object.keys(properties).map((one) => (required.includes(one) ? `${one} (needed)` : one));
  return names.length === 0
    ? "It takes {}."
    : `It takes an object with ${names.join(", ")}; ${formatCommand(`ask ${name} --help`)} describes them.`;
}

function parseInput(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new AssayError("invalid_argument", `What the question takes is not JSON: ${(cause as Error).message}.`, {
      fix: `Write it as one argument: '{"limit":5}'.`,
      cause,
    });
  }
}
