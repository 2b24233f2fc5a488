import type { Dialect } from "./dialect.ts";
import { alpaca } from "./table/alpaca.ts";
import { chatMessages } from "./table/chat-messages.ts";
import { kto } from "./table/kto.ts";
import { preference } from "./table/preference.ts";
import { promptCompletion } from "./table/prompt-completion.ts";
import { shareGpt } from "./table/sharegpt.ts";

/** Dialects of evaluations, votes and training sets. */
export const evaluationDialects: readonly Dialect[] = [chatMessages, preference, promptCompletion, alpaca, shareGpt, kto];
