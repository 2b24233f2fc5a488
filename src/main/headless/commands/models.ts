import { basename, resolve } from "node:path";
import { describeDetails, type ModelDetails, type ModelEntry, type ModelOutcome } from "../../../contract/index.ts";
import { toWireModel } from "../../engine/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { refuseUnknown } from "../unknown-names.ts";
import { nearest, usageError } from "../usage.ts";
import { withReader, withWorkspace } from "../with-workspace.ts";

const actions = { add: addModel, list: listModels, tie: tieModel, untie: untieModel, verify: verifyModels };
const withoutName: readonly string[] = ["list"];
const needsName: readonly string[] = ["add", "tie", "untie"];

/** As of `engine_id` in the records. */
const maxEngineIdChars = 512;

export const modelsCommand: Command = {
  name: "models",
  summary: "Manage model files: add FILE, list, tie NAME --engine ID, untie NAME, verify [NAME]",
  positionals: "add FILE | list | tie NAME | untie NAME | verify [NAME]",
  options: {
    workspace: workspaceOption,
    engine: { type: "string", value: "ID", help: "With tie: the engine whose records the model produced" },
  },
  examples: (assay) => [
    `${assay} models add model.gguf --workspace DIR`,
    `${assay} models list --workspace DIR --json`,
    `${assay} models tie model.gguf --engine gpt-x --workspace DIR`,
    `${assay} models verify model.gguf --workspace DIR`,
  ],
  async run(context) {
    const [action, ...rest] = context.options.positionals;
    if (action === undefined || !Object.hasOwn(actions, action)) {
      const near = action === undefined ? undefined : nearest(action, Object.keys(actions));
      throw usageError(
        `models needs one of add, list, tie, untie, verify${action === undefined ? "" : `, not "${action}"`}.${near ? ` Did you mean ${near}?` : ""}`,
        "models",
      );
    }
    const most = withoutName.includes(action) ? 0 : 1;
    if (rest.length > most || (needsName.includes(action) && rest.length === 0))
      throw usageError(
        `models ${action} takes ${action === "add" ? "one file" : needsName.includes(action) ? "one name" : most === 0 ? "no name" : "one name at most"}.`,
        "models",
      );
    const engine = context.options.text("engine");
    if ((action === "tie") !== (engine !== undefined))
      throw usageError(action === "tie" ? "models tie needs --engine ID." : `models ${action} takes no --engine.`, "models");
    if (engine !== undefined && (engine === "" || engine.length > maxEngineIdChars))
      throw usageError(`--engine must have 1 to ${maxEngineIdChars} characters.`, "models");
    return actions[action as keyof typeof actions](context, rest[0]);
  },
};

/** A model in the JSON output. What its header does not say is left out. */
const wireModel = (model: ModelEntry) => ({ ...toWireModel(model), ...wireDetails(model.details), warnings: model.warnings });

const wireDetails = (details: ModelDetails) => ({
  format_version: details.formatVersion,
  architecture: details.architecture,
  model_name: details.title,
  license: details.license,
  quantization: details.quantization,
  producer: details.producer,
  context_length: details.contextTokens,
  tensors: details.tensors,
  parameters: details.parameters,
});

const kept: Readonly<Record<ModelOutcome, string>> = {
  added: "is kept",
  same: "has this content already, which is not stored twice",
  repaired: "was lost or changed on disk and is whole again",
};

/** Everything that the header says, in one line; "" when it says nothing. */
const detailsLine = ({ details }: Pick<ModelEntry, "details">): string =>
  [...(details.title === undefined ? [] : [`"${details.title}"`]), ...describeDetails(details)].map(printable).join(", ");

async function addModel(context: CommandContext, file = ""): Promise<number> {
  const onProgress = (writtenBytes: number) => context.output.progress(`${writtenBytes} bytes copied`);
  const path = resolve(context.cwd(), file);
  const { entry: model, outcome } = await withWorkspace(context, false, async ({ models }) => {
    const { details, warnings } = await models.inspect(path);
    // Before the bytes are copied, which may take minutes: a file that is cut short need not be.
    for (const warning of warnings) context.output.note(`warning: ${printable(basename(path))}: ${printable(warning)}`);
    const says = detailsLine({ details });
    if (says !== "") context.output.note(`${printable(basename(path))}: ${says}`);
    return models.addModel(path, { signal: context.stop, onProgress }).finally(() => context.output.progress(""));
  });
  if (context.options.flag("json")) await context.output.write(jsonLine({ ...wireModel(model), outcome }));
  else
    await context.output.write(
      `${printable(model.name)} ${kept[outcome]}: ${model.sizeBytes} bytes, ${model.format}, SHA-256 ${model.sha256}\n`,
    );
  return 0;
}

async function writeWarnings(context: CommandContext, name: string, warnings: readonly string[]): Promise<void> {
  for (const warning of warnings) await context.output.write(`warning: ${printable(name)}: ${printable(warning)}\n`);
}

async function listModels(context: CommandContext): Promise<number> {
  const models = await withReader(context, (reader) => reader.listModels());
  if (context.options.flag("json")) await context.output.write(jsonLine(models.map(wireModel)));
  else {
    const columns = [
      { title: "name", align: "left" },
      { title: "bytes", align: "right" },
      { title: "format", align: "left" },
      { title: "model", align: "left" },
      { title: "engine", align: "left" },
      { title: "imported", align: "left" },
      { title: "SHA-256", align: "left" },
    ] as const;
    const rows = models.map((model) => [
      model.name,
      String(model.sizeBytes),
      model.format,
      describeDetails(model.details).slice(0, 3).map(printable).join(", ") || "-",
      model.engineId === null ? "-" : printable(model.engineId),
      new Date(model.importedAtS * 1000).toISOString(),
      model.sha256,
    ]);
    await context.output.write(table(columns, rows));
    for (const { name, warnings } of models) await writeWarnings(context, name, warnings);
  }
  return 0;
}

async function tieModel(context: CommandContext, name = ""): Promise<number> {
  return setEngine(context, name, context.options.text("engine") ?? null);
}

async function untieModel(context: CommandContext, name = ""): Promise<number> {
  return setEngine(context, name, null);
}

async function setEngine(context: CommandContext, name: string, engineId: string | null): Promise<number> {
  const model = await withWorkspace(context, true, async ({ models }) => {
    await models.adopted;
    const names = models.list().map((one) => one.name);
    refuseUnknown("model", names.includes(name) ? [] : [name], names);
    await models.tie(name, engineId);
    return models.list().find((one) => one.name === name);
  });
  if (context.options.flag("json")) await context.output.write(jsonLine(model === undefined ? null : wireModel(model)));
  else
    await context.output.write(
      `${printable(name)} ${engineId === null ? "is tied to no engine" : `is tied to the engine ${printable(engineId)}`}.\n`,
    );
  return 0;
}

async function verifyModels(context: CommandContext, name?: string): Promise<number> {
  const checks = await withReader(context, async (reader) => {
    const names = (await reader.listModels()).map((model) => model.name);
    refuseUnknown("model", name === undefined || names.includes(name) ? [] : [name], names);
    return reader.verifyModels(name);
  });
  if (context.options.flag("json")) await context.output.write(jsonLine(checks));
  else
    for (const { name: model, ok, problem, warnings = [] } of checks) {
      await context.output.write(`${ok ? "ok " : "BAD"} ${printable(model)}${problem ? `: ${printable(problem)}` : ""}\n`);
      await writeWarnings(context, model, warnings);
    }
  return checks.every(({ ok }) => ok) ? 0 : 1;
}
