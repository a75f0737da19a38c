/** Commands about what is deployed to an environment: `deploy`, `rollback`, `history`, `diff`, `status`. */
import type { Command } from './command.ts';
import { mistake, parseNumber, parsePairs, parsePlace } from './command-words.ts';
import { COMMIT_PARAMETER } from './revision.ts';

export function parseDeploy(words: readonly string[], usage: string): Command {
  const place = parsePlace(words, usage);
  if ('kind' in place) return place;
  const { app, environment, rest } = place;
  const options = parseOptions(rest, usage);
  if ('kind' in options) return options;
  const parameters = parsePairs(options.pairs, usage);
  if (!Array.isArray(parameters)) return parameters;
  return { kind: options.dryRun ? 'dry-run' : 'deploy', app, environment, parameters };
}

/** Phones and chat clients make one dash of two. */
const OPTION = /^(?:--|—|–)(dry-run|commit)(?:=([\s\S]*))?$/u;

/** `--commit c0ffee` is `commit=c0ffee`: whether there is such a parameter, and what fits it, is the app's to say. */
function parseOptions(
  words: readonly string[],
  usage: string,
): { dryRun: boolean; pairs: string[] } | ReturnType<typeof mistake> {
  const pairs: string[] = [];
  let dryRun = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, option, value] = OPTION.exec(word) ?? [];
    if (option === 'dry-run' && value === undefined) dryRun = true;
    else if (option === 'commit') {
      const commit = value ?? words[++at];
      if (commit === undefined) return mistake(word, usage);
      pairs.push(`${COMMIT_PARAMETER}=${commit}`);
    } else pairs.push(word);
  }
  return { dryRun, pairs };
}

export function parseRollback(words: readonly string[], usage: string): Command {
  const place = parsePlace(words, usage);
  if ('kind' in place) return place;
  const { app, environment, rest } = place;
  if (rest.length === 0) return { kind: 'rollback', app, environment, revision: undefined };
  return parseNumber(rest, usage, (revision) => ({
    kind: 'rollback',
    app,
    environment,
    revision,
  }));
}

export function parseHistory(words: readonly string[], usage: string): Command {
  const place = parsePlace(words, usage);
  if ('kind' in place) return place;
  const { app, environment, rest } = place;
  if (rest.length === 0) return { kind: 'history', app, environment, count: undefined };
  return parseNumber(rest, usage, (count) => ({ kind: 'history', app, environment, count }));
}

/** Of a run by its number, of a place by its name, or of all. */
export function parseStatus(words: readonly string[], usage: string): Command {
  const [app, environment, ...rest] = words;
  if (app === undefined) return { kind: 'status', run: undefined };
  if (/^#?\d+$/u.test(app.normalize('NFKC')))
    return parseNumber(words, usage, (run) => ({ kind: 'status', run }));
  return rest.length > 0 ? mistake(words.join(' '), usage) : { kind: 'standing', app, environment };
}

export function parseDiff(words: readonly string[], usage: string): Command {
  const place = parsePlace(words, usage);
  if ('kind' in place) return place;
  const { app, environment, rest } = place;
  const [from = '', to, ...more] = rest;
  if (more.length > 0) return mistake(more.join(' '), usage);
  return parseNumber([from], usage, (first) => {
    const diff = { kind: 'diff', app, environment, from: first } as const;
    if (to === undefined) return { ...diff, to: undefined };
    return parseNumber([to], usage, (second) => ({ ...diff, to: second }));
  });
}
