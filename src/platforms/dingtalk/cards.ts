import { z } from 'zod';
import type { Card } from '../../domain/card.ts';
import { UpstreamError } from '../../errors.ts';
import type { Api } from './api.ts';
import { dingtalkCode, notDelivered } from './errors.ts';
import { foundMessage } from './names.ts';
import { type Rendered, renderCard } from './render.ts';
import { probeRoom } from './rooms.ts';
import { standardCard } from './standard-card.ts';
import { BUILTIN_TEMPLATE, builtinVariables, templateVariables, type Variables } from './template-cards.ts';

/** `template`: the imported one of `manifests/`; `builtin`: DingTalk's own AI card; `links`: a StandardCard without buttons that come back. */
export type CardKind = { kind: 'template'; templateId: string } | { kind: 'builtin' } | { kind: 'links' };

type Target = { group: string } | { staffId: string };

export type Cards = {
  /** Resolves with what names the message: `carrierId` or `processQueryKey`. */
  post(target: Target, trackId: string, card: Card, signal: AbortSignal): Promise<string>;
  edit(trackId: string, card: Card, signal: AbortSignal): Promise<void>;
  /** Throws `message-gone` when there is no such card. */
  probe(trackId: string, signal: AbortSignal): Promise<void>;
  /** Leaves nothing to read and nothing to press. */
  clear(trackId: string, signal: AbortSignal): Promise<void>;
};

/** https://open.dingtalk.com/document/orgapp/create-and-deliver-cards, …/delivery-card-interface, …/interactive-card-update-interface */
const CREATE = 'POST /v1.0/card/instances/createAndDeliver';
const DELIVER = 'POST /v1.0/card/instances/deliver';
const UPDATE = 'PUT /v1.0/card/instances';
/** https://open.dingtalk.com/document/orgapp/robots-send-interactive-cards and …/update-the-robot-to-send-interactive-cards */
const SEND_STANDARD = 'POST /v1.0/im/v1.0/robot/interactiveCards/send';
const UPDATE_STANDARD = 'PUT /v1.0/im/robots/interactiveCards';

const BY_KEY = { updateCardDataByKey: true, updatePrivateDataByKey: true };
const EMPTY: Card = { summary: '–', parts: [] };

const delivery = z.looseObject({
  success: z.boolean(),
  errorMsg: z.string().nullish(),
  carrierId: z.string().nullish(),
});
const created = z.looseObject({ result: z.looseObject({ deliverResults: z.array(delivery).min(1) }) });
const delivered = z.looseObject({ result: z.array(delivery).min(1) });
const sent = z.looseObject({ processQueryKey: z.string().min(1) });

export function createCards(options: { api: Api; robotCode: string; kind: CardKind }): Cards {
  return options.kind.kind === 'links'
    ? standardCards(options)
    : templateCards({ ...options, kind: options.kind });
}

function templateCards({
  api,
  robotCode,
  kind,
}: {
  api: Api;
  robotCode: string;
  kind: Exclude<CardKind, { kind: 'links' }>;
}): Cards {
  const variables = (rendered: Rendered): Variables =>
    kind.kind === 'template' ? templateVariables(rendered) : builtinVariables(rendered);

  async function update(trackId: string, cardParamMap: Variables, signal: AbortSignal): Promise<void> {
    const body = {
      outTrackId: trackId,
      cardData: { cardParamMap },
      cardUpdateOptions: BY_KEY,
      userIdType: 1,
    };
    await api.call(UPDATE, body, signal);
  }

  return {
    async post(target, trackId, card, signal) {
      const rendered = renderCard(card);
      const where = spaceOf(target, robotCode, rendered.summary);
      const made = {
        cardTemplateId: kind.kind === 'template' ? kind.templateId : BUILTIN_TEMPLATE,
        outTrackId: trackId,
        // Without it no click ever comes over the stream.
        callbackType: 'STREAM',
        userIdType: 1,
        cardData: { cardParamMap: variables(rendered) },
        ...where,
      };
      try {
        const answer = created.safeParse(await api.call(CREATE, made, signal)).data;
        return carrierOf(CREATE, answer?.result.deliverResults, trackId);
      } catch (error) {
        if (!(error instanceof UpstreamError) || error.code !== 'card-exists') throw error;
      }
      // An earlier delivery failed, say before the robot was in the group: the card is there, only not in its place.
      await update(trackId, variables(rendered), signal);
      const answer = delivered.safeParse(
        await api.call(DELIVER, { outTrackId: trackId, userIdType: 1, ...where }, signal),
      ).data;
      return carrierOf(DELIVER, answer?.result, trackId);
    },
    async edit(trackId, card, signal) {
      await update(trackId, variables(renderCard(card)), signal);
    },
    async probe(trackId, signal) {
      // No template has this variable; an update without any is refused before the card is looked for.
      await update(trackId, { probe: 'yes' }, signal);
    },
    async clear(trackId, signal) {
      await update(trackId, variables(renderCard(EMPTY)), signal);
    },
  };
}

