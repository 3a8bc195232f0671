// Node's http client against the server whose URL is given; says what went well.
'use strict';
const assert = require('node:assert');
const http = require('node:http');
const zlib = require('node:zlib');
const { createHash } = require('node:crypto');
const { once } = require('node:events');

const base = process.argv[2];
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

async function collect(response) {
  const pieces = [];
  for await (const piece of response) pieces.push(piece);
  return Buffer.concat(pieces);
}

function digest(bytes) {
  return bytes.length + ' ' + createHash('sha256').update(bytes).digest('hex');
}

async function ask(path, options = {}, body = undefined) {
  const request = http.request(base + path, { agent, ...options });
  request.end(body);
  const [response] = await once(request, 'response');
  return { status: response.statusCode, headers: response.headers, body: await collect(response) };
}

const large = Buffer.alloc(3_000_000, 'abcdefg');

const tests = {
  async 'keep-alive'() {
    for (let round = 0; round < 50; round++) {
      const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => ask('/hello')));
      for (const answer of answers) assert.equal(answer.body.toString(), 'hello');
    }
    assert.ok(Object.values(agent.freeSockets).flat().length <= 4);
  },
  async head() {
    const answer = await ask('/hello', { method: 'HEAD' });
    assert.equal(answer.headers['content-length'], '5');
    assert.equal(answer.body.length, 0);
  },
  async post() {
    const answer = await ask('/digest', { method: 'POST' }, large);
    assert.equal(answer.body.toString(), digest(large));
  },
  async 'chunks both ways'() {
    const request = http.request(base + '/echo', { agent, method: 'PUT' });
    const answer = once(request, 'response').then(([response]) => collect(response));
    for (let i = 0; i < large.length; i += 10_000) {
      if (!request.write(large.subarray(i, i + 10_000))) await once(request, 'drain');
    }
    request.end();
    assert.ok(large.equals(await answer));
  },
  async continue() {
    const request = http.request(base + '/digest', {
      agent, method: 'POST', headers: { Expect: '100-continue', 'Content-Length': large.length },
    });
    request.flushHeaders();
    await once(request, 'continue');
    request.end(large);
    const [response] = await once(request, 'response');
    assert.equal((await collect(response)).toString(), digest(large));
  },
  async gzip() {
    const answer = await ask('/text', { headers: { 'Accept-Encoding': 'gzip' } });
    assert.equal(answer.headers['content-encoding'], 'gzip');
    assert.equal(zlib.gunzipSync(answer.body).length, 64_000 + 2000);
  },
  async cookies() {
    const { headers } = await ask('/cookies/set');
    assert.equal(headers['set-cookie'].length, 2);
    const cookies = headers['set-cookie'].map(field => field.split(';')[0]).join('; ');
    assert.equal((await ask('/cookies', { headers: { Cookie: cookies } })).body.toString(), 'a=1; b=2');
  },
  async 'leaving in the middle'() {
    const request = http.request(base + '/bytes/50000000', { agent });
    request.end();
    const [response] = await once(request, 'response');
    await once(response, 'data');
    response.on('error', () => {});
    request.destroy();
    assert.equal((await ask('/hello')).status, 200);
  },
};

(async () => {
  for (const [name, test] of Object.entries(tests)) {
    await test();
    console.log(name);
  }
  agent.destroy();
})().catch(error => {
  console.error(error);
  process.exit(1);
});
