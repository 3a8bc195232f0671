// A server on Node's http and the package ws; says its port.
'use strict';
const http = require('node:http');
const zlib = require('node:zlib');
const { createHash } = require('node:crypto');

const text = 'all work and no play makes Jack \n'.repeat(2000);

const routes = {
  '/hello'(request, response) {
    response.setHeader('Content-Length', 5);
    response.end('hello');
  },
  '/echo': (request, response) => request.pipe(response),
  '/digest'(request, response) {
    const hash = createHash('sha256');
    let size = 0;
    request.on('data', piece => {
      size += piece.length;
      hash.update(piece);
    });
    request.on('end', () => response.end(size + ' ' + hash.digest('hex')));
  },
  '/chunks'(request, response) {
    for (let i = 0; i < 1000; i++) response.write('piece ' + i + '\n');
    response.end();
  },
  '/trailers'(request, response) {
    response.writeHead(200, { Trailer: 'X-Checksum' });
    response.write('hello');
    response.addTrailers({ 'X-Checksum': '42' });
    response.end();
  },
  '/hints'(request, response) {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.writeProcessing();
    response.end('hello');
  },
  '/text'(request, response) {
    const coding = request.headers['accept-encoding'].includes('gzip') ? 'gzip' : 'deflate';
    response.writeHead(200, { 'Content-Encoding': coding });
    response.end(coding == 'gzip' ? zlib.gzipSync(text) : zlib.deflateSync(text));
  },
  '/cut'(request, response) {
    response.writeHead(200, { 'Content-Length': 100 });
    response.write('hello', () => response.socket.destroy());
  },
  '/cut-chunks'(request, response) {
    response.write('hello', () => response.socket.destroy());
  },
  '/old'(request, response) {
    response.socket.end('HTTP/1.0 200 OK\r\n\r\nuntil the end');
  },
  '/refuse'(request, response) {
    response.writeHead(413, { Connection: 'close' });
    response.end('too much');
  },
  '/cookies'(request, response) {
    response.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; HttpOnly']);
    response.end(request.headers.cookie ?? '');
  },
};

const server = http.createServer((request, response) => {
  const path = new URL(request.url, 'http://a').pathname;
  const route = routes[path];
  if (route) {
    route(request, response);
  } else {
    response.statusCode = 404;
    response.end();
  }
});
server.maxRequestsPerSocket = 10;
server.keepAliveTimeout = Number(process.argv[2] ?? 5000);

try {
  const { WebSocketServer } = require('ws');
  const sockets = new WebSocketServer({
    server,
    maxPayload: 4 << 20,
    perMessageDeflate: { threshold: 0, serverMaxWindowBits: 12 },
    handleProtocols: protocols => (protocols.has('v1') ? 'v1' : false),
  });
  sockets.on('connection', (socket, request) => {
    socket.on('error', () => {});
    if (request.url == '/fragments') {
      for (let i = 0; i < 100; i++) socket.send('piece ü ' + i, { fin: false });
      socket.ping('now');
      socket.send('', { fin: true });
    }
    if (request.url == '/close') {
      socket.close(4321, 'good bye ü');
    }
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
} catch (error) {
  console.error('no ws: ' + error.message);
}
server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
