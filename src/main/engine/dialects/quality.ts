/**
 * Scores of observability tools have a name and a number, and nothing that says whether 1 is good or bad: a toxicity of 0.9 is no quality. Only
 * names that say it count.
 */
export const isQualityName = (name: string): boolean => saysGood.test(name) && !saysBad.test(name);

/** Whether less of it is better, by its name: no quality, whatever its scale. */
export const isHarmName = (name: string): boolean => saysBad.test(name);

const saysGood =
  /quality|correct|accura|helpful|relevan|faithful|ground|coheren|complete|success|overall|rating|thumb|feedback|satisf|similar|useful|fluen|pass/i;
const saysBad =
  /incorrect|inaccura|irrelevan|halluc|toxic|harm|bias|error|fail|risk|latency|cost|perplexity|bits_per|brier|\bloss\b|\b[wct]er\b/i;
