import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "./lib/build.mjs";

/** The programs of docs/embedding.md, each run as a process of its own; and the package as it is built, by name and with its types. */

const root = resolve(import.meta.dirname, "..");
const run = promisify(execFile);
const text = await readFile(join(root, "docs/embedding.md"), "utf8");
const programs = [...text.matchAll(/```js\n\/\/ (\w+\.mjs)\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, name = "", code = "", output = ""]) => ({ name, code, output }),
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-embedding-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the programs of docs/embedding.md", () => {
  it("are all there", () => {
    expect(programs.map(({ name }) => name)).toEqual(["collect.mjs", "append.mjs", "model.mjs", "stats.mjs"]);
  });

  it.each(programs)("$name prints what the page says", async ({ name, code, output }) => {
    const place = join(folder, name);
    await mkdir(join(place, "node_modules"), { recursive: true });
    await symlink(root, join(place, "node_modules", "assay"), "junction");
    await writeFile(join(place, name), code);
    const { stdout, stderr } = await run(process.execPath, ["--conditions=assay-source", name], { cwd: place });
    expect(stderr).toBe("");
    expect(stdout).toBe(output);
  });
});

it("the built package is imported by name, with types, by a program outside", async () => {
  const place = join(folder, "outside");
  const installed = join(place, "node_modules", "assay");
  const tool = (...parts: string[]) => join(root, "node_modules", ...parts);
  await ensureBuilt();
  await mkdir(join(installed, "out"), { recursive: true });
  await writeFile(join(installed, "package.json"), await readFile(join(root, "package.json")));
  await symlink(join(root, "node_modules"), join(installed, "node_modules"), "junction");
  // A copy: what it imports is found from where it lies.
  await cp(join(root, "out", "engine"), join(installed, "out", "engine"), { recursive: true });
  await writeFile(
    join(place, "program.ts"),
    `import { AssayError, openWorkspace, type ExecutionFacts, toExecutionFacts } from "assay";
const facts: ExecutionFacts | null = toExecutionFacts({ engine_id: "e", metrics: { success: true } });
// @ts-expect-error: the types are there, and say what there is
facts.nothing;
const workspace = await openWorkspace({ path: process.argv[2] ?? "" });
await workspace.collector.collectEngineExecution("{}");
await workspace.close();
console.log(facts?.engineId, AssayError.name);
`,
  );
  const options = {
    module: "nodenext",
    target: "es2024",
    lib: ["es2024"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  };
  await writeFile(
    join(place, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...options, typeRoots: [tool("@types")] }, files: ["program.ts"] }),
  );
  await writeFile(join(place, "package.json"), '{"type":"module"}');
  await run(process.execPath, [tool("typescript/bin/tsc"), "-p", place]);
  const { stdout } = await run(process.execPath, [join(place, "program.ts"), join(place, "workspace")]);
  expect(stdout).toBe("e AssayError\n");
  // The package promises Node 20.19: the page's programs run without what later versions of the language brought.
  await writeFile(
    join(place, "node20.mjs"),
    `for (const [where, names] of [
  [Promise, ["withResolvers", "try"]],
  [Array, ["fromAsync"]],
  [Object, ["groupBy"]],
  [Map, ["groupBy"]],
  [RegExp, ["escape"]],
  [Error, ["isError"]],
  [Set.prototype, ["union", "intersection", "difference", "symmetricDifference", "isSubsetOf", "isSupersetOf", "isDisjointFrom"]],
  [ArrayBuffer.prototype, ["transfer", "transferToFixedLength"]],
  [Uint8Array, ["fromBase64", "fromHex"]],
  [Uint8Array.prototype, ["toBase64", "toHex"]],
  [Object.getPrototypeOf(Object.getPrototypeOf([].values())), ["map", "filter", "take", "drop", "flatMap", "reduce", "toArray", "forEach", "some", "every", "find"]],
]) for (const name of names) delete where[name];
`,
  );
  for (const { name, code, output } of programs) {
    await rm(join(place, "service"), { recursive: true, force: true });
    await writeFile(join(place, name), code);
    const { stdout, stderr } = await run(process.execPath, ["--import", "./node20.mjs", name], { cwd: place });
    expect({ name, stdout, stderr }).toEqual({ name, stdout: output, stderr: "" });
  }
});
