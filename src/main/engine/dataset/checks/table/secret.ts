import { findInEither, type SampleCheck } from "../check.ts";

/** Formats that their issuers document, so that scanners find them. */
const tokens = [
  ["an AWS access key", "(?:AKIA|ASIA)[A-Z2-7]{16}"],
  ["a GitHub token", "gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{60,}"],
  ["a GitLab token", "glpat-[A-Za-z0-9_-]{20,}"],
  ["an Anthropic key", "sk-ant-[A-Za-z0-9_-]{32,}"],
  ["an OpenAI key", "sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{32,}"],
  ["a Stripe key", "[rs]k_live_[A-Za-z0-9]{20,}"],
  ["a Slack token", "xox[abprs]-[A-Za-z0-9-]{20,}"],
  ["a Slack webhook", "https://hooks\\.slack\\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{20,}"],
  ["a Google API key", "AIza[A-Za-z0-9_-]{35}"],
  ["a Hugging Face token", "hf_[A-Za-z0-9]{30,}"],
  ["an npm token", "npm_[A-Za-z0-9]{36}"],
  ["a PyPI token", "pypi-AgEI[A-Za-z0-9_-]{50,}"],
  ["a SendGrid key", "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"],
  ["a Telegram bot token", "\\d{8,10}:AA[A-Za-z0-9_-]{33}"],
  ["a JSON Web Token", "eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20,}"],
] as const;
const token = new RegExp(`(?<![\\w-])(?:${tokens.map(([, pattern]) => `(${pattern})`).join("|")})(?![\\w-])`, "g");

const privateKey = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----\s*[A-Za-z0-9+/=:,\- ]{20,}/;
/** A password in an address: "postgres://user:password@host". */
const inAddress = /\b[a-z][a-z\d+]{2,20}:\/\/[^\s:/@"'<>]{1,64}:([^\s:/@"'<>]{4,100})@[\w.-]+/gi;
const assignment =
  /(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|client[_-]?secret|account[_-]?key)["']?\s{0,3}(?:[:=]|=>|:=)\s{0,3}["']?([^\s"'`,;<>(){}]{12,200})/gi;
/** Stands for a secret, or is read from elsewhere. */
const placeholder =
  /example|sample|your|placeholder|change-?me|dummy|redacted|insert|replace|xxxx|\*\*\*|\.\.\.|…|1234567|abcdef|^[$%{<]|env|process|config|^(.)\1+$|test|fake|todo|secret_?key|password|my[_-]/i;
const minBitsPerCharacter = 3;

export const secret: SampleCheck = {
  name: "secret",
  find: (sample) => findInEither(sample, (text) => findToken(text) ?? findKey(text) ?? findPassword(text)),
};

function findToken(text: string) {
  for (const match of text.matchAll(token)) {
    const [found] = match;
    // Names of packages have no digits.
    if (placeholder.test(found) || !/\d/.test(found) || entropy(found) < minBitsPerCharacter) continue;
    const which = match.slice(1).findIndex((group) => group !== undefined);
    return { from: match.index, to: match.index + found.length, why: `This looks like ${tokens[which]?.[0]}.` };
  }
  return null;
}

function findKey(text: string) {
  if (!text.includes("PRIVATE KEY")) return null;
  const match = privateKey.exec(text);
  return match && !/\.\.\./.test(match[0]) ? { from: match.index, to: match.index + match[0].length, why: "A private key." } : null;
}

function findPassword(text: string) {
  for (const match of text.matchAll(inAddress)) {
    const value = match[1] ?? "";
    if (placeholder.test(value) || /^(?:pass|pw|pwd|postgres|root|admin|user|guest)$/i.test(value)) continue;
    return { from: match.index, to: match.index + match[0].length, why: "An address with a password in it." };
  }
  for (const match of text.matchAll(assignment)) {
    const value = match[1] ?? "";
    // Names and words have no digits among their letters; identifiers have dots.
    if (placeholder.test(value) || !/\d/.test(value) || !/[a-z]/i.test(value) || /^\.{0,2}\//.test(value) || /^[\w]+\.[\w.]+$/.test(value))
      continue;
    if (entropy(value) < minBitsPerCharacter) continue;
    const to = match.index + match[0].length;
    return { from: to - value.length, to, why: "A password or key is assigned." };
  }
  return null;
}

/** Bits per character, by the frequencies of its characters. Random keys have above 3.5, words repeat letters. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
