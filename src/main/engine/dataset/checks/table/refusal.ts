import type { SampleCheck } from "../check.ts";

/** A refusal opens the answer; later, the same words are somebody's speech or a caveat. */
const headCharacters = 400;

const help =
  "(?:help|assist|provide|fulfil+|comply|answer|create|generate|write|engage|discuss|share|support|participate|complete|continue|respond|offer|do that|process|give)";
const patterns = [
  `\\b(?:i['’]?m|i am)(?: (?:very|really|so|truly))? (?:sorry|afraid)[,.]?(?: but)?(?: (?:that )?(?:as an ai[^,.]*,? ?)?)?i (?:can(?:no|['’])t|can not|am not able to|am unable to|won['’]t|must decline)`,
  `\\b(?:i apologi[sz]e|my apologies|sorry)[,.]?(?: but)? (?:as an ai[^,.]*,? )?i (?:can(?:no|['’])t|can not|am not able to|am unable to|won['’]t)`,
  `\\bi (?:can(?:no|['’])t|can not|won['’]t|will not|must decline to|(?:am|['’]m) (?:not able|unable) to|(?:am|['’]m) not (?:comfortable|going to)) ${help}(?:ing)?\\b(?! (?:but|myself|enough|wonder|that enough))`,
  `\\bi['’]m (?:not able|unable) to ${help}`,
  `\\bas an (?:ai|artificial intelligence)(?: language)?(?: model| assistant)?,? i (?:can(?:no|['’])t|do not|don['’]t|am (?:not|unable)|must|will not|won['’]t)`,
  `\\bi must (?:respectfully )?(?:decline|refuse)`,
  `\\b(?:this|that|your) request (?:violates|goes against|is against)`,
  `\\bit (?:would be|is) (?:inappropriate|unethical|illegal) (?:for me )?to (?:provide|help|assist|create|write)`,
  `\\bes tut mir leid,? (?:aber )?(?:ich|dabei|das) (?:kann|darf)`,
  `\\bich kann (?:dir |ihnen )?(?:dabei|damit|das|diese anfrage) (?:leider )?nicht`,
  `\\b(?:je suis )?désolée?,? (?:mais )?je ne (?:peux|suis)`,
  `\\blo siento,? (?:pero )?no puedo`,
  `\\bmi dispiace,? (?:ma )?non posso`,
  `\\bdesculpe,? (?:mas )?não posso`,
];
const cjk = [
  "(?:很抱歉|对不起|抱歉)[，,]?(?:但)?我(?:不能|无法|没有办法)",
  "我无法(?:提供|回答|协助|帮助)",
  "申し訳(?:ありません|ございません)が.{0,30}(?:できません|いたしかねます)",
  "죄송(?:합니다|하지만).{0,30}(?:수 없습니다|드릴 수)",
];
const refusal = new RegExp([...patterns, ...cjk].map((pattern) => `(?:${pattern})`).join("|"), "iu");

export const refusalCheck: SampleCheck = {
  name: "refusal",
  find({ output }) {
    const head = output.slice(0, headCharacters);
    const match = refusal.exec(head);
    if (!match || isQuoted(head, match.index)) return null;
    return { field: "output", from: match.index, to: match.index + match[0].length, why: "The output declines to answer." };
  },
};

/** Inside quotation marks somebody else speaks: an odd number of them stands before. */
function isQuoted(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return (before.match(/["“”«»]/g)?.length ?? 0) % 2 === 1;
}