function spaceOf(target: Target, robotCode: string, summary: string): Record<string, unknown> {
  const shown = {
    supportForward: true,
    lastMessageI18n: { ZH_CN: summary, EN_US: summary },
    notification: { alertContent: summary, notificationOff: false },
  };
  if ('group' in target)
    return {
      openSpaceId: `dtv1.card//IM_GROUP.${target.group}`,
      imGroupOpenSpaceModel: shown,
      imGroupOpenDeliverModel: { robotCode },
    };
  return {
    openSpaceId: `dtv1.card//IM_ROBOT.${target.staffId}`,
    imRobotOpenSpaceModel: shown,
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
  };
}

function carrierOf(
  method: string,
  results: readonly z.infer<typeof delivery>[] | undefined,
  trackId: string,
): string {
  const [result] = results ?? [];
  if (!result) throw new UpstreamError('unknown', 'bad-answer', `${method} was answered without a delivery`);
  if (!result.success) throw notDelivered(method, result.errorMsg ?? '');
  return result.carrierId || foundMessage(trackId);
}

function standardCards({ api, robotCode }: { api: Api; robotCode: string }): Cards {
  async function update(trackId: string, more: Record<string, unknown>, signal: AbortSignal): Promise<void> {
    await api.call(UPDATE_STANDARD, { cardBizId: trackId, ...more }, signal);
  }
  return {
    async post(target, trackId, card, signal) {
      const place =
        'group' in target
          ? { openConversationId: target.group }
          : { singleChatReceiver: JSON.stringify({ userId: target.staffId }) };
      const body = { cardTemplateId: 'StandardCard', robotCode, cardBizId: trackId, pullStrategy: false };
      try {
        const answer = await api.call(
          SEND_STANDARD,
          { ...body, ...place, cardData: standardCard(card) },
          signal,
        );
        return sent.safeParse(answer).data?.processQueryKey ?? foundMessage(trackId);
      } catch (error) {
        // DingTalk has one word for all that is wrong with such a card; whether it is the group is found out by asking.
        if ('group' in target && error instanceof UpstreamError && error.outcome === 'rejected')
          await probeRoom({ api, robotCode }, target.group, signal);
        throw error;
      }
    },
    async edit(trackId, card, signal) {
      await update(trackId, { cardData: standardCard(card) }, signal);
    },
    async probe(trackId, signal) {
      // Nobody gets data of their own: no change. Only `param.cardNotExist` says that there is no card; a wrong guess mends itself, as editing
      // a card that is not there is `message-gone`.
      try {
        await update(trackId, { userIdPrivateDataMap: '{}', updateOptions: BY_KEY }, signal);
      } catch (error) {
        if (!(error instanceof UpstreamError) || !dingtalkCode(error).startsWith('param.')) throw error;
        if (error.code === 'message-gone') throw error;
      }
    },
    async clear(trackId, signal) {
      await update(trackId, { cardData: standardCard(EMPTY) }, signal);
    },
  };
}
