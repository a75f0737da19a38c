import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string };
};

/** The options that `npm start` gives to Node: the server is measured as it is run. */
export const npmStartFlags: readonly string[] = scripts.start.match(/--\S+/g) ?? [];
