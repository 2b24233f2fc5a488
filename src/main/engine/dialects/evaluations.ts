import type { Dialect } from "./dialect.ts";
import { alpaca } from "./table/alpaca.ts";
import { alpacaEval } from "./table/alpaca-eval.ts";
import { arena } from "./table/arena.ts";
import { arenaHard } from "./table/arena-hard.ts";
import { chatMessages } from "./table/chat-messages.ts";
import { fastchatReviews } from "./table/fastchat-reviews.ts";
import { inspect } from "./table/inspect.ts";
import { kto } from "./table/kto.ts";
import { lmEval } from "./table/lm-eval.ts";
import { mtBench } from "./table/mt-bench.ts";
import { openaiEvals } from "./table/openai-evals.ts";
import { preference } from "./table/preference.ts";
import { promptCompletion } from "./table/prompt-completion.ts";
import { promptfoo } from "./table/promptfoo.ts";
import { shareGpt } from "./table/sharegpt.ts";

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
  alpacaEval,
  arena,
  arenaHard,
  mtBench,
  fastchatReviews,
];
