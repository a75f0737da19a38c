import { rmSync, writeFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { createDirectory, type Language } from '../domain/directory.ts';
import type { Route } from '../domain/route.ts';
import { silentLog } from '../log.ts';
import type { Template } from '../presenter/event-notice.ts';
import type { TemplateError } from '../presenter/template/render.ts';
import { runView } from '../store/run-view.ts';
import { systemClock } from '../time.ts';
import { readConfig } from './configuration.ts';
import { openForRuns } from './open-for-a-look.ts';
import { type Drawn, drawAll } from './preview/draw.ts';
import { previewPage } from './preview/page.ts';
import { realRun, type Source, samples } from './preview/source.ts';
import { drawLines } from './preview/terminal.ts';
import { type Mistake, mistakeIn, type PreviewWish, planOf, unknown } from './preview/wish.ts';
import { print } from './print.ts';

/**
 * `greenlight preview`: any card or notice as any chat or channel shows it, by the renderers that send. Nothing is sent, and nobody's account is needed; a configuration is
 * read for a run or a route alone. Reads the database beside a running server.
 */
export async function preview(wish: PreviewWish): Promise<Mistake | undefined> {
  const wrong = mistakeIn(wish);
  if (wrong !== undefined) return wrong;
  const config =
    wish.run === undefined && wish.route === undefined && wish.file === undefined
      ? undefined
      : readConfig({ file: wish.file });
  const route = routeIn(config, wish.route);
  if (route !== undefined && 'mistake' in route) return route;
  const source = await sourceOf(config, wish.run);
  if ('mistake' in source) return source;
  const plan = planOf(wish, source.kinds);
  if ('mistake' in plan) return plan;
  const toPage = wish.page !== undefined;
  const terminal = route?.language ?? config?.language ?? 'en';
  // Both languages side by side are for a page.
  const languages = toPage || wish.language !== undefined ? plan.languages : [terminal];
  const failures = new Map<string, TemplateError>();
  const drawn = drawAll(
    { ...plan, languages },
    source,
    (language) => templateOf(route, language),
    (error) => failures.set(error.message, error),
  );
  if (drawn.length === 0) return { mistake: 'The run has nothing that such a message could be about.' };
  for (const { line, message } of failures.values())
    process.stderr.write(`A template of the route was not used: line ${line}: ${message}\n`);
  return await tell(drawn, wish);
}

function routeIn(config: Config | undefined, id: string | undefined): Route | Mistake | undefined {
  if (config === undefined || id === undefined) return undefined;
  const { routes } = config;
  const names = routes.map((route) => route.id);
  return routes.find((route) => route.id === id) ?? { mistake: unknown('route', id, names) };
}

function templateOf(route: Route | undefined, language: Language): Template {
  return { title: route?.title?.[language], body: route?.body?.[language] };
}

async function sourceOf(config: Config | undefined, run: string | undefined): Promise<Source | Mistake> {
  if (config === undefined || run === undefined) return samples();
  const { db, folder } = await openForRuns(config, { clock: systemClock, log: silentLog });
  try {
    const view = await runView(db.read, Number(run));
    if (view === undefined) return { mistake: `There is no run #${run} in this database.` };
    return realRun(view, createDirectory(config), config.server.publicUrl);
  } finally {
    await db.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** What is written to a file is said in one line; all else goes to standard output. */
async function tell(drawn: readonly Drawn[], { page, json }: PreviewWish): Promise<Mistake | undefined> {
  if (page !== undefined) {
    const wrong = writePage(page, previewPage(drawn));
    if (wrong === undefined) await print(`${page}: ${drawn.length} messages\n`);
    return wrong;
  }
  // Whoever reads may stop early; without a listener that would be a crash.
  process.stdout.on('error', () => {});
  try {
    await print(json ? jsonText(drawn) : drawn.map(terminalText).join('\n'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
  return undefined;
}

/** Why a file cannot be written, where that is worth more than the system's code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'this is a folder',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
};

function writePage(page: string, text: string): Mistake | undefined {
  try {
    writeFileSync(page, text);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    return { mistake: `The page cannot be written to ${page}: ${REASONS[code] ?? code}.` };
  }
}

/** One message is its body alone; of several each is a line with its names. */
function jsonText(drawn: readonly Drawn[]): string {
  const [only, ...others] = drawn;
  if (only !== undefined && others.length === 0) return `${JSON.stringify(only.rendered.body, null, 2)}\n`;
  return drawn
    .map(({ kind, outlet, language, rendered }) => {
      const line = { message: kind, for: outlet.name, language, body: rendered.body };
      return `${JSON.stringify(line)}\n`;
    })
    .join('');
}

function terminalText({ kind, outlet, language, rendered }: Drawn): string {
  const sizes = rendered.sizes.map(({ what, size, limit }) => `${size} of ${limit} ${what}`).join(', ');
  const colour = process.stdout.isTTY && process.stdout.hasColors();
  return `${[`${kind} · ${outlet.title} · ${language} · ${sizes}`, ...drawLines(rendered.blocks, colour)].join('\n')}\n`;
}
