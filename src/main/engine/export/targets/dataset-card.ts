import type { Made } from "./target.ts";

/**
 * The card of a dataset folder. `datasets` compares the number of rows and the types with the files, and refuses what differs.
 * @see https://github.com/huggingface/hub-docs/blob/main/datasetcard.md
 * @param columns with DuckDB types: VARCHAR, DOUBLE, BIGINT, BOOLEAN, lists of those, and lists of structs of those.
 */
export function makeCard(made: Made, columns: readonly { name: string; type: string }[]): string {
  const splits = made.splits.filter(({ rows }) => rows > 0);
  const sizeBytes = splits.reduce((sum, split) => sum + split.sizeBytes, 0);
  const lines = [
    "---",
    "configs:",
    "- config_name: default",
    "  data_files:",
    ...splits.flatMap(({ split, file }) => [`  - split: ${toSplitName(split)}`, `    path: ${file}`]),
    "dataset_info:",
    "  config_name: default",
    "  features:",
    ...columns.flatMap(({ name, type }) => toFeature(name, type, "  ")),
    "  splits:",
    ...splits.flatMap(({ split, rows, sizeBytes: size }) => [
      `  - name: ${toSplitName(split)}`,
      `    num_bytes: ${size}`,
      `    num_examples: ${rows}`,
    ]),
    `  download_size: ${sizeBytes}`,
    `  dataset_size: ${sizeBytes}`,
    "---",
    "",
    `${splits.reduce((sum, { rows }) => sum + rows, 0)} rows, exported by Assay. How they were chosen is in manifest.json.`,
    "",
  ];
  return lines.join("\n");
}

/** A split's name there has no hyphen. */
const toSplitName = (split: string) => split.replaceAll("-", "_");

const dtypes: Record<string, string> = { VARCHAR: "string", DOUBLE: "float64", BIGINT: "int64", BOOLEAN: "bool" };

function toFeature(name: string, type: string, indent: string): string[] {
  const struct = /^STRUCT\((.*)\)\[\]$/.exec(type)?.[1];
  if (struct !== undefined) {
    const fields = [...struct.matchAll(/"(\w+)" (\w+(?:\[\])?)/g)];
    return [
      `${indent}- name: ${name}`,
      `${indent}  list:`,
      ...fields.flatMap(([, key, of]) => toFeature(key as string, of as string, `${indent}  `)),
    ];
  }
  const item = type.endsWith("[]") ? type.slice(0, -2) : null;
  return [`${indent}- name: ${name}`, item === null ? `${indent}  dtype: ${dtypes[type]}` : `${indent}  list: ${dtypes[item]}`];
}
