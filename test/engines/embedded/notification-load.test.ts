import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWorkflows } from '../../../src/engines/embedded/load/loader.ts';
import { ConfigError } from '../../../src/errors.ts';

/** What is wrong with one step of this type, without the places. */
async function problemsOf(properties: string, type = 'notification', more = ''): Promise<string[]> {
  const workflows = await mkdtemp(join(tmpdir(), 'greenlight-notification-'));
  try {
    const text = `apiVersion: core.oam.dev/v1alpha1\nkind: Workflow\nmetadata: { name: w }\nsteps:\n  - { name: x, type: ${type}, properties: ${properties}${more} }\n`;
    await writeFile(join(workflows, 'w.yaml'), text);
    const secrets = { hook: { url: 'https://x.example' } };
    await loadWorkflows({ id: 'local', workflows, dataDir: workflows, targets: [], secrets });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ message }) => message);
  } finally {
    await rm(workflows, { recursive: true });
  }
}

const URL = 'url: { value: "https://x.example" }';
const FROM = 'from: { address: a@example.com, password: { value: p }, host: smtp.example.com }';
const LETTER = `${FROM}, to: [b@example.com], content: { subject: s, body: b }`;

const right: readonly (readonly [string, string, string?, string?])[] = [
  ['a secret', '{ slack: { url: { secretRef: { name: hook, key: url } }, message: { text: x } } }'],
  ['a letter', `{ email: { ${LETTER} } }`],
  [
    'a card for Feishu',
    `{ lark: { ${URL}, message: { msg_type: interactive, content: '{"elements": []}' } } }`,
  ],
  [
    'the older type with a plain address',
    '{ slack: { url: "https://x.example", message: { text: x } } }',
    'webhook-notification',
  ],
  [
    'the older type with an address in the words of KubeVela 1.2',
    '{ slack: { url: { address: "https://x.example" }, message: { text: x } } }',
    'webhook-notification',
  ],
  [
    'the older type with a secret in the words of KubeVela 1.2',
    '{ slack: { url: { fromSecret: { name: hook, key: url } }, message: { text: x } } }',
    'webhook-notification',
  ],
  [
    'buttons and links of DingTalk',
    `{ dingding: { ${URL}, message: { msgtype: actionCard, actionCard: { title: t, text: x, btns: [{ title: a, actionURL: b }] } } } }`,
  ],
  [
    'a text that an input fills in',
    `{ slack: { ${URL} } }`,
    'notification',
    ', inputs: [{ from: context.name, parameterKey: slack.message.text }]',
  ],
  [
    'an address that an input fills in',
    '{ dingding: { message: { text: { content: x } } } }',
    'notification',
    ', inputs: [{ from: context.name, parameterKey: dingding.url.value }]',
  ],
  [
    'everything from an input',
    '{}',
    'notification',
    ', inputs: [{ from: context.name, parameterKey: slack }]',
  ],
];

for (const [name, properties, type, more] of right) {
  test(`taken: ${name}`, async () => {
    assert.deepEqual(await problemsOf(properties, type, more), []);
  });
}

