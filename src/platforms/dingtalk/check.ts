import type { Finding } from '../../domain/finding.ts';
import { directAccount } from '../../domain/platform-ability.ts';
import { UpstreamError } from '../../errors.ts';
import { checkClock } from '../common/clock-skew.ts';
import { ok, problem, unreachable } from '../common/findings.ts';
import type { Api } from './api.ts';
import type { CardKind } from './cards.ts';
import { checkDirectory } from './check-directory.ts';
import { DingTalkRefusal, dingtalkCode } from './errors.ts';
import { askGateway, type GatewayOptions, subscriptions } from './gateway.ts';
import type { People } from './people.ts';
import { permissions, permissionText } from './permissions.ts';
import { probeRoom } from './rooms.ts';
import type { StreamsState } from './streams.ts';
import { BUILTIN_TEMPLATE } from './template-cards.ts';

/** What `doctor` says of a DingTalk: every mistake that an operator makes in its console has a line, and its remedy. */

export type CheckOptions = {
  api: Api;
  robotCode: string;
  cards: CardKind;
  people: People;
  gateway: GatewayOptions;
  /** Undefined before the start. */
  stream: StreamsState | undefined;
  /** Since the process started. */
  traffic: { sent: number; received: number };
  rooms: readonly string[];
  signal: AbortSignal;
  now: number;
};

/** https://open.dingtalk.com/document/orgapp/create-a-card-instance: an instance that is nowhere delivered is seen by nobody. */
const CREATE = 'POST /v1.0/card/instances';

const CLOCK_HARM = 'time limits of approvals and answers are kept by it';

export async function checkDingTalk(options: CheckOptions): Promise<Finding[]> {
  const findings = await checkConsole(options);
  return [...findings, ...checkClock('DingTalk', options.api.skewMs(), CLOCK_HARM)];
}

async function checkConsole(options: CheckOptions): Promise<Finding[]> {
  const { api, rooms, signal } = options;
  try {
    await api.authenticate(signal);
  } catch (error) {
    const remedy = 'Copy Client ID and Client Secret from "Credentials" of the app on open-dev.dingtalk.com';
    return [failure('credentials', error, remedy), await checkConnection(options)];
  }
  const findings = [ok('credentials', 'accepted'), await checkConnection(options), await checkCards(options)];
  for (const room of rooms)
    if (directAccount(room) === undefined) findings.push(await checkRoom(options, room));
  await options.people.ask();
  findings.push(...checkPeople(options), await checkDirectory(api, signal));
  if (options.stream) findings.push(traffic(options));
  return findings;
}

/** Before the start the gateway is asked for an address, which costs nothing when it is not used. */
async function checkConnection({ stream, gateway, signal }: CheckOptions): Promise<Finding> {
  if (stream?.connected) return ok('connection', 'the stream is open');
  try {
    await askGateway(gateway, subscriptions, signal);
  } catch (error) {
    return failure('connection', error, STREAM_REMEDY);
  }
  if (!stream) return ok('connection', 'the stream may be opened');
  const reason = stream.problem ?? 'the first attempt is under way';
  return {
    level: 'warn',
    subject: 'connection',
    detail: `no stream is open: ${reason}`,
    remedy: STREAM_REMEDY,
  };
}

const STREAM_REMEDY =
  'Set the robot to Stream mode and publish a version of the app; proxies must let WebSockets pass. The log says how the next attempts go';

async function checkCards({ api, cards, signal, now }: CheckOptions): Promise<Finding> {
  if (cards.kind === 'links')
    return ok('cards', 'without buttons: people decide by personal links, or by what they type');
  const template = cards.kind === 'template' ? cards.templateId : BUILTIN_TEMPLATE;
  const instance = {
    cardTemplateId: template,
    outTrackId: `greenlight-doctor-${now}`,
    callbackType: 'STREAM',
    userIdType: 1,
    cardData: { cardParamMap: {} },
    imGroupOpenSpaceModel: { supportForward: false },
  };
  try {
    await api.call(CREATE, instance, signal);
    return ok('cards', `the template ${template} is published and may be used`);
  } catch (error) {
    return failure(
      'cards',
      error,
      'Import manifests/dingtalk-card.json as a card template, publish it, link it to this app',
    );
  }
}

