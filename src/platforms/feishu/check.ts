import { z } from 'zod';
import type { Finding } from '../../domain/finding.ts';
import { UpstreamError } from '../../errors.ts';
import { checkClock } from '../common/clock-skew.ts';
import { ok, problem, unreachable } from '../common/findings.ts';
import type { ConnectionState } from './connection.ts';
import { refusalOf } from './errors.ts';
import { askIdentity, type BotIdentity } from './identity.ts';
import type { People } from './people.ts';
import { remedies } from './remedies.ts';
import { neededCallbacks, neededScopes, rosterScopes } from './scopes.ts';
import type { Web } from './web.ts';

/** What `doctor` says of a Feishu: every mistake that an operator makes in the developer console has a line, and its remedy. */

export type CheckOptions = {
  web: Web;
  people: People;
  /** Undefined when events come over HTTP, `not-started` in a process that only checks. */
  connection: ConnectionState | 'not-started' | undefined;
  /** Asks for the address of a long connection, and opens none. */
  askAddress: () => Promise<unknown>;
  rooms: readonly string[];
  signal: AbortSignal;
};

/** https://open.feishu.cn/document/client-docs/bot-v3/obtain-bot-info: 2 is "in use". */
const ACTIVE = 2;

const CLOCK_HARM = 'HTTP callbacks are refused by it, and time limits are kept by it';

export async function checkFeishu(options: CheckOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  const bot = await checkApp(options, findings);
  if (bot !== undefined) {
    findings.push(checkBot(bot), ...(await checkScopes(options)));
    findings.push(await checkConnection(options));
    findings.push(...(await checkPeople(options)));
    for (const room of options.rooms) findings.push(await checkRoom(options, room));
  }
  findings.push(...checkClock('Feishu', options.web.skewMs(), CLOCK_HARM));
  return findings;
}

async function checkApp(
  { web, signal }: CheckOptions,
  findings: Finding[],
): Promise<BotIdentity | undefined> {
  try {
    const bot = await askIdentity(web, signal);
    findings.push(ok('app', `${bot.name || 'the bot'} (${bot.openId})`));
    return bot;
  } catch (error) {
    const remedy = 'Copy App ID and App Secret from "Credentials & Basic Info" of the app';
    findings.push(failure('app', error, remedy));
    return undefined;
  }
}

function checkBot({ status }: BotIdentity): Finding {
  if (status === undefined || status === ACTIVE) return ok('bot', 'in use');
  return problem(
    'bot',
    `activate_status ${status}: the bot is not in use in this tenant`,
    'Publish a version of the app, and have an administrator approve it and switch the app on.',
  );
}

const grants = z.looseObject({
  data: z.looseObject({
    scopes: z.array(z.looseObject({ scope_name: z.string(), grant_status: z.number() })),
  }),
});

/** https://open.feishu.cn/document/server-docs/application-v6/scope/list; it needs no right itself. */
async function checkScopes({ web, signal }: CheckOptions): Promise<Finding[]> {
  let answer: unknown;
  try {
    answer = await web.call({ method: 'GET', url: '/open-apis/application/v6/scopes' }, signal);
  } catch {
    // A Feishu that does not know the question: what is missing is told where it is missed.
    return [];
  }
  const granted = new Set(
    grants
      .safeParse(answer)
      .data?.data.scopes.filter(({ grant_status: status }) => status === 1)
      .map(({ scope_name: name }) => name) ?? [],
  );
  if (granted.size === 0) return [];
  const findings = [scopesFinding('scopes', 'error', neededScopes, granted)];
  // Without them approvers are people whom the configuration names one by one.
  findings.push(scopesFinding('scopes for groups', 'warn', rosterScopes, granted));
  return findings;
}

function scopesFinding(
  subject: string,
  level: 'warn' | 'error',
  wanted: ReadonlyMap<string, string>,
  granted: ReadonlySet<string>,
): Finding {
  const missing = [...wanted].filter(([scope]) => !granted.has(scope));
  if (missing.length === 0) return ok(subject, [...wanted.keys()].join(', '));
  const named = missing.map(([scope, feature]) => `${scope} (${feature})`).join('; ');
  return {
    level,
    subject,
    detail: `99991672: not granted: ${named}`,
    remedy:
      'Add them under "Permissions & Scopes" (or import the manifest again), then publish a new version.',
  };
}

