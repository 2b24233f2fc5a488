import type { Made } from "./target.ts";

/**
 * The lines that tell Axolotl about the files.
 * @see https://docs.axolotl.ai/docs/dataset-formats/
 * @param lines about each dataset, such as `type: chat_template`.
 */
export function makeAxolotlConfig(made: Made, lines: readonly string[], before: readonly string[] = []) {
  const entry = (file: string) => [`  - path: ${file}`, "    ds_type: json", "    split: train", ...lines.map((line) => `    ${line}`)];
  const files = made.splits.filter(({ rows }) => rows > 0);
  const training = files.filter(({ split }, i) => split === "train" || (i === 0 && !files.some((other) => other.split === "train")));
  const others = files.filter((file) => !training.includes(file));
  const text = [
    "# Take these lines into your configuration; the paths are relative to where axolotl is started.",
    ...before,
    "datasets:",
    ...training.flatMap(({ file }) => entry(file)),
    ...(others.length === 0 ? [] : ["test_datasets:", ...others.flatMap(({ file }) => entry(file))]),
    "",
  ];
  return [{ name: "axolotl.yaml", text: text.join("\n") }];
}
