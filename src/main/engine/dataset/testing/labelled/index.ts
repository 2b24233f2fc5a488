import type { CheckName } from "../../../../../contract/index.ts";
import { cardNumber } from "./card-number.ts";
import { cutOff } from "./cut-off.ts";
import { email } from "./email.ts";
import { emptyOutput } from "./empty-output.ts";
import type { Labelled } from "./labelled.ts";
import { phone } from "./phone.ts";
import { refusal } from "./refusal.ts";
import { repeatsPrompt } from "./repeats-prompt.ts";
import { secret } from "./secret.ts";
import { wrongLanguage } from "./wrong-language.ts";

/** By check of a single sample. */
export const labelled: Partial<Record<CheckName, Labelled>> = {
  "empty-output": emptyOutput,
  "cut-off": cutOff,
  "repeats-prompt": repeatsPrompt,
  refusal,
  "wrong-language": wrongLanguage,
  email,
  phone,
  secret,
  "card-number": cardNumber,
};
