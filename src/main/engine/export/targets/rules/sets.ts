import type { Made, SetRule } from "../target.ts";

/** Rules about an export as a whole. They warn. */

const countRows = ({ splits }: Made) => splits.reduce((sum, { rows }) => sum + rows, 0);

/** @param who wants them, as a sentence begins: "OpenAI and Azure want". */
export const atLeastRows = (min: number, who: string): SetRule => ({
  name: `at-least-${min}-rows`,
  says: `${who} at least ${min} rows.`,
  check: (made) => (countRows(made) < min ? `${who} at least ${min} rows; there are ${countRows(made)}.` : null),
});

const countLabels = ({ splits }: Made) => {
  const labels = { wanted: 0, unwanted: 0 };
  for (const split of splits) {
    labels.wanted += split.labels?.true ?? 0;
    labels.unwanted += split.labels?.false ?? 0;
  }
  return labels;
};

/** KTOTrainer accepts a set of one label and learns nothing from it; LLaMA-Factory's ends. */
export const bothLabels: SetRule = {
  name: "both-labels",
  says: "There are wanted and unwanted answers.",
  check(made) {
    const { wanted, unwanted } = countLabels(made);
    return wanted > 0 && unwanted > 0
      ? null
      : `All answers are ${wanted > 0 ? "wanted" : "unwanted"} ones: there is nothing to tell apart.`;
  },
};

/**
 * The weights of both labels, times their numbers, should be as 1:1 to 4:3.
 * @see https://huggingface.co/docs/trl/kto_trainer#imbalanced-data
 */
export const labelsInBalance: SetRule = {
  name: "labels-in-balance",
  says: "Wanted and unwanted answers are in balance, 1:1 to 4:3.",
  check(made) {
    const { wanted, unwanted } = countLabels(made);
    if (wanted === 0 || unwanted === 0) return null;
    const ratio = wanted / unwanted;
    if (ratio >= 1 && ratio <= 4 / 3) return null;
    const weight = ratio > 1 ? `undesirable_weight=${round(ratio)}` : `desirable_weight=${round(1 / ratio)}`;
    return `${wanted} answers are wanted and ${unwanted} are not: set ${weight} in the trainer's configuration.`;
  },
};

/** Rounded up, so that the wanted ones are not below 1:1. */
const round = (weight: number) => (weight < 10 ? Math.ceil(weight * 100 - 1e-6) / 100 : Math.ceil(weight));

/** @param name the file that holds it, @param why what happens without it. */
export const hasFile = (name: string, why: string): SetRule => ({
  name: `has-${name.replaceAll(".", "-")}`,
  says: `There is a ${name}.`,
  check: ({ splits }) => (splits.some(({ file, rows }) => file === name && rows > 0) ? null : `There is no ${name}: ${why}`),
});

/** @param names the files that are read. */
export const onlyFiles = (names: readonly string[], who: string): SetRule => ({
  name: "only-files-that-are-read",
  says: `${who} reads ${names.join(", ")}.`,
  check({ splits }) {
    const other = splits.find(({ file, rows }) => rows > 0 && !names.includes(file));
    return other === undefined ? null : `${who} does not read ${other.file}, only ${names.join(", ")}.`;
  },
});

/** OpenAI's reinforcement fine-tuning wants a validation file. */
export const twoSplits = (who: string): SetRule => ({
  name: "two-splits",
  says: `${who} wants a file for training and one for validation.`,
  check: ({ splits }) =>
    splits.filter(({ rows }) => rows > 0).length >= 2 ? null : `${who} wants a second file for validation: split the export.`,
});
