import Type, { type Static } from "typebox";
import { TakenSoFar } from "./hand-over.ts";

/** Of the frames; another Assay's are refused. */
export const protocolVersion = 2;

/** What a client asks: its command line, and of its process what the command may use. */
export const Hello = Type.Object(
  {
    protocol: Type.Literal(protocolVersion),
    /** Of the lock that named the address. */
    lock: Type.String({ maxLength: 300 }),
    argv: Type.Array(Type.String(), { minItems: 1, maxItems: 10_000 }),
    cwd: Type.String(),
    env: Type.Record(Type.String(), Type.String()),
    before: Type.Optional(TakenSoFar),
    /** The regular file that is the client's stdin. */
    stdinFile: Type.Optional(Type.Object({ dev: Type.Number(), ino: Type.Number(), size: Type.Number() })),
  },
  { additionalProperties: false },
);
export type Hello = Static<typeof Hello>;

const shared = /^(ASSAY_.*|HOME|USERPROFILE|APPDATA|XDG_CONFIG_HOME|USER|LOGNAME|USERNAME)$/;

/** What commands read of the environment. */
export const sharedEnvironment = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (shared.test(name) && value !== undefined ? [[name, value]] : [])));
