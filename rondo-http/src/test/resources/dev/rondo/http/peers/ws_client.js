// The package ws against the server whose URL is given; says what went well.
'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const WebSocket = require('ws');

const base = process.argv[2].replace('http', 'ws');
const large = Buffer.alloc(1 << 20);
for (let i = 0; i < large.length; i++) large[i] = i * i;
const text = 'all work and no play ü '.repeat(40_000);

async function open(path, options = {}, protocols = []) {
  const socket = new WebSocket(base + path, protocols, options);
  socket.on('upgrade', response => {
    socket.terms = response.headers['sec-websocket-extensions'];
  });
  await once(socket, 'open');
  return socket;
}

async function ended(socket) {
  const [code, reason] = await once(socket, 'close');
  return code + ' ' + reason;
}

async function echo(socket) {
  const messages = ['', 'ü', text, Buffer.alloc(0), Buffer.from([1]), large, 'x'.repeat(125),
    'x'.repeat(126), 'x'.repeat(65535), 'x'.repeat(65536)];
  const answers = [];
  const all = new Promise(resolve => socket.on('message', (data, isBinary) => {
    answers.push(isBinary ? data : data.toString());
    if (answers.length == messages.length) resolve();
  }));
  for (const message of messages) socket.send(message);
  await all;
  messages.forEach((message, i) => assert.deepEqual(answers[i], message));
  socket.close(1000, 'enough');
  assert.equal(await ended(socket), '1000 ');
}

const tests = {
  async 'without compression'() {
    const socket = await open('/ws/plain', { perMessageDeflate: false });
    assert.equal(socket.extensions, '');
    await echo(socket);
  },
  async 'compression offered, not taken'() {
    const socket = await open('/ws/plain');
    assert.equal(socket.extensions, '');
    await echo(socket);
  },
  async 'with compression'() {
    const socket = await open('/ws', { perMessageDeflate: { threshold: 0 } });
    assert.match(socket.extensions, /^permessage-deflate/);
    await echo(socket);
  },
  async 'compression without context'() {
    const perMessageDeflate = {
      threshold: 0, clientNoContextTakeover: true, serverNoContextTakeover: true,
    };
    const socket = await open('/ws', { perMessageDeflate });
    assert.match(socket.terms, /server_no_context_takeover/);
    await echo(socket);
  },
  async 'compression with a small window'() {
    const perMessageDeflate = { threshold: 0, clientMaxWindowBits: 10 };
    await echo(await open('/ws', { perMessageDeflate }));
  },
  async 'fragments received'() {
    await echo(await open('/ws/fragments'));
    await echo(await open('/ws/fragments', { perMessageDeflate: false }));
  },
  async 'fragments sent'() {
    for (const perMessageDeflate of [false, { threshold: 0 }]) {
      const socket = await open('/ws', { perMessageDeflate });
      for (let i = 0; i < 100; i++) {
        socket.send('piece ü ' + i, { fin: false });
        if (i % 10 == 0) socket.ping('p' + i);
      }
      socket.send('', { fin: true });
      const [data] = await once(socket, 'message');
      assert.match(data.toString(), /^piece ü 0piece.*99$/);
      socket.terminate();
    }
  },
  async pings() {
    const socket = await open('/ws');
    socket.ping('are you there');
    assert.equal((await once(socket, 'pong'))[0].toString(), 'are you there');
    socket.close();
    assert.equal(await ended(socket), '1005 ');
  },
  async 'close codes'() {
    for (const code of [1000, 1001, 1003, 1011, 1013, 3000, 4999]) {
      const socket = await open('/ws');
      socket.close(code, 'why');
      assert.equal(await ended(socket), code + ' ');
      const other = await open('/ws/close');
      other.send(code + ' why ü');
      assert.equal(await ended(other), code + ' why ü');
    }
  },
  async subprotocols() {
    const socket = await open('/ws/protocols', {}, ['v0', 'v1', 'v2']);
    assert.equal(socket.protocol, 'v1'); // the first of the client's
  },
  async 'what is too large'() {
    const socket = await open('/ws');
    socket.send(Buffer.alloc(5 << 20));
    assert.match(await ended(socket), /^1009 /);
  },
  async 'text that is no UTF-8'() {
    const socket = await open('/ws');
    socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
    assert.match(await ended(socket), /^1007 /);
  },
  async 'frames without a mask'() {
    const socket = await open('/ws');
    socket.send('x', { mask: false });
    assert.match(await ended(socket), /^1002 /);
  },
  async 'no socket there'() {
    for (const [path, status] of [['/hello', 200], ['/nowhere', 404]]) {
      const socket = new WebSocket(base + path);
      const [error] = await once(socket, 'error');
      assert.match(error.message, new RegExp('response: ' + status));
    }
  },
  async 'a page of another origin'() {
    const socket = new WebSocket(base + '/ws', { origin: 'https://example.com' });
    assert.match((await once(socket, 'error'))[0].message, /response: 403/);
  },
};

(async () => {
  for (const [name, test] of Object.entries(tests)) {
    await test();
    console.log(name);
  }
})().catch(error => {
  console.error(error);
  process.exit(1);
});
