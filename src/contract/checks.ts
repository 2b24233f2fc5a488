import type { CheckName } from "./check-names.ts";

export * from "./check-names.ts";

interface CheckText {
  label: string;
  /** What is counted, in a sentence. */
  help: string;
}

export const checkTexts: Readonly<Record<CheckName, CheckText>> = {
  "empty-output": { label: "Empty output", help: "The output has no letter, digit or symbol." },
  "cut-off": { label: "Cut-off output", help: "The output stops in the middle of a sentence, a code block or a JSON value." },
  "repeats-prompt": { label: "Prompt repeated", help: "The output contains the whole prompt." },
  refusal: { label: "Refusal", help: "The output declines to answer." },
  "wrong-language": { label: "Wrong language", help: "The output is in another language than the prompt, which does not ask for one." },
  length: { label: "Length outlier", help: "The output is far shorter or longer than the others of the dataset." },
  email: { label: "E-mail address", help: "An address that may belong to a person." },
  phone: { label: "Telephone number", help: "A number that can be dialled, written as one." },
  secret: { label: "Secret or key", help: "A password, token or private key." },
  "card-number": { label: "Card number", help: "A payment card's number with a valid check digit." },
  "two-tiers": { label: "Prompt in two tiers", help: "Answers to the same prompt are in different tiers." },
  conflict: {
    label: "Conflicting decision",
    help: "The same answer to the same prompt is in another tier, or was rejected in a comparison.",
  },
  duplicate: { label: "Duplicate", help: "Another sample has the same or nearly the same prompt and output." },
  leakage: { label: "Train/test leakage", help: "A sample of the other split has nearly the same prompt." },
};
