// Serves an OpenAPI document with Prism, on loopback, until standard input closes: every request is
// validated, and answered with an example of the document or with status 422.
//
//     node serve.cjs INSTALLED DOCUMENT [PORT]
//
// INSTALLED is the folder whose node_modules holds Prism. Prints one line, `listening
// http://127.0.0.1:PORT`, when it is ready.
"use strict";
const net = require("node:net");
const path = require("node:path");

const [installed, document, wanted] = process.argv.slice(2);

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

function start(port) {
  const cli = path.resolve(installed, "node_modules/@stoplight/prism-cli/dist/index.js");
  process.argv = [process.argv[0], cli, "mock", "--errors", "-h", "127.0.0.1", "-p", `${port}`, document];
  require(cli);
  announce(port);
}

function announce(port) {
  const socket = net.connect(port, "127.0.0.1");
  socket.on("connect", () => {
    socket.destroy();
    console.log(`listening http://127.0.0.1:${port}`);
  });
  socket.on("error", () => setTimeout(() => announce(port), 100));
}

if (wanted) {
  start(Number(wanted));
} else {
  const probe = net.createServer();
  probe.listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => start(port));
  });
}
