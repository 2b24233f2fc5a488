import { isValidPhoneNumber } from "libphonenumber-js/min";
import { findInEither, type SampleCheck } from "../check.ts";

/**
 * Numbers written as telephone numbers: with a country's code, or in groups as in North America. Ten digits in a row are more often an id.
 * libphonenumber's metadata says whether a number can exist; looking for candidates with it took 6 ms for 1 kB.
 */
const candidate =
  /(?<![\w.,:/=#$€£+-])(?:\+\d{1,3}[ .()/-]{0,2}(?:\d[ .()/-]{0,2}){6,12}\d|00[1-9]\d?[ /-](?:\d[ ()/-]{0,2}){6,11}\d|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4})(?![\w%]|[.,:/-]\d)/g;

export const phone: SampleCheck = {
  name: "phone",
  find: (sample) =>
    findInEither(sample, (text) => {
      for (const { 0: found, index } of text.matchAll(candidate)) {
        const number = found.startsWith("00") ? `+${found.slice(2)}` : found;
        if (!isValidPhoneNumber(number, "US")) continue;
        return { from: index, to: index + found.length, why: "A telephone number." };
      }
      return null;
    }),
};
