/**
 * Compiles a pattern of a shell: `*` and `?` within a name, `**` for any folders, `[a-z]`, `[!a]`, `{a,b}`. Hidden names are matched only where their dot is
 * written. `path.matchesGlob` is missing in Node 20, which the package supports. A bracket or brace that does not end stands for itself.
 */
export function compileGlob(pattern: string): (path: string) => boolean {
  const slashed = (text: string) => (process.platform === "win32" ? text.replaceAll("\\", "/") : text);
  const expression = new RegExp(`^${toExpression(slashed(pattern))}$`, "u");
  return (path) => expression.test(slashed(path));
}

const notHidden = "(?!\\.)";
const literal = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

function toExpression(glob: string): string {
  let out = "";
  for (let at = 0; at < glob.length; ) {
    const start = at === 0 || glob[at - 1] === "/" ? notHidden : "";
    const rest = glob.slice(at);
    const set = /^\[(!?)([^\]/]+)\]/.exec(rest);
    const choice = /^\{([^{}]*)\}/.exec(rest);
    if (rest.startsWith("**/") && start !== "") [out, at] = [`${out}(?:${notHidden}[^/]+/)*`, at + 3];
    else if (rest === "**" && start !== "") [out, at] = [`${out}(?:${notHidden}[^/]+/)*${notHidden}[^/]+`, at + 2];
    else if (rest.startsWith("*")) [out, at] = [`${out}${start}[^/]*`, at + (/^\*+/.exec(rest)?.[0].length ?? 1)];
    else if (rest.startsWith("?")) [out, at] = [`${out}${start}[^/]`, at + 1];
    else if (set) [out, at] = [`${out}${start}[${set[1] ? "^/" : ""}${(set[2] ?? "").replaceAll(/[\\^[]/g, "\\$&")}]`, at + set[0].length];
    else if (choice) [out, at] = [`${out}(?:${(choice[1] ?? "").split(",").map(toExpression).join("|")})`, at + choice[0].length];
    else [out, at] = [out + literal(rest[0] as string), at + 1];
  }
  return out;
}
