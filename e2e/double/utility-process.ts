import { type ChildProcess, fork } from "node:child_process";

/** A utility process, as a fork of Node with the same calls. */
export const utilityProcess = {
  fork: (path: string, args: string[], { env }: { env: NodeJS.ProcessEnv }): ChildProcess & { postMessage(message: object): void } => {
    const child = fork(path, args, { env, execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"], serialization: "advanced" });
    return Object.assign(child, { postMessage: (message: object) => void child.send(message) });
  },
};
