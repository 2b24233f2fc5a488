/** What the dataset is checked for, in the order of the screen. Each is one file in src/main/engine/dataset/checks/table. */
export const checkNames = [
  "empty-output",
  "cut-off",
  "repeats-prompt",
  "refusal",
  "wrong-language",
  "length",
  "email",
  "phone",
  "secret",
  "card-number",
  "two-tiers",
  "conflict",
  "duplicate",
  "leakage",
] as const;
export type CheckName = (typeof checkNames)[number];

export const isCheckName = (value: unknown): value is CheckName => checkNames.some((name) => name === value);
