import { fileURLToPath } from "node:url";
import { utilityProcess } from "electron";
import { type StartSqlProcess, sqlProcessEnv } from "../engine/index.ts";

/** Starts the process that asks SQL as one of Electron's own: the program cannot be started as a plain Node (fuses.ts). */
export const startSqlUtility: StartSqlProcess = (entry) => {
  const child = utilityProcess.fork(fileURLToPath(entry), [], {
    env: sqlProcessEnv(),
    execArgv: [],
    stdio: "ignore",
    serviceName: "Assay SQL",
  });
  let isGone = false;
  child.once("exit", () => {
    isGone = true;
  });
  return {
    send: (message) => void (isGone || child.postMessage(message)),
    onMessage: (listener) => void child.on("message", listener),
    onExit: (listener) => void child.once("exit", listener),
    kill: () => {
      // Electron's own kill asks, and native code does not hear it.
      if (!isGone && child.pid !== undefined) process.kill(child.pid, "SIGKILL");
      else if (!isGone) child.kill();
    },
  };
};
