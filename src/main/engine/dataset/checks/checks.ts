import type { SampleCheck } from "./check.ts";
import { cardNumber } from "./table/card-number.ts";
import { cutOff } from "./table/cut-off.ts";
import { email } from "./table/email.ts";
import { emptyOutput } from "./table/empty-output.ts";
import { phone } from "./table/phone.ts";
import { refusalCheck } from "./table/refusal.ts";
import { repeatsPrompt } from "./table/repeats-prompt.ts";
import { secret } from "./table/secret.ts";
import { wrongLanguage } from "./table/wrong-language.ts";

/** Checks of a single sample. Loaded in the threads only: the language data is 1.6 MB. */
export const sampleChecks: readonly SampleCheck[] = [
  emptyOutput,
  cutOff,
  repeatsPrompt,
  refusalCheck,
  wrongLanguage,
  email,
  phone,
  secret,
  cardNumber,
];
