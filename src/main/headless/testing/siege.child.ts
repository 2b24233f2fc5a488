import { connect } from "node:net";

/**
 * A program of its own that keeps connections at a port: `node siege.child.ts PORT COUNT TEXT`. Each sends TEXT and then nothing;
 * each that is dropped is made again at once. Prints "up" when all have been up, and "dropped" at the first that is dropped.
 */
const [port, count, text = ""] = process.argv.slice(2);
let up = 0;
let dropped = 0;

function hold(): void {
  const socket = connect({ host: "127.0.0.1", port: Number(port) });
  socket.on("error", () => {});
  socket.on("data", () => {});
  socket.once("connect", () => {
    if (text !== "") socket.write(text);
    up += 1;
    if (up === Number(count)) process.stdout.write("up\n");
  });
  socket.once("close", () => {
    dropped += 1;
    if (dropped === 1) process.stdout.write("dropped\n");
    hold();
  });
}

for (let i = 0; i < Number(count); i += 1) hold();
