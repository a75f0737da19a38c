import { lstatSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { configMode, readEnvironment } from './config/environment.ts';
import { configFile } from './config/load.ts';
import { ConfigError } from './errors.ts';
import { systemClock } from './time.ts';

/** Exit codes: what a script around the program can go by. */
export const EXIT = {
  /** Something that was looked at is not as it should be: `doctor`, `audit verify`. */
  found: 1,
  usage: 2,
  /** The configuration is wrong; sysexits.h calls it EX_CONFIG. */
  config: 78,
  /** A fault of ours; sysexits.h calls it EX_SOFTWARE. */
  fault: 70,
} as const;

const USAGE = `Usage: greenlight <verb> [options]

  start                run the server; without any configuration the playground
    --playground       run the playground although there is a configuration
    --data DIR         where the playground keeps its database (./data/playground)
  check                check the configuration and say what it means
  doctor               look at platforms, rooms and engines and say what to mend
  migrate              bring the database up to date (a start does so by itself)
  backup FILE          copy the SQLite database, also beside a running server; never over a file
  audit verify         recompute the chain of the audit
    --head TEXT        hold it against a signed head from the log: finds a cut end and a whole that was made anew
    --from FILE        an export in JSON Lines instead of the database; --part when it is a piece
  audit export         the audit on standard output
    --format FORMAT    jsonl (can be verified) or csv (for spreadsheets); jsonl when absent
    --from N, --to N   only the entries with these numbers
  policy explain       say why somebody may or may not decide; reads beside a running server
    --as PERSON        for whom, with one of
    --run N            the questions of a run; --gate STEP for one of them
    --app, --environment  the policies and rights of a place
    --language en|zh   instead of the person's own
  preview [MESSAGE …]  draw cards and notices as chats and channels show them; sends nothing. Without a MESSAGE all of them
                       (card, failed, gate …); without --run of a run that is made up
    --for NAME,NAME    only for these: slack, feishu, dingtalk, wecom, email …
    --run N            a run of the database, read beside a running server
    --route NAME       in the words of this route
    --language en|zh   one of them; a page has both
    --page FILE        a page for the browser instead of the terminal
    --json             what would be sent
  token PERSON NAME    make a token with which a program acts as a person, and print it once
    --days N           how long it is good for; for ever when absent
  version              print the version

Options of every verb:
  --config FILE        instead of ./greenlight.yaml or $GREENLIGHT_CONFIG
`;

/** Runs one verb. Sets the exit code; `start` keeps the process alive until a signal. */
export async function run(args: readonly string[]): Promise<void> {
  const asked = parse(args);
  if (asked === undefined) return;
  try {
    await dispatch(asked);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** A link that leads nowhere is there: somebody meant a configuration. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

type Asked = {
  words: string[];
  config: string | undefined;
  playground: boolean;
  data: string | undefined;
  days: string | undefined;
  audit: AuditWords;
  explain: Record<'as' | 'run' | 'gate' | 'app' | 'environment' | 'language', string | undefined>;
  preview: Record<'for' | 'route' | 'run' | 'page' | 'language', string | undefined> & { json: boolean };
};

/** The options of the audit's verbs, as they were written. */
type AuditWords = Partial<Record<'head' | 'from' | 'to' | 'format', string>> & { part: boolean };

function parse(args: readonly string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        playground: { type: 'boolean', default: false },
        data: { type: 'string' },
        days: { type: 'string' },
        head: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        format: { type: 'string' },
        part: { type: 'boolean', default: false },
        as: { type: 'string' },
        run: { type: 'string' },
        gate: { type: 'string' },
        app: { type: 'string' },
        environment: { type: 'string' },
        language: { type: 'string' },
        for: { type: 'string' },
        route: { type: 'string' },
        page: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
    const words = values.version ? ['version'] : positionals;
    if (values.help || words.length === 0 || words[0] === 'help') {
      process.stdout.write(USAGE);
      return undefined;
    }
    const { config, playground, data, days, as, run, gate, app, environment, language, ...others } = values;
    const { for: outlets, route, page, json, ...audit } = others;
    const explain = { as, run, gate, app, environment, language };
    const preview = { for: outlets, route, run, page, language, json };
    return { words, config, playground, data, days, audit, explain, preview };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(message: string): undefined {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exitCode = EXIT.usage;
  return undefined;
}

/** Verbs are loaded when they are used. */
async function dispatch(asked: Asked): Promise<void> {
  if (asked.words[0] === 'token') return await makeToken(asked);
  if (asked.words[0] === 'backup') return await makeBackup(asked);
  if (asked.words[0] === 'preview') return await showPreview(asked);
  const verb = asked.words.join(' ');
  switch (verb) {
    case 'start': {
      const env = readEnvironment();
      const options = { file: asked.config };
      const file = configFile(env, options);
      const mode = configMode(env, file.named || isThere(file.path));
      if (asked.playground || mode === 'playground') {
        const { startPlayground } = await import('./verbs/start-playground.ts');
        return await startPlayground(asked.data);
      }
      const { start } = await import('./verbs/start.ts');
      return await start(options);
    }
    case 'check':
      return await (await import('./verbs/check.ts')).check({ file: asked.config });
    case 'doctor':
      return await (await import('./verbs/doctor.ts')).doctor({ file: asked.config });
    case 'migrate':
      return await (await import('./verbs/migrate.ts')).migrate({ file: asked.config });
    case 'audit verify':
      return await verifyAudit(asked);
    case 'audit export':
      return await exportAudit(asked);
    case 'policy explain':
      return await explainPolicy(asked);
    case 'version':
      process.stdout.write(`${version()}\n`);
      return;
    default:
      refuse(`There is no verb “${verb}”.`);
  }
}

async function explainPolicy({ config, explain }: Asked): Promise<void> {
  const { policyExplain } = await import('./verbs/policy-explain.ts');
  const wrong = await policyExplain({ ...explain, file: config });
  if (wrong !== undefined) refuse(wrong.mistake);
}

async function showPreview({ words, config, preview: asked }: Asked): Promise<void> {
  const { preview } = await import('./verbs/preview.ts');
  const wrong = await preview({ ...asked, file: config, messages: words.slice(1) });
  if (wrong !== undefined) refuse(wrong.mistake);
}

async function makeBackup({ words, config }: Asked): Promise<void> {
  const [, target, ...more] = words;
  if (target === undefined || more.length > 0)
    return refuse('A backup needs one file to write: greenlight backup FILE.');
  const { backup } = await import('./verbs/backup.ts');
  await backup({ file: config, target });
}

async function makeToken({ words, days }: Asked): Promise<void> {
  const { printToken, readTokenWish } = await import('./verbs/token.ts');
  const wish = readTokenWish(words.slice(1), days);
  if (typeof wish === 'string') return refuse(wish);
  printToken(wish, systemClock);
}

async function verifyAudit({ config, audit: { head, from, part } }: Asked): Promise<void> {
  const { auditVerify } = await import('./verbs/audit-verify.ts');
  await auditVerify({ file: config, head, from, part });
}

async function exportAudit({ config, audit: { format = 'jsonl', from, to } }: Asked): Promise<void> {
  if (format !== 'jsonl' && format !== 'csv') return refuse(`There is no format “${format}”: jsonl or csv.`);
  const bad = [from, to].find((number) => number !== undefined && !/^[1-9]\d{0,14}$/.test(number));
  if (bad !== undefined) return refuse(`“${bad}” is not the number of an entry: 1, 2, 3 …`);
  const { auditExport } = await import('./verbs/audit-export.ts');
  await auditExport({ file: config, format, from: numberOf(from), to: numberOf(to) });
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** The version of package.json. */
export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Says what went wrong so that it can be mended, and returns the exit code. */
function report(error: unknown): number {
  if (error instanceof ConfigError) {
    const lines = error.problems.map(({ path, message }) => `  ${path}: ${message}`);
    const many = lines.length === 1 ? 'one problem' : `${lines.length} problems`;
    process.stderr.write(`Greenlight cannot start: ${many} in the configuration.\n${lines.join('\n')}\n`);
    return EXIT.config;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.fault;
}
