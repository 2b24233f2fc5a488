import type { SampleCheck } from "../check.ts";
import { detectLanguage, stripNonProse } from "../language.ts";

/** The prompt itself asks for another language, or is about words of one. */
const asksForLanguage =
  /translat|übersetz|traduc|tradui|traduz|翻译|翻訳|번역|перев(?:ед|од)|language|sprache|langue|idioma|lingua|\b(?:in|into|to|auf|en|ins?|em)\s+(?:the\s+)?(?:english|german|french|spanish|italian|portuguese|dutch|polish|russian|chinese|mandarin|cantonese|japanese|korean|arabic|hindi|turkish|vietnamese|thai|greek|hebrew|swedish|danish|norwegian|finnish|czech|ukrainian|latin|indonesian|englisch|deutsch|französisch|spanisch|italienisch|anglais|allemand|français|espagnol|italien|inglés|alemán|francés|español|italiano|inglese|tedesco|francese|spagnolo|inglês|alemão|francês|espanhol)/i;
const alsoAsks = /中文|英文|英语|日语|日本語|韩语|한국어로|영어로|по-английски|на английском|английск|英語|(?:用|以).{0,6}(?:语|文|語)/;

export const wrongLanguage: SampleCheck = {
  name: "wrong-language",
  find({ input, output }) {
    const answer = stripNonProse(output);
    const spoken = detectLanguage(answer);
    if (spoken === null) return null;
    const asked = detectLanguage(stripNonProse(input));
    if (asked === null || asked.code === spoken.code || asked.near.has(spoken.code) || spoken.near.has(asked.code)) return null;
    if (asksForLanguage.test(input) || alsoAsks.test(input)) return null;
    return {
      field: "output",
      from: 0,
      to: Math.min(output.length, 200),
      why: `The prompt is in ${asked.name}, the output in ${spoken.name}.`,
    };
  },
};
