import { findInEither, type SampleCheck } from "../check.ts";

/** 13 to 19 digits, in one run or in the groups of a card. */
const digits = /(?<![\w.,:/+#-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|3\d{3}([ -])\d{6}\2\d{4,5}|\d{13,19})(?![\w/:-]|[.,]\d)/g;

/** First digits and lengths of the schemes (ISO/IEC 7812). */
const schemes: readonly { prefix: RegExp; lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { prefix: /^3(?:0[0-5]|[689])/, lengths: [14] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16] },
  { prefix: /^62/, lengths: [16, 17, 18, 19] },
];

export const cardNumber: SampleCheck = {
  name: "card-number",
  find: (sample) =>
    findInEither(sample, (text) => {
      for (const { 0: found, index } of text.matchAll(digits)) {
        const number = found.replace(/[ -]/g, "");
        if (!schemes.some(({ prefix, lengths }) => lengths.includes(number.length) && prefix.test(number)) || !passesLuhn(number)) continue;
        return { from: index, to: index + found.length, why: "A card number: its check digit is right." };
      }
      return null;
    }),
};

/** The check digit of ISO/IEC 7812-1, annex B. One digit repeated passes it too, and is no card. */
function passesLuhn(number: string): boolean {
  if (/^(\d)\1*$/.test(number)) return false;
  let sum = 0;
  for (let i = 0; i < number.length; i++) {
    const digit = number.charCodeAt(number.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