async function checkRoom(options: CheckOptions, room: string): Promise<Finding> {
  const subject = `room ${room}`;
  try {
    await probeRoom(options, room, options.signal);
    return ok(subject, 'the robot is in it');
  } catch (error) {
    const remedy =
      "Use the group's openConversationId (cid…==) and add the robot to the group: group settings → Bots → Add";
    return failure(subject, error, remedy);
  }
}

function checkPeople({ people }: CheckOptions): Finding[] {
  const unknown = people
    .unresolved()
    .map(({ account, code }) =>
      problem(
        `person ${account}`,
        `${code}: nobody is known by this number, so whoever has it is taken for a stranger`,
        remedies[code] ??
          `Write the number that the person has in the directory, with its country code (+86…), give the app ${permissionText('qyapi_get_member_by_mobile')}, or name the person by staff id.`,
      ),
    );
  const doubled = people
    .doubled()
    .map((accounts) =>
      problem(
        `person ${accounts.join(', ')}`,
        `${accounts.join(' and ')} are one member in DingTalk: nobody is known by any of them`,
        'Leave one of them, so that each person is named once.',
      ),
    );
  return [...unknown, ...doubled];
}

/** DingTalk counts the calls and pushes of a month on its free plan, and refuses what is more. */
function traffic({ traffic: { sent, received } }: CheckOptions): Finding {
  return ok(
    'quota',
    `${sent} calls and ${received} pushes since this process started; what the plan allows in a month stands under "Resources" in the developer console`,
  );
}

/** What to do about DingTalk's own codes; the rest gets the remedy of the place. */
const remedies: Record<string, string> = {
  invalidClientIdOrSecret: 'Copy Client ID and Client Secret again; both belong to the same app.',
  authFailed: 'Copy Client ID and Client Secret again; both belong to the same app.',
  'param.templateNotExist':
    'Copy the template id (….schema) from the card platform; it must belong to this organisation and be linked to this app.',
  'param.templateUnpublished': 'Publish the card template on the card platform.',
  'cardInstance.wrong': 'Publish the card template on the card platform.',
  'invalid.openConversationId': "Use the group's openConversationId: it begins with cid and ends with ==.",
  'invalidParameter.robotCode.notExsit': 'Add the robot to the group: group settings → Bots → Add.',
  'invalidParameter.robotCode.auth':
    'robotCode belongs to another app: copy it from the robot page of this one, or leave it out.',
  'Forbidden.AccessDenied.IpNotInWhiteList':
    'Add the address of this machine to the IP allow list under "Security settings".',
  'http-404': 'Check apiUrl: what answers there does not know this call.',
};

function failure(subject: string, error: unknown, remedy: string): Finding {
  if (!(error instanceof UpstreamError)) return problem(subject, String(error), `${remedy}.`);
  const code = dingtalkCode(error);
  if (error.outcome === 'unreachable' || error.outcome === 'unknown')
    return unreachable('DingTalk', subject, code);
  if (error.outcome === 'throttled')
    return problem(
      subject,
      `${code}: too many calls at once`,
      'Wait a minute; if it stays, another process uses the same app.',
    );
  if (error.code === 'permission-missing') return missing(subject, error);
  return problem(subject, `${code}: ${error.message}`, remedies[code] ?? `${remedy}.`);
}

function missing(subject: string, error: UpstreamError): Finding {
  const scopes = error.cause instanceof DingTalkRefusal ? error.cause.scopes : [];
  const named = scopes.length > 0 ? scopes : [...permissions.keys()];
  return problem(
    subject,
    `permission-missing: ${scopes.join(', ') || 'one of the permission points'}`,
    `Apply for ${named.map(permissionText).join(', ')} under "Permission management" of the app, then publish a version.`,
  );
}
