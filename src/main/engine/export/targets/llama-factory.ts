import { rolesAlternate } from "./rules/roles.ts";
import { argumentsAreObjects, saysOrCalls } from "./rules/tools.ts";
import type { ShareGptWords } from "./shapes.ts";
import type { Made } from "./target.ts";

/**
 * What the three targets of LLaMA-Factory share. Their shape is "sharegpt" with tags; its converter "openai" adds words to system prompts.
 * @see https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md
 */
export const llamaFactoryWords: ShareGptWords = {
  from: "role",
  value: "content",
  user: "user",
  assistant: "assistant",
  system: "system",
  call: "function_call",
  result: "observation",
};

export const llamaFactoryDocs = "https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md";

/**
 * A row whose turns do not alternate is emptied and dropped with no more than a line in the log; with KTO the training ends. Strict alternation
 * also gives the even number of turns that SFT wants, and the odd one of ranking.
 */
export const llamaFactoryRules = [argumentsAreObjects, saysOrCalls, rolesAlternate] as const;

const tags = {
  role_tag: "role",
  content_tag: "content",
  user_tag: "user",
  assistant_tag: "assistant",
  observation_tag: "observation",
  function_tag: "function_call",
  system_tag: "system",
};

/** Without an entry in `dataset_info.json` a file cannot be used: one a split, `assay_train` for `train`. */
export const registry = (
  made: Made,
  entry: { columns: Record<string, string>; formatting: "alpaca" | "sharegpt"; ranking?: true; tags?: object },
) => [
  {
    name: "dataset_info.json",
    text: `${JSON.stringify(
      Object.fromEntries(
        made.splits.filter(({ rows }) => rows > 0).map(({ split, file }) => [`assay_${split}`, { file_name: file, ...entry }]),
      ),
      null,
      2,
    )}\n`,
  },
];

export const llamaFactoryRegistry = (made: Made, columns: Record<string, string>, ranking?: true) =>
  registry(made, { formatting: "sharegpt", columns: { messages: "messages", ...columns }, tags, ...(ranking ? { ranking } : {}) });
