import { fits } from '../domain/route.ts';
import { isOutcome, RUN_EVENTS, type RunEventType } from '../domain/run-event.ts';
import type { Path } from './path.ts';
import type { Found } from './report.ts';
import { parseRoom } from './room.ts';
import type { FileRoute } from './route-schemas.ts';
import type { FileConfig } from './schema.ts';
import { suggestion } from './suggest.ts';
import { workflowsOf } from './workflows-of.ts';

/** Routes that work but are probably not meant so: that fit nothing, or say what has no effect. */
export function findRouteWarnings(file: FileConfig): Found[] {
  return Object.entries(file.routes).flatMap(([id, route]) => {
    const path = ['routes', id];
    return [
      ...unfitting(route, path, file),
      ...strangeWorkflows(route, path, file),
      ...withoutEffect(route, path),
      ...withoutThreads(route, path, file),
      ...oneLanguage(route, path),
    ];
  });
}

/** Names without `*` are checked to exist, those of steps cannot be. */
function unfitting(route: FileRoute, base: Path, file: FileConfig): Found[] {
  const environments = Object.values(file.apps).flatMap((app) => Object.entries(app.environments));
  const places = [
    ['apps', 'app', Object.keys(file.apps)],
    ['environments', 'environment', environments.map(([name]) => name)],
    ['workflows', 'workflow of an environment', workflowsOf(file)],
    ['engines', 'engine', Object.keys(file.engines)],
  ] as const;
  return places.flatMap(([key, what, names]) =>
    (route[key] ?? []).flatMap((pattern, index): Found[] => {
      if (!pattern.includes('*') || names.some((name) => fits(pattern, name))) return [];
      return [{ path: [...base, key, index], message: `fits no ${what} here` }];
    }),
  );
}

function strangeWorkflows(route: FileRoute, base: Path, file: FileConfig): Found[] {
  const known = workflowsOf(file);
  return (route.workflows ?? []).flatMap((workflow, index): Found[] => {
    if (workflow.includes('*') || known.includes(workflow)) return [];
    const near = suggestion(workflow, known, 'the file has no environments');
    const message = `is the workflow of no environment here, so it is only for runs that were started elsewhere${near}`;
    return [{ path: [...base, 'workflows', index], message }];
  });
}

/** What never happens to a single step. */
const OF_RUNS: ReadonlySet<RunEventType> = new Set(['created', 'changed', 'rejected']);

function withoutEffect(route: FileRoute, base: Path): Found[] {
  const { events, steps, only, quiet, mention, to } = route;
  const problems: Found[] = [];
  // With every event it was not the operator who named them.
  const named = new Set(events).size < RUN_EVENTS.length;
  if (steps !== undefined && named) {
    for (const [index, event] of events.entries()) {
      if (!OF_RUNS.has(event)) continue;
      const message = `happens to runs only, and this route tells of steps: write it in another route, without steps`;
      problems.push({ path: [...base, 'events', index], message });
    }
  }
  if (only !== undefined && !events.some(isOutcome)) {
    const message = 'speaks of how runs end, of which this route does not tell';
    problems.push({ path: [...base, 'only'], message });
  }
  for (const [index, event] of (quiet?.except ?? []).entries()) {
    if (events.includes(event)) continue;
    problems.push({
      path: [...base, 'quiet', 'except', index],
      message: 'is no event of this route',
    });
  }
  if (mention.length > 0 && to.every((one) => typeof one !== 'string' && one.people !== undefined)) {
    const message = 'calls nobody: every destination of this route tells people alone';
    problems.push({ path: [...base, 'mention'], message });
  }
  return problems;
}

/** Platforms on which no message can stand in the thread of a card. */
const THREADLESS: ReadonlySet<string> = new Set(['dingtalk']);

function withoutThreads({ mode, to }: FileRoute, base: Path, file: FileConfig): Found[] {
  if (mode === 'card') return [];
  return to.flatMap((one, index): Found[] => {
    const room = typeof one === 'string' ? parseRoom(one) : undefined;
    const kind = room && file.platforms[room.platform]?.kind;
    if (kind === undefined || !THREADLESS.has(kind)) return [];
    const message = `is a room of a platform without threads, which gets the live card only, whatever mode says (${mode} here); those of mention are told directly. Give it a route of its own with mode: card`;
    return [{ path: [...base, 'to', index], message }];
  });
}

function oneLanguage(route: FileRoute, base: Path): Found[] {
  return (['title', 'body'] as const).flatMap((key): Found[] => {
    const words = route[key];
    if (words === undefined || typeof words === 'string') return [];
    const missing = words.en === undefined ? 'en' : words.zh === undefined ? 'zh' : undefined;
    if (missing === undefined) return [];
    const message = `has no ${missing}: its readers get the other language; write a text without language where that is meant`;
    return [{ path: [...base, key], message }];
  });
}
