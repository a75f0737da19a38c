import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { ConfigError } from '../../src/errors.ts';
import { load, small, TOKENS } from './load.ts';

const HOOK = 'a-token-of-hooks-that-is-long-enough';
const ENV = { ...TOKENS, ZADIG_TOKEN: 'token-of-the-service-account', ZADIG_HOOK_TOKEN: HOOK };

/** The small file with a Zadig engine beside its own. */
function file(zadig: string): string {
  return small('engines:\n', `engines:\n  zadig: { kind: zadig, ${zadig} }\n`);
}

function problems(zadig: string): readonly string[] {
  try {
    load(file(zadig), ENV);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const BASE = "url: 'https://zadig.example.com/', token: '${ZADIG_TOKEN}', hookToken: '${ZADIG_HOOK_TOKEN}'";

void describe('a Zadig engine in the configuration', () => {
  void it('comes out complete', () => {
    const more = `projects: [a, b, a], room: slack-main/C0DEPLOY, rooms: { a/one: slack-main/C0OTHER }, workflows: { a/one: { skips: [note] } }, pollInterval: 5s`;
    const engine = load(file(`${BASE}, ${more}`), ENV).engines.find(({ id }) => id === 'zadig');
    assert.ok(engine?.kind === 'zadig');
    const { token, hookToken, ...rest } = engine;
    assert.deepEqual([token.reveal(), hookToken?.reveal()], ['token-of-the-service-account', HOOK]);
    assert.deepEqual(rest, {
      kind: 'zadig',
      id: 'zadig',
      url: 'https://zadig.example.com',
      projects: ['a', 'b'],
      room: { platform: 'slack-main', id: 'C0DEPLOY' },
      rooms: [{ place: 'a/one', room: { platform: 'slack-main', id: 'C0OTHER' } }],
      workflows: [{ workflow: 'a/one', inputs: {}, skips: ['note'] }],
      pollMs: 5000,
      requestMs: undefined,
    });
  });
  void it('is printed without its tokens', () => {
    const text = describeConfig(load(file(BASE), ENV));
    assert.match(text, /zadig {2}zadig\n.*https:\/\/zadig\.example\.com, token •••• \(28 characters\)/);
    assert.ok(!text.includes(HOOK) && !text.includes('token-of-the-service-account'));
  });
  void it('every mistake is told', () => {
    assert.deepEqual(problems(BASE), []);
    for (const [zadig, expected] of [
      ["url: 'https://zadig.example.com', token: ''", /token.*is empty/],
      ["url: 'https://me:pw@zadig.example.com', token: x", /url.*without user/],
      ["url: 'ftp://zadig.example.com', token: x", /url.*must be a URL/],
      [`${BASE.replace('${ZADIG_HOOK_TOKEN}', 'short')}`, /hookToken.*at least 32/],
      [`${BASE}, room: nowhere/C1`, /room.*there is no platform/],
      [`${BASE}, rooms: { 'a/b/c': slack-main/C1 }`, /rooms.*must be a project/],
      [`${BASE}, workflows: { one: {} }`, /workflows.*must be a project and a workflow/],
    ] as const)
      assert.match(problems(zadig).join('\n'), expected);
  });
  void it('an environment names project and workflow', () => {
    const yaml = file(BASE).replace('engine: local', 'engine: zadig');
    assert.throws(() => load(yaml, ENV), /must be a project and a workflow of Zadig/);
  });
});