/** Nobody can ask Feishu for this: a click that shows 200340 is how it is noticed. */
const SUBSCRIBED = `clicks need ${neededCallbacks.join(', ')} under "Callbacks", which is not the list of events`;

async function checkConnection({ connection, askAddress }: CheckOptions): Promise<Finding> {
  if (connection === undefined) return ok('callbacks', `over HTTP; ${SUBSCRIBED}`);
  if (connection === 'not-started') return await checkAddress(askAddress);
  if (connection.open) return ok('connection', `open, for the ${connection.opened}. time; ${SUBSCRIBED}`);
  const code = connection.problem;
  return problem(
    'connection',
    code === undefined ? 'no long connection is open yet' : `${code}: no long connection is open`,
    (code === undefined ? undefined : remedies[code]) ?? NO_CONNECTION,
  );
}

const NO_CONNECTION = 'It is tried again within a minute; the log says how that goes.';

async function checkAddress(askAddress: CheckOptions['askAddress']): Promise<Finding> {
  try {
    await askAddress();
    return ok('connection', `Feishu gives an address; ${SUBSCRIBED}`);
  } catch (error) {
    return failure('connection', error, 'Long connections are for self-built apps that are in use');
  }
}

async function checkPeople({ people, signal }: CheckOptions): Promise<Finding[]> {
  try {
    await people.refresh(signal);
  } catch (error) {
    const remedy = 'Grant contact:user.id:readonly and put the people into the app’s data range';
    return [failure('people', error, remedy)];
  }
  const { unresolved, doubled } = people.state();
  const findings: Finding[] = [];
  if (unresolved.length > 0) {
    findings.push({
      level: 'warn',
      subject: 'people',
      detail: `nobody is found by ${unresolved.join(', ')}: they are strangers here and can decide nothing`,
      remedy:
        'Correct the address or number (another country’s with its +code), or put the person into the app’s availability and contacts data range.',
    });
  }
  for (const names of doubled) {
    findings.push(
      problem(
        'people',
        `${names.join(' and ')} are one person in Feishu: nobody is known by either`,
        'Leave one of them, so that each person is named once.',
      ),
    );
  }
  return findings.length > 0 ? findings : [ok('people', 'everybody is found')];
}

const chatInfo = z.looseObject({
  data: z.looseObject({ name: z.string().optional(), chat_status: z.string().optional() }),
});

async function checkRoom({ web, signal }: CheckOptions, room: string): Promise<Finding> {
  const subject = `room ${room}`;
  try {
    const url = `/open-apis/im/v1/chats/${encodeURIComponent(room)}`;
    const { data } = chatInfo.parse(await web.call({ method: 'GET', url }, signal));
    if (data.chat_status !== undefined && data.chat_status !== 'normal') {
      return problem(subject, `${data.name ?? room} is ${data.chat_status}`, 'Name another group.');
    }
    return ok(subject, data.name ?? room);
  } catch (error) {
    return failure(subject, error, 'Use the chat id (oc_…) of a group, and add the bot to the group');
  }
}

function failure(subject: string, error: unknown, remedy: string): Finding {
  if (!(error instanceof UpstreamError)) return problem(subject, String(error), `${remedy}.`);
  const refusal = refusalOf(error);
  if (refusal === undefined && error.outcome !== 'rejected') {
    return unreachable('Feishu', subject, error.code);
  }
  const code = String(refusal?.feishuCode ?? error.code);
  const detail = refusal === undefined ? `${code}: ${error.message}` : `${code}: ${refusal.message}`;
  const grant = refusal?.grantUrl === undefined ? '' : ` Grant it at ${refusal.grantUrl}`;
  return problem(subject, detail, `${remedies[code] ?? `${remedy}.`}${grant}`);
}
