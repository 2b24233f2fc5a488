import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { expect, it } from "vitest";

/** Every key of the screen is said once: in a table called commands.ts. What follows finds keys that are said elsewhere. */

const root = resolve(import.meta.dirname, "..", "src");
/** The tables, and what compares a press with the name of a key. */
const home = new Set(["commands.ts", "key-match.ts", "key-target.ts", "KeyHint.tsx"]);

const rules: [what: string, pattern: RegExp][] = [
  ["compares a key by itself", /\b(?:event|press|nativeEvent)\.(?:key|code)\s*[!=]==?\s*["'`]|(?<![.\w])key\s*[!=]==?\s*["'`].["'`]/],
  ["switches over keys", /switch \((?:\w+\.)*(?:key|code)\)/],
  ["names a key", /["'`](?:Escape|Esc|Enter|Space|Tab|Home|End|Arrow(?:Up|Down|Left|Right)|Page(?:Up|Down))["'`]/],
  ["names a key with a modifier", /["'`](?:mod|ctrl|shift|alt|meta|Ctrl|CommandOrControl|CmdOrCtrl)\+\w+/],
  ["prints a key", /<Kbd>|<kbd(?![^>]*>\{printKey)|name="\w"\s*\/>|aria-keyshortcuts="/],
  ["prints a key in a sentence", /\b(?:Ctrl|Esc|Escape|PgUp|PgDn)\b|⌘|\((?:[a-z0-9?/]|[Ss]pace|Enter|Tab)\)(?=["'`<]|\s*$)/],
];

const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g, "");

function offences(file: string, text: string): string[] {
  return withoutComments(text)
    .split("\n")
    .flatMap((line) => rules.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${file} ${what}: ${line.trim()}`));
}

it("no key is said outside the command tables", async () => {
  const found: string[] = [];
  let tables = 0;
  for (const world of ["renderer", join("main", "desktop")]) {
    for (const file of await readdir(join(root, world), { recursive: true })) {
      if (!/\.tsx?$/.test(file) || /\.test\.tsx?$/.test(file)) continue;
      if (basename(file) === "commands.ts") tables++;
      if (home.has(basename(file))) continue;
      found.push(...offences(join(world, file).split(sep).join("/"), await readFile(join(root, world, file), "utf8")));
    }
  }
  expect(tables).toBeGreaterThan(5);
  expect(found).toEqual([]);
});

it.each([
  'if (event.key === "x") close();',
  'case "ArrowDown":',
  'useKeys({ "mod+z": undo });',
  "<Kbd>j</Kbd> comparison",
  '<Key name="j" />',
  "<Button>Close (Esc)</Button>",
  "title={`Undo (Ctrl+Z)`}",
  '{unfolded ? "Fold query" : "Show full query"} (q)',
  "const label = `fold the query (q)`;",
])("would find %s", (line) => expect(offences("x.tsx", line)).not.toEqual([]));
