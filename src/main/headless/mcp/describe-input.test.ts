import { expect, it } from "vitest";
import { askCommand, exampleInputs } from "../commands/ask.ts";
import { checkInput } from "../open-for-mcp.ts";
import { openQuestions } from "./open-questions.ts";
import { questions } from "./tools.ts";

const all = [...questions, ...openQuestions];

it.each(all.map((question) => [question.name, question] as const))(
  "%s: its help has its fields, and an input that it takes",
  async (name, { inputSchema }) => {
    const help = (await askCommand.helpOn?.([name])) ?? "";
    const { properties = {} } = inputSchema as { properties?: Record<string, object> };
    for (const field of Object.keys(properties)) expect(help).toMatch(new RegExp(`^  ${field} `, "m"));
    const example = exampleInputs[name];
    if (example !== undefined) expect(() => checkInput(name, inputSchema, example)).not.toThrow();
    expect(example === undefined).toBe(Object.keys(properties).length === 0);
  },
);

it("says types, bounds, meaning and what is needed; members of an object stand below it", async () => {
  const help = await askCommand.helpOn?.(["executions_list"]);
  expect(help).toContain("  filter  object\n    engines  list of string");
  expect(help).toContain("    minLatencyMs  number (0 or more)  Latency, in milliseconds.\n");
  expect(help).toContain('  sort  "newest" | "oldest"');
  expect(await askCommand.helpOn?.(["comparisons_search"])).toContain(
    "  text  string (1 to 1000 characters), needed  Found anywhere in the texts, whatever the case.\n",
  );
  expect(await askCommand.helpOn?.(["nonsense"])).toBeUndefined();
});
