import { findInEither, type SampleCheck } from "../check.ts";

/** The practical part of RFC 5321: no quoted local parts, a top-level domain of letters. */
const address =
  /(?<![\w.+@/-])[a-z0-9](?:[\w.+-]{0,62}[\w+])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?![\w@-]|\.[a-z\d]|:[\w~])/gi;
/** Reserved for examples (RFC 2606, RFC 6761), file names of images ("icon@2x.png"), and nobody's. */
const reserved = /@(?:.*\.)?(?:example(?:\.(?:com|org|net|edu))?|test|invalid|localhost|local)$|\.(?:png|jpe?g|gif|svg|webp|js|ts|css)$/i;
/** An account of a machine: "git@github.com:owner/name", "noreply@". */
const machine = /^(?:git|svn|hg|root|no-?reply|do-?not-?reply)@/i;

export const email: SampleCheck = {
  name: "email",
  find: (sample) =>
    findInEither(sample, (text) => {
      // Most texts have no "@": a search for one character is the cheapest answer.
      if (!text.includes("@")) return null;
      for (const { 0: found, index } of text.matchAll(address)) {
        if (reserved.test(found) || machine.test(found) || isInUrl(text, index)) continue;
        return { from: index, to: index + found.length, why: "An e-mail address." };
      }
      return null;
    }),
};

/** "https://name:password@host" names no mailbox. */
function isInUrl(text: string, at: number): boolean {
  const word = text
    .slice(Math.max(0, at - 100), at)
    .split(/[\s"'<>]/)
    .at(-1);
  return word?.includes("://") ?? false;
}
