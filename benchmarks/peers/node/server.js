// The peer on Node.js: its http module, with ws for WebSockets where it is installed.
// node server.js PORT FOLDER [tls CERTIFICATE KEY]. Prints READY when it listens.
const fs = require("fs");
const http = require("http");
const https = require("https");
const os = require("os");
const path = require("path");

const [port, folder, , certificate, key] = process.argv.slice(2);
const contents = new Map(
  [["1k", 1024], ["100k", 102400], ["10m", 10485760]].map(([n, size]) => ["/memory/" + n, Buffer.alloc(size, "x")]),
);
const binary = "application/octet-stream";

function send(response, type, body) {
  response.writeHead(200, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

function sendFile(request, response) {
  const file = path.join(folder, path.normalize(request.url.slice("/files".length)));
  fs.stat(file, (error, found) => {
    if (error) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": binary, "Content-Length": found.size });
    fs.createReadStream(file).pipe(response);
  });
}

function echo(request, response) {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => send(response, binary, Buffer.concat(pieces)));
}

function count(request, response) {
  let total = 0;
  request.on("data", (piece) => (total += piece.length));
  request.on("end", () => send(response, "text/plain", String(total)));
}

// Node has no parser of forms: the body goes to a file as it is.
function upload(request, response) {
  const file = path.join(os.tmpdir(), "rondo-bench-" + Math.random());
  request.pipe(fs.createWriteStream(file)).on("finish", () => {
    fs.unlink(file, () => send(response, "text/plain", "done"));
  });
}

function serve(request, response) {
  const url = request.url;
  if (url === "/plaintext") send(response, "text/plain; charset=utf-8", "Hello, World!");
  else if (url === "/json") send(response, "application/json", JSON.stringify({ message: "Hello, World!" }));
  else if (contents.has(url)) send(response, binary, contents.get(url));
  else if (url.startsWith("/files/")) sendFile(request, response);
  else if (url === "/echo") echo(request, response);
  else if (url === "/body") count(request, response);
  else if (url === "/upload") upload(request, response);
  else response.writeHead(404).end();
}

const server = certificate
  ? https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, serve)
  : http.createServer(serve);
server.keepAliveTimeout = 75000;

try {
  const { WebSocketServer } = require("ws");
  const plain = new WebSocketServer({ noServer: true, maxPayload: 4 << 20 });
  const deflating = new WebSocketServer({
    noServer: true,
    maxPayload: 4 << 20,
    perMessageDeflate: { zlibDeflateOptions: { level: 1 }, threshold: 64 },
  });
  server.on("upgrade", (request, socket, head) => {
    const sockets = request.url === "/ws-deflate" ? deflating : plain;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("message", (data, isBinary) => webSocket.send(data, { binary: isBinary }));
      webSocket.on("error", () => {});
    });
  });
} catch {
  // Without ws it takes no part in those rows.
}

server.listen(+port, "127.0.0.1", 4096, () => console.log("READY"));
