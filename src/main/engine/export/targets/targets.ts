import { alpaca } from "./table/alpaca.ts";
import { anthropic } from "./table/anthropic.ts";
import { axolotl } from "./table/axolotl.ts";
import { axolotlDpo } from "./table/axolotl-dpo.ts";
import { chat } from "./table/chat.ts";
import { csv } from "./table/csv.ts";
import { gemini } from "./table/gemini.ts";
import { geminiPreference } from "./table/gemini-preference.ts";
import { hfDataset } from "./table/hf-dataset.ts";
import { jsonl } from "./table/jsonl.ts";
import { llamaFactory } from "./table/llama-factory.ts";
import { llamaFactoryKto } from "./table/llama-factory-kto.ts";
import { llamaFactoryPreference } from "./table/llama-factory-preference.ts";
import { mlx } from "./table/mlx.ts";
import { nectar } from "./table/nectar.ts";
import { nova } from "./table/nova.ts";
import { novaDpo } from "./table/nova-dpo.ts";
import { openaiPreference } from "./table/openai-preference.ts";
import { parquet } from "./table/parquet.ts";
import { promptOnly } from "./table/prompt-only.ts";
import { ranked } from "./table/ranked.ts";
import { reward } from "./table/reward.ts";
import { rft } from "./table/rft.ts";
import { sharegpt } from "./table/sharegpt.ts";
import { trlKto } from "./table/trl-kto.ts";
import { trlPreference } from "./table/trl-preference.ts";
import { trlSft } from "./table/trl-sft.ts";
import { verl } from "./table/verl.ts";
import type { AnyTarget } from "./target.ts";

/** Every target, in the order in which they are offered. */
export const targets: readonly AnyTarget[] = [
  chat,
  trlSft,
  trlPreference,
  trlKto,
  promptOnly,
  rft,
  llamaFactory,
  llamaFactoryPreference,
  llamaFactoryKto,
  alpaca,
  sharegpt,
  ranked,
  nectar,
  reward,
  openaiPreference,
  hfDataset,
  mlx,
  axolotl,
  axolotlDpo,
  verl,
  gemini,
  geminiPreference,
  nova,
  novaDpo,
  anthropic,
  jsonl,
  csv,
  parquet,
];

export function findTarget(name: string): AnyTarget | undefined {
  return targets.find((target) => target.name === name);
}

/** The file of a split: `train.jsonl` unless the target has a name of its own for it. */
export function getFileName(target: AnyTarget, split: string): string {
  return target.fileName?.(split) ?? `${split}.${target.encoding}`;
}
