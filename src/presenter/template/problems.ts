import { nearest } from '../../domain/nearest.ts';
import { RUN_EVENTS } from '../../domain/run-event.ts';
import { runTitle } from '../run-card.ts';
import { sampleDirectory } from '../sample/people.ts';
import { sampleEvent, sampleRun } from '../sample/run.ts';
import { filtersFor } from './filters.ts';
import { createLiquid, namedIn } from './liquid.ts';
import { renderBody, renderTitle, TemplateError } from './render.ts';
import { VARIABLES } from './variables.ts';

/** A mistake of a template, in its own line, counted from 1. */
export type TemplateProblem = { line: number; message: string };

/** What is wrong with the source of a title or body: what it names, whatever its conditions, and what happens to it for every event. */
export function templateProblems(source: string, place: 'title' | 'body'): TemplateProblem[] {
  const render = place === 'title' ? renderTitle : renderBody;
  const directory = sampleDirectory('en');
  for (const type of RUN_EVENTS) {
    const view = sampleRun(type);
    const title = runTitle(view, directory);
    const telling = { view, event: sampleEvent(type), directory, language: 'en', title } as const;
    try {
      // A run without an address too: not every server has one.
      for (const url of [undefined, 'https://greenlight.example.com/runs/42'])
        render(source, { ...telling, url });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return [{ line: error.line, message: withHelp(error.message) }];
    }
  }
  return namedIn(createLiquid(String, filtersFor('en')), source)
    .filter(({ path }) => !isKnown(path))
    .map(({ path, line }) => ({ line, message: unknown(path.join('.')) }));
}

function withHelp(message: string): string {
  const name = /^undefined variable: (.+)$/.exec(message)?.[1];
  return name === undefined ? message : unknown(name);
}

function unknown(name: string): string {
  const near = nearest(name, VARIABLES);
  return `there is no variable “${name}”${near === undefined ? '' : `; did you mean “${near}”?`}`;
}

const COMMIT = ['id', 'short', 'message', 'author', 'repository', 'url'];
const LISTS = ['authors', 'commits', 'images'];

function isKnown([first = '', second, third, ...more]: readonly string[]): boolean {
  if (LISTS.includes(first)) {
    if (second === undefined || second === 'size') return third === undefined;
    const element = /^(?:first|last|-?\d+)$/.test(second);
    return (
      element && more.length === 0 && (third === undefined || (first === 'commits' && COMMIT.includes(third)))
    );
  }
  const name = [first, second, third, ...more].filter((part) => part !== undefined).join('.');
  return VARIABLES.some((one) =>
    one.endsWith('.*') ? name.startsWith(one.slice(0, -1)) : one === name || one.startsWith(`${name}.`),
  );
}
