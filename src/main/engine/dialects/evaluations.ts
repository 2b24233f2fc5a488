import type { Dialect } from "./dialect.ts";
import { alpaca } from "./table/alpaca.ts";
import { alpacaEval } from "./table/alpaca-eval.ts";
import { arena } from "./table/arena.ts";
import { arenaHard } from "./table/arena-hard.ts";
import { bfcl } from "./table/bfcl.ts";
import { chatMessages } from "./table/chat-messages.ts";
import { fastchatReviews } from "./table/fastchat-reviews.ts";
import { helpSteer } from "./table/helpsteer.ts";
import { hhRlhf } from "./table/hh-rlhf.ts";
import { inspect } from "./table/inspect.ts";
import { jsonEngine } from "./table/json-engine.ts";
import { kiln } from "./table/kiln.ts";
import { kto } from "./table/kto.ts";
import { labelStudio } from "./table/label-studio.ts";
import { latitude } from "./table/latitude.ts";
import { lmEval } from "./table/lm-eval.ts";
import { mtBench } from "./table/mt-bench.ts";
import { nectar } from "./table/nectar.ts";
import { oaieval } from "./table/oaieval.ts";
import { openaiEvals } from "./table/openai-evals.ts";
import { preference } from "./table/preference.ts";
import { promptCompletion } from "./table/prompt-completion.ts";
import { promptfoo } from "./table/promptfoo.ts";
import { shareGpt } from "./table/sharegpt.ts";
import { simpleQa } from "./table/simple-qa.ts";
import { ultraFeedback } from "./table/ultrafeedback.ts";

/** Dialects of evaluations, votes and training sets. */
export const evaluationDialects: readonly Dialect[] = [
  chatMessages,
  preference,
  promptCompletion,
  alpaca,
  shareGpt,
  kto,
  promptfoo,
  lmEval,
  inspect,
  openaiEvals,
  oaieval,
  alpacaEval,
  arena,
  arenaHard,
  mtBench,
  fastchatReviews,
  ultraFeedback,
  helpSteer,
  hhRlhf,
  nectar,
  kiln,
  labelStudio,
  bfcl,
  latitude,
  simpleQa,
  jsonEngine,
];
