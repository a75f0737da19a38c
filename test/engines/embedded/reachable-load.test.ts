import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWorkflows } from '../../../src/engines/embedded/load/loader.ts';
import type { EmbeddedOptions } from '../../../src/engines/embedded/options.ts';
import { withParameters } from '../../../src/engines/embedded/parameters.ts';
import { ConfigError, UserError } from '../../../src/errors.ts';

type Some = Pick<EmbeddedOptions, 'http' | 'secrets'>;

async function load(step: string, options: Some) {
  const workflows = await mkdtemp(join(tmpdir(), 'greenlight-load-'));
  try {
    const file = `apiVersion: core.oam.dev/v1alpha1\nkind: Workflow\nmetadata: { name: w }\nsteps:\n  - ${step}\n`;
    await writeFile(join(workflows, 'w.yaml'), file);
    return await loadWorkflows({ id: 'local', workflows, dataDir: workflows, targets: [], ...options });
  } finally {
    await rm(workflows, { recursive: true });
  }
}

async function problemsOf(step: string, options: Some = {}): Promise<string[]> {
  try {
    await load(step, options);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map(({ path, message }) => `${path} ${message}`);
  }
}

const ask = (url: string) => `{ name: ask, type: request, properties: { url: "${url}" } }`;

test('an address of this machine or its link is refused where it is written, in every spelling, with what to do', async () => {
  for (const [url, host, what] of [
    ['http://localhost:8080/x?token=s3cret', 'localhost', 'a loopback address'],
    ['http://api.localhost/', 'api.localhost', 'a loopback address'],
    ['http://127.0.0.1/', '127.0.0.1', 'a loopback address'],
    ['http://127.1/', '127.0.0.1', 'a loopback address'],
    ['http://2130706433/', '127.0.0.1', 'a loopback address'],
    ['http://0177.0.0.1/', '127.0.0.1', 'a loopback address'],
    ['http://0x7f000001/', '127.0.0.1', 'a loopback address'],
    ['http://127.0.0.1./', '127.0.0.1', 'a loopback address'],
    ['http://①②⑦.0.0.1/', '127.0.0.1', 'a loopback address'],
    ['http://[::1]:9/', '::1', 'a loopback address'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1', 'a loopback address'],
    ['http://0/', '0.0.0.0', 'an unspecified address'],
    ['http://169.254.169.254/latest/', '169.254.169.254', 'a link-local address'],
    ['http://[fe80::1]/', 'fe80::1', 'a link-local address'],
    ['http://100.100.100.200/', '100.100.100.200', "a cloud's metadata address"],
  ] as const) {
    const [problem = '', ...more] = await problemsOf(ask(url));
    const entry = host.includes(':') ? `'${host}'` : host.endsWith('localhost') ? '127.0.0.1' : host;
    assert.equal(
      problem,
      `w.yaml:5:52 "url" of "properties" of step "ask": ${host} is ${what}, where steps do not send; name another host, or say "http: {allow: [${entry}]}" of this engine in the configuration`,
    );
    assert.deepEqual(more, []);
    // What it says to do is enough.
    assert.deepEqual(await problemsOf(ask(url), { http: { allow: [entry.replaceAll("'", '')] } }), [], url);
  }
});

test('names, private networks and what is filled in later are no business of the file', async () => {
  for (const url of [
    'http://ci.example.com',
    'http://10.0.0.1',
    'http://[fd00::1]',
    'http://localhost.example.com',
  ])
    assert.deepEqual(await problemsOf(ask(url)), [], url);
  const filled = `{ name: say, type: print-message-in-status, properties: { message: x }, outputs: [{ name: to, valueFrom: parameter.message }] }
  - { name: ask, type: request, inputs: [{ from: to, parameterKey: url }], properties: { url: "http://127.0.0.1" } }`;
  assert.deepEqual(await problemsOf(filled), []);
});

test('every type of step that sends is looked at', async () => {
  const refused = /^w\.yaml:5:\d+ .*: 127\.0\.0\.1 is a loopback address, where steps do not send/;
  const mail = (host: string) =>
    `{ name: tell, type: notification, properties: { email: { from: { address: a@example.com, host: "${host}", password: { value: x } }, to: [b@example.com], content: { subject: a, body: b } } } }`;
  for (const step of [
    '{ name: hook, type: webhook, properties: { url: "http://127.0.0.1/t0ken", data: {} } }',
    '{ name: hook, type: webhook, properties: { url: { value: "http://127.0.0.1/t0ken" }, data: {} } }',
    '{ name: tell, type: notification, properties: { slack: { url: { value: "http://127.0.0.1/t0ken" }, message: { text: hi } } } }',
    '{ name: tell, type: webhook-notification, properties: { slack: { url: "http://127.0.0.1/t0ken", message: { text: hi } } } }',
    mail('127.0.0.1'),
    mail('0x7f.1'),
  ]) {
    const problems = await problemsOf(step);
    assert.match(problems.join('\n'), refused, step);
    assert.equal(problems.length, 1);
    assert.ok(!problems.join('').includes('t0ken'));
    assert.deepEqual(await problemsOf(step, { http: { allow: ['127.0.0.0/8'] } }), []);
  }
  assert.deepEqual(await problemsOf(mail('smtp.example.com')), []);
  assert.match((await problemsOf(mail('::1'))).join(), /: ::1 is a loopback address/);
});

test('a parameter that sets such an address is refused when the run is asked for', async () => {
  const options = { id: 'local', workflows: '', dataDir: '', targets: [] };
  const plan = (await load(ask('https://ci.example.com'), {})).get('w');
  assert.ok(plan);
  const parameters = [{ sets: 'steps.ask.properties.url', value: 'http://[::1]/' }];
  assert.throws(
    () => withParameters(plan, parameters, options),
    (error) =>
      error instanceof UserError &&
      error.code === 'engine.bad-parameter-value' &&
      String(error.data.problem).includes(': ::1 is a loopback address'),
  );
  withParameters(plan, parameters, { ...options, http: { allow: ['::1'] } });
});
