import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { configJsonSchema } from '../../src/config/json-schema.ts';

const UPDATE = `node -e "import('./src/config/json-schema.ts').then((m) => console.log(JSON.stringify(m.configJsonSchema())))" > greenlight.schema.json && npx biome check --write greenlight.schema.json`;

it('greenlight.schema.json is what the loader accepts', () => {
  const committed = readFileSync(new URL('../../greenlight.schema.json', import.meta.url), 'utf8');
  assert.deepEqual(JSON.parse(committed), configJsonSchema(), `write it anew: ${UPDATE}`);
});

it('every key of the JSON Schema explains itself and no unknown key is allowed', () => {
  const bare: string[] = [];
  const open: string[] = [];
  const walk = (schema: Record<string, unknown>, path: string): void => {
    for (const [key, inner] of Object.entries(schema['properties'] ?? {})) {
      if (inner.description === undefined && key !== 'kind') bare.push(`${path}.${key}`);
      walk(inner, `${path}.${key}`);
    }
    if (schema['properties'] !== undefined && schema['additionalProperties'] !== false) open.push(path);
    for (const part of ['items', 'additionalProperties'] as const) {
      const inner = schema[part];
      if (typeof inner === 'object' && inner !== null) walk({ ...inner }, `${path}.*`);
    }
    for (const one of [schema['anyOf'], schema['oneOf']].flat())
      if (one !== undefined) walk({ ...(one as object) }, path);
  };
  walk({ ...configJsonSchema() }, '');
  assert.deepEqual({ bare, open }, { bare: [], open: [] });
});
