import { AssayError, toErrorValue } from "../../../contract/index.ts";
import { type Command, workspaceOption } from "../command.ts";
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
  notes: `JSON is what the question takes, an object; default: {}. An unknown QUESTION is answered with the list of all.
Answers are those of the tools of mcp, texts shortened as there.`,
  async run(context) {
    const [name, json = "{}", more] = context.options.positionals;
    if (name === undefined || more !== undefined) throw usageError("ask takes the name of a question, and what it takes as JSON.", "ask");
    // Loaded here alone, as for mcp: no other command checks such input.
    const [{ questions }, { openQuestions }, { checkInput }] = await Promise.all([
      import("../mcp/tools.ts"),
      import("../mcp/open-questions.ts"),
      import("../open-for-mcp.ts"),
    ]);
    const all = [...questions, ...openQuestions];
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
      throw new AssayError(code, message, { fix: whatItTakes(question.inputSchema) });
    }
    const answer =
      "ask" in question
        ? await withReader(context, (reader) => question.ask(reader, input as never))
        : await withWorkspace(context, true, (workspace) => question.askOpen(workspace, input as never, context));
    await context.output.write(jsonLine(answer));
    return 0;
  },
};

/** The members of a question's input, those that must be there first. */
function whatItTakes(schema: object): string {
  const { properties = {}, required = [] } = schema as { properties?: object; required?: readonly string[] };
  const names = Object.keys(properties).map((name) => (required.includes(name) ? `${name} (needed)` : name));
  return names.length === 0 ? "It takes {}." : `It takes an object with ${names.join(", ")}; descriptions are in the tools of mcp.`;
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
