// Echo server on Node.js: node echo.js PORT [CERTIFICATE KEY]. Prints READY when it listens.
const fs = require("fs");
const net = require("net");
const tls = require("tls");

const [port, certificate, key] = process.argv.slice(2);

function serve(socket) {
  socket.setNoDelay(true);
  socket.on("data", (data) => {
    if (!socket.write(data)) {
      socket.pause();
      socket.once("drain", () => socket.resume());
    }
  });
  socket.on("error", () => {});
}

const server = certificate
  ? tls.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, serve)
  : net.createServer(serve);
server.listen(+port, "127.0.0.1", 4096, () => console.log("READY"));
