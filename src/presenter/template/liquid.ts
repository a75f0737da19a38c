/**
 * The one place that loads Liquid, when the first template is rendered. What a template may do is listed here: it reads the values that it is given, and neither
 * files nor other templates. Nothing that it is given is called.
 */
import { createRequire } from 'node:module';
import type { Liquid } from 'liquidjs';
import { TEMPLATE_LENGTH } from '../../domain/route.ts';
import type { Filter } from './filters.ts';

const require = createRequire(import.meta.url);

/** None of these writes a value: all that a template shows of its data goes through `show`. */
const TAGS: ReadonlySet<string> = new Set(
  'assign break case comment continue for if raw unless #'.split(' '),
);

/** None of these says that its text needs no escape, tells the time or depends on chance. */
const FILTERS: ReadonlySet<string> = new Set(
  (
    'append capitalize ceil compact concat default divided_by downcase first floor join last lstrip map minus modulo plus ' +
    'prepend remove replace replace_first reverse round rstrip size slice sort split strip times truncate truncatewords uniq upcase where'
  ).split(' '),
);

/** In milliseconds; a template takes less than one, and a machine may be busy. */
const RENDER_LIMIT = 1_000;
/** Liquid's own count: about the characters of the texts and the elements of the lists that are made. */
const MEMORY_LIMIT = 500_000;

/** `show` writes every value of `{{ … }}`. Throws on use for tags, filters and variables that are not there. */
export function createLiquid(
  show: (value: unknown) => string,
  filters: Readonly<Record<string, Filter>>,
): Liquid {
  const liquid = load();
  const engine = new liquid.Liquid({
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    // A lookup in memory: no template leads to a file.
    templates: {},
    outputEscape: show,
    parseLimit: TEMPLATE_LENGTH,
    renderLimit: RENDER_LIMIT,
    memoryLimit: MEMORY_LIMIT,
  });
  for (const name of Object.keys(engine.tags)) if (!TAGS.has(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) if (!FILTERS.has(name)) engine.unregisterFilter(name);
  for (const [name, filter] of Object.entries(filters)) engine.registerFilter(name, filter);
  return engine;
}

function load(): typeof import('liquidjs') {
  return require('liquidjs');
}

/** What is wrong without where, and the line that it is in. */
export function liquidTrouble(error: unknown): { message: string; line: number } {
  if (!(error instanceof Error)) return { message: String(error), line: 1 };
  const at = / line:(\d+)/.exec(error.message)?.[1];
  const [message = ''] = error.message.split(/, (?:line:|file:)/, 1);
  return { message, line: at === undefined ? 1 : Number(at) };
}

/** The variables that a source names and does not make itself, whatever its conditions. Throws where it cannot be parsed. */
export function namedIn(engine: Liquid, source: string): { path: string[]; line: number }[] {
  const { globals } = engine.parseAndAnalyzeSync(source);
  return Object.values(globals).flatMap((uses) =>
    uses.map(({ segments, location }) => ({ path: pathOf(segments), line: location.row })),
  );
}

/** Up to the first piece that is itself a variable. */
function pathOf(segments: readonly unknown[]): string[] {
  const end = segments.findIndex((one) => typeof one === 'object');
  return segments.slice(0, end < 0 ? undefined : end).map(String);
}
