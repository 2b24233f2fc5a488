import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Recipes, readRecipe } from "./recipes.ts";

/** Recipes in a workspace of a stranger. */

let folder: string;
let recipes: Recipes;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-recipes-"));
  recipes = new Recipes(folder, { readOnly: null });
});
afterEach(() => rm(folder, { recursive: true }));

const plan = { dialect: "litellm", answers: {} };
const put = async (name: string, text: string) => {
  await mkdir(join(folder, "recipes"), { recursive: true });
  await writeFile(join(folder, "recipes", name), text);
};

it("lists what was saved, and leaves out links, pipes, folders and what is no recipe", async () => {
  await recipes.save("mine", plan);
  await put("outside", JSON.stringify(plan));
  await symlink(join(folder, "recipes", "outside"), join(folder, "recipes", "link.json"));
  if (process.platform !== "win32") execFileSync("mkfifo", [join(folder, "recipes", "pipe.json")]);
  await mkdir(join(folder, "recipes", "folder.json"));
  await put("proto.json", '{"dialect":"litellm","answers":{},"__proto__":{"mapping":{}}}');
  await put("mapped.json", '{"dialect":"custom","answers":{},"mapping":{"__proto__":{"from":"x"}}}');
  await put("long.json", JSON.stringify({ ...plan, mapping: { engine: { from: "x".repeat(300_000) } } }));
  expect(await recipes.list()).toEqual([{ name: "mine", plan }]);
});

it("lists none, and saves none, where the folder is a link", async () => {
  await mkdir(join(folder, "elsewhere"));
  await writeFile(join(folder, "elsewhere", "a.json"), JSON.stringify(plan));
  await symlink(join(folder, "elsewhere"), join(folder, "recipes"));
  expect(await recipes.list()).toEqual([]);
  await expect(recipes.save("b", plan)).rejects.toMatchObject({ code: "refused" });
});

it("a workspace full of recipes is listed in part", async () => {
  await recipes.save("a", plan);
  for (let i = 0; i < 1200; i++) await put(`n${i}.json`, JSON.stringify(plan));
  expect(await recipes.list()).toHaveLength(1000);
});

it("a file named on the command line must be one", async () => {
  await put("x.json", "[]");
  await expect(readRecipe(join(folder, "recipes", "x.json"))).rejects.toMatchObject({ code: "invalid_argument" });
  await expect(readRecipe(join(folder, "recipes"))).rejects.toMatchObject({ code: "refused" });
});
