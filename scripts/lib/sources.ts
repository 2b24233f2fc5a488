import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";

/** The sources, as the tests of the architecture read them. */

export const root = resolve(import.meta.dirname, "../..");

export interface Import {
  file: string;
  specifier: string;
  /** Relative to src, for files of ours. */
  target: string | null;
}

/** The imports of a source, types included. */
export async function importsOf(file: string): Promise<Import[]> {
  const text = await readFile(join(root, "src", file), "utf8");
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g,
  );
  return [...found].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const target = specifier.startsWith(".")
      ? relative(join(root, "src"), resolve(root, "src", dirname(file), specifier))
          .split(sep)
          .join("/")
      : null;
    return { file, specifier, target };
  });
}

/** Tests and what supports them. */
export const isTest = (file: string) => /\.test\.tsx?$|\/(testing|acceptance)\//.test(file);

/** Every source, relative to src. */
export const files = (await readdir(join(root, "src"), { recursive: true }))
  .map((file) => file.split(sep).join("/"))
  .filter((file) => /\.tsx?$/.test(file));
