import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { channelSchema } from '../../src/config/channel-schemas.ts';
import type { Environment } from '../../src/config/environment.ts';
import { load, SMALL, TOKENS } from './load.ts';

const DOCS = new URL('../../docs/', import.meta.url);

const page = (name: string): string => readFileSync(new URL(name, DOCS), 'utf8');

/** Every variable of an example, with a value that passes for what it is. */
function variablesOf(yaml: string): Environment {
  const names = [...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const value = (name: string): string =>
    name.endsWith('_URL') ? 'https://gateway.example.com/' : 'aSecretOfThirtyTwoCharactersOrMore';
  return { ...TOKENS, ...Object.fromEntries(names.map((name) => [name, value(name)])) };
}

function examplesOf(text: string): string[] {
  return [...text.matchAll(/^```yaml\n(channels:\n[^]*?)^```$/gm)].map(([, yaml = '']) => yaml);
}

const AROUND = `server: { publicUrl: https://greenlight.example.com }\ngroups: { sre: { people: [ada] } }\n${SMALL}`;

describe('pages of channels', () => {
  for (const file of globSync('channels/*.md', { cwd: DOCS })) {
    const kind = basename(file, '.md');

    it(`${kind}: its options are the keys that the loader takes`, () => {
      const schema = channelSchema.options.find(({ shape }) => shape.kind.value === kind);
      assert.ok(schema, 'there is no such kind');
      const [, table = ''] = /## Options\n\n([^]*?)\n\n/.exec(page(file)) ?? [];
      const rows = [...table.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].map(([, first = '']) => first);
      const named = rows.flatMap((row) => row.split(', ').map((key) => key.slice(1, -1)));
      assert.deepEqual(named.toSorted(), Object.keys(schema.shape).toSorted());
    });

    it(`${kind}: its examples load without a warning`, () => {
      const examples = examplesOf(page(file));
      assert.notEqual(examples.length, 0);
      for (const yaml of examples) {
        const { channels, warnings } = load(yaml + AROUND, variablesOf(yaml));
        assert.ok(channels.every((channel) => channel.kind === kind));
        assert.deepEqual(
          warnings.filter(({ message }) => !/named by no route/.test(message)),
          [],
        );
      }
    });
  }
});

it('the example of the page on notifications loads without a warning', () => {
  const [yaml = ''] = examplesOf(page('notifications.md'));
  const { routes, warnings } = load(yaml + AROUND, variablesOf(yaml));
  assert.equal(routes.length, 3);
  assert.deepEqual(warnings, []);
});
