import { resolve } from "node:path";
import type { Answers, ConversionPlan, ImportKind } from "../../../../contract/index.ts";
import type { Workspace } from "../../../engine/index.ts";
import type { CommandContext } from "../../command.ts";
import { readTime } from "../../time-value.ts";
import { nearest, usageError } from "../../usage.ts";
import { oneOf, readImportKind } from "../../values.ts";

/** What the options say of how files are read. */
export interface ImportChoices {
  kind: ImportKind;
  /** The plan for every file, null where each is told by its content; and answers for either. */
  resolve(workspace: Workspace): Promise<{ plan: ConversionPlan | null; answers: Answers }>;
}

/** @param command for messages. @throws AssayError invalid_argument for values that are not what the help says. */
export function readChoices({ options, cwd }: CommandContext, command: "import" | "follow" = "import"): ImportChoices {
  const kind = readImportKind(options.text("kind") ?? "auto");
  const dialect = options.text("dialect");
  const recipe = options.text("recipe");
  if (dialect !== undefined && recipe !== undefined) throw usageError("A recipe names its dialect: give --recipe or --dialect.", command);
  const answers = readAnswers(options, command);
  return {
    kind,
    resolve: async (workspace) => {
      const { dialects, readRecipe } = await import("../../open-for-import.ts");
      const names = dialects.map(({ name }) => name).sort();
      if (dialect !== undefined && !names.includes(dialect)) {
        const near = nearest(dialect, names);
        throw usageError(
          `There is no dialect "${dialect}".${near ? ` Did you mean ${near}?` : ""} There are ${names.join(", ")}.`,
          command,
        );
      }
      if (recipe !== undefined) {
        // One of the workspace by its name, else a file.
        const kept = (await workspace.plans.recipes.list()).find(({ name }) => name === recipe);
        const plan = kept?.plan ?? (await readRecipe(resolve(cwd(), recipe)));
        return { plan: { ...plan, answers: { ...plan.answers, ...answers } }, answers };
      }
      return { plan: dialect === undefined ? null : { dialect, answers }, answers };
    },
  };
}

function readAnswers(options: CommandContext["options"], command: string): Answers {
  const engine = options.text("engine");
  const time = options.text("time");
  const success = options.text("success");
  if (engine === "") throw usageError("--engine must name an engine.", command);
  return {
    ...(engine === undefined ? {} : { engine_id: engine }),
    ...(time === undefined ? {} : { timestamp: readTime("time", time) }),
    ...(success === undefined ? {} : { success: oneOf("success", success, ["true", "false"]) === "true" }),
  };
}