const wrong: readonly (readonly [string, string, RegExp, string?, string?])[] = [
  ['nobody to send to', '{}', /names nobody to send to: it needs lark, dingding, slack or email/],
  [
    'a misspelled channel',
    `{ slak: { ${URL}, message: { text: x } } }`,
    /no field "slak"; did you mean "slack"\?/,
  ],
  [
    'a secret in the words of KubeVela 1.2 that is not there',
    '{ slack: { url: { fromSecret: { name: hook, key: uri } }, message: { text: x } } }',
    /the secret "hook" with key "uri" is not known here/,
    'webhook-notification',
  ],
  [
    'an address of this machine in the words of KubeVela 1.2',
    '{ slack: { url: { address: "http://[::1]/" }, message: { text: x } } }',
    /::1 is a loopback address, where steps do not send/,
    'webhook-notification',
  ],
  [
    'Feishu in the older type',
    `{ lark: { ${URL} } }`,
    /no field "lark" \(it has dingding, slack, email\)/,
    'webhook-notification',
  ],
  ['no address', '{ slack: { message: { text: x } } }', /"slack" of .* needs "url"/],
  ['no message', `{ slack: { ${URL} } }`, /"slack" of .* needs "message"/],
  [
    'a text without address that an input fills in',
    '{ slack: {} }',
    /"slack" of .* needs "url"/,
    'notification',
    ', inputs: [{ from: context.name, parameterKey: slack.message.text }]',
  ],
  [
    'another message than the input fills in',
    `{ dingding: { ${URL} } }`,
    /"dingding" of .* needs "message"/,
    'notification',
    ', inputs: [{ from: context.name, parameterKey: slack.message.text }]',
  ],
  [
    'value and secret',
    '{ slack: { url: { value: "https://x.example", secretRef: { name: hook, key: url } }, message: { text: x } } }',
    /"url" of "slack" of .* needs either "value" or "secretRef"/,
  ],
  [
    'a secret that is not configured',
    '{ slack: { url: { secretRef: { name: hook, key: uri } }, message: { text: x } } }',
    /the secret "hook" with key "uri" is not known here; name it under "secrets"/,
  ],
  [
    'a plain address in the newer type',
    '{ slack: { url: "https://x.example", message: { text: x } } }',
    /"url" of "slack" of .* is a text; write url: \{value: …\} or url: \{secretRef: \{name, key\}\}/,
  ],
  [
    'a placeholder',
    '{ slack: { url: "<your slack url>", message: { text: x } } }',
    /"url" of "slack" of .* is still a placeholder in angle brackets: write the address there, or url: \{secretRef/,
    'webhook-notification',
  ],
  [
    'an address with a password',
    '{ slack: { url: { value: "https://me:hush@hooks.example/x" }, message: { text: x } } }',
    /"value" of "url" of "slack" of [^:]* has a user or a password before its host, which are not sent: take them out$/m,
  ],
  [
    'no web address',
    '{ slack: { url: { value: hooks.example }, message: { text: x } } }',
    /"value" of "url" of .* is not an address/,
  ],
  [
    'Slack without text',
    `{ slack: { ${URL}, message: { blocks: [{ type: divider }] } } }`,
    /"message" of "slack" .* needs "text", a text/,
  ],
  [
    'blocks that are none',
    `{ slack: { ${URL}, message: { text: x, blocks: [x] } } }`,
    /block 1 of .* must be an object/,
  ],
  [
    'content that is no JSON',
    `{ lark: { ${URL}, message: { msg_type: text, content: "Deployed" } } }`,
    /"content" of .* is not an object in JSON, such as \{"text": "Deployed"\}/,
  ],
  [
    'content that stands too deep in itself',
    `{ lark: { ${URL}, message: { msg_type: interactive, content: '{"a":${'['.repeat(600)}${']'.repeat(600)}}' } } }`,
    /"content" of .* is not an object in JSON/,
  ],
  [
    'content as an object',
    `{ lark: { ${URL}, message: { msg_type: text, content: { text: x } } } }`,
    /"content" of .* is an object; it must be a text/,
  ],
  [
    'a card where KubeVela has no place for it',
    `{ lark: { ${URL}, message: { msg_type: interactive, content: '{}', card: {} } } }`,
    /no field "card".* \(it has msg_type, content\)/,
  ],
  [
    'another type of message than is written',
    `{ dingding: { ${URL}, message: { markdown: { title: t, text: x } } } }`,
    /"message" of "dingding" .* needs "text", because its msgtype is text/,
  ],
  [
    'an unknown msgtype',
    `{ dingding: { ${URL}, message: { msgtype: card } } }`,
    /must be one of text, link, markdown, actionCard, feedCard/,
  ],
  [
    'DingTalk without content',
    `{ dingding: { ${URL}, message: { text: {} } } }`,
    /"text" of "message" .* needs "content", a text/,
  ],
  [
    'nobody to write to',
    `{ email: { ${FROM}, to: [], content: { subject: s, body: b } } }`,
    /needs "to", a list of addresses/,
  ],
  [
    'two addresses in one',
    `{ email: { ${LETTER.replace('b@example.com', '"b@example.com, c@example.com"')} } }`,
    /to 1 of "email" .* is no e-mail address such as ada@example\.com/,
  ],
  [
    'no port',
    `{ email: { ${LETTER.replace('host:', 'port: 0, host:')} } }`,
    /it is a number from 1 to 65535/,
  ],
  [
    'no password',
    `{ email: { ${LETTER.replace('password: { value: p }, ', '')} } }`,
    /"from" of "email" .* needs "password"/,
  ],
  [
    'a placeholder for a password',
    `{ email: { ${LETTER.replace('value: p', 'value: <your password>')} } }`,
    /still a placeholder in angle brackets: write the password there, or password: \{secretRef/,
  ],
  [
    'a letter without subject',
    `{ email: { ${LETTER.replace('subject: s, ', '')} } }`,
    /"content" of "email" .* needs "subject", a text/,
  ],
];

for (const [name, properties, message, type, more] of wrong) {
  test(`refused: ${name}`, async () => {
    const problems = await problemsOf(properties, type, more);
    assert.ok(
      problems.some((problem) => message.test(problem)),
      problems.join('\n') || 'it was taken',
    );
    assert.equal(problems.length, 1, problems.join('\n'));
  });
}

test('a secret in a wrong place is not shown', async () => {
  const problems = await problemsOf(
    '{ slack: { url: { value: "ftp://x.example/secretToken" }, message: { text: x } } }',
  );
  assert.equal(problems.length, 1);
  assert.doesNotMatch(problems.join('\n'), /secretToken/);
});
