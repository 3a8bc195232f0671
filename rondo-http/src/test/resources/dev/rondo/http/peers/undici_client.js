// The package undici against the server whose URL is given; says what went well.
'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');
const { createHash } = require('node:crypto');
const { once } = require('node:events');
const { Agent, Client, EventSource, FormData, WebSocket, fetch, request } = require('undici');

const base = process.argv[2];
const dispatcher = new Agent({ connections: 4 });
const large = Buffer.alloc(3_000_000, 'abcdefg');

function digest(bytes) {
  return bytes.length + ' ' + createHash('sha256').update(bytes).digest('hex');
}

const tests = {
  async requests() {
    const all = [];
    for (let i = 0; i < 200; i++) {
      all.push(request(base + '/hello', { dispatcher }).then(answer => answer.body.text()));
    }
    for (const text of await Promise.all(all)) assert.equal(text, 'hello');
  },
  async pipelining() {
    const client = new Client(base, { pipelining: 10 });
    const all = [];
    for (let i = 0; i < 200; i++) {
      const path = i % 10 == 0 ? '/slow/2' : '/bytes/' + i;
      all.push(client.request({ method: 'GET', path }).then(a => a.body.arrayBuffer()));
    }
    (await Promise.all(all)).forEach((body, i) =>
      assert.equal(body.byteLength, i % 10 == 0 ? 4 : i));
    await client.close();
  },
  async 'streams both ways'() {
    const { body } = await request(base + '/echo', {
      dispatcher, method: 'PUT', body: Readable.from(pieces(large)),
    });
    assert.ok(large.equals(Buffer.from(await body.arrayBuffer())));
  },
  async 'fetch with a form'() {
    const form = new FormData();
    form.append('title', 'a "title" ü');
    form.append('file', new File([large], 'ü".bin', { type: 'application/x' }));
    const answer = await fetch(base + '/form', { dispatcher, method: 'POST', body: form });
    assert.equal(
      await answer.text(),
      'title=a "title" ü\nfile: ü".bin application/x ' + digest(large) + '\n');
  },
  async 'fetch decompresses and follows'() {
    assert.equal((await (await fetch(base + '/text', { dispatcher })).text()).length, 66_000);
    const answer = await fetch(base + '/away', { dispatcher });
    assert.equal(await answer.text(), 'hello');
    assert.ok(answer.redirected);
  },
  async 'abort'() {
    const aborting = new AbortController();
    const answer = await fetch(base + '/bytes/50000000', { dispatcher, signal: aborting.signal });
    aborting.abort();
    await assert.rejects(answer.arrayBuffer());
  },
  async 'event source'() {
    const source = new EventSource(base + '/events', { dispatcher });
    const seen = [];
    await new Promise((resolve, reject) => {
      source.addEventListener('tick', event => {
        seen.push(event.lastEventId + ' ' + event.data);
        if (seen.length == 3) resolve();
      });
    });
    source.close();
    assert.deepEqual(seen, ['1 line 1\nmore', '2 line 2\nmore', '3 line 3\nmore']);
  },
  async 'web socket'() {
    const socket = new WebSocket(base.replace('http', 'ws') + '/ws');
    socket.binaryType = 'arraybuffer';
    await once(socket, 'open');
    socket.send('hello ü');
    assert.equal((await once(socket, 'message'))[0].data, 'hello ü');
    socket.send(large);
    assert.ok(large.equals(Buffer.from((await once(socket, 'message'))[0].data)));
    socket.close(4000, 'enough');
    const [end] = await once(socket, 'close');
    assert.equal(end.code, 4000);
    assert.ok(end.wasClean);
  },
};

function* pieces(bytes) {
  for (let i = 0; i < bytes.length; i += 10_000) yield bytes.subarray(i, i + 10_000);
}

(async () => {
  for (const [name, test] of Object.entries(tests)) {
    await test();
    console.log(name);
  }
  await dispatcher.close();
})().catch(error => {
  console.error(error);
  process.exit(1);
});
