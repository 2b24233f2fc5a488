import { join } from "node:path";
import { AssayError, ConversionPlan } from "../../../contract/index.ts";
import { createAjv, type ValidateFunction } from "../base/ajv.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { listFolder, makeFolderInside, readSmallFile } from "../files/inside.ts";
import type { WriteGate } from "../files/journal.ts";
import { readNamed } from "../files/named-file.ts";

/** Plans that people keep under a name, each a file of JSON: `recipes/NAME.json` in the workspace, or anywhere for the command line. */

export interface Recipe {
  name: string;
  plan: ConversionPlan;
}

const maxBytes = 256 * 1024;
/** More are not listed: a workspace may come from a stranger. */
const maxRecipes = 1000;
const ending = ".json";

export class Recipes {
  readonly #folder: string;
  readonly #gate: WriteGate;

  constructor(workspacePath: string, gate: WriteGate) {
    this.#folder = join(workspacePath, "recipes");
    this.#gate = gate;
  }

  /** Replaces one of the same name. @throws AssayError permission, disk_full, io. */
  async save(name: string, plan: ConversionPlan): Promise<void> {
    if (this.#gate.readOnly) throw this.#gate.readOnly;
    await makeFolderInside(this.#folder);
    await atomicWriteInside(join(this.#folder, name + ending), `${JSON.stringify(plan, null, 2)}\n`);
  }

  /** Those that can be read, by name; files that are no recipes are left out. */
  async list(): Promise<Recipe[]> {
    const entries = await listFolder(this.#folder).catch(() => []);
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(ending));
    const recipes: Recipe[] = [];
    for (const { name } of files.slice(0, maxRecipes)) {
      const bytes = await readSmallFile(join(this.#folder, name), maxBytes).catch(() => null);
      const plan = bytes && parsePlan(bytes.toString("utf8"));
      if (plan) recipes.push({ name: name.slice(0, -ending.length), plan });
    }
    return recipes.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** Reads a recipe from a file that a person named. @throws AssayError not_found, permission, invalid_argument (no recipe). */
export async function readRecipe(path: string): Promise<ConversionPlan> {
  const plan = parsePlan((await readNamed(path, maxBytes)).toString("utf8"));
  if (plan === null)
    throw new AssayError("invalid_argument", `${path} is no recipe.`, {
      where: path,
      fix: 'A recipe is a JSON object like {"dialect":"custom","answers":{},"mapping":{"engine":{"from":"model"}}}.',
    });
  return plan;
}

/** Compiled on first use. */
let isPlan: ValidateFunction | undefined;

function parsePlan(text: string): ConversionPlan | null {
  try {
    const value: unknown = JSON.parse(text);
    isPlan ??= createAjv({ allowUnionTypes: true }).compile(ConversionPlan);
    return isPlan(value) ? (value as ConversionPlan) : null;
  } catch {
    return null;
  }
}
