import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Api } from './api.ts';
import { DingTalkRefusal } from './errors.ts';
import { QPS_WAIT_MS } from './limits.ts';

/** https://open.dingtalk.com/document/orgapp/chatbots-send-one-on-one-chat-messages-in-batches */
const SEND = 'POST /v1.0/robot/oToMessages/batchSend';

const answer = z.looseObject({
  processQueryKey: z.string().nullish(),
  invalidStaffIdList: z.array(z.unknown()).nullish(),
  flowControlledStaffIdList: z.array(z.unknown()).nullish(),
  filteredStaffIdList: z.array(z.unknown()).nullish(),
});

/** https://open.dingtalk.com/document/orgapp/robot-message-types-and-data-format */
export type RobotMessage =
  | { msgKey: 'sampleText'; msgParam: { content: string } }
  | { msgKey: 'sampleMarkdown'; msgParam: { title: string; text: string } };

/** Sends a message to one member; the result names it. An HTTP 200 that lists the member as not reached is an error. */
export async function sendDirect(
  { api, robotCode }: { api: Api; robotCode: string },
  staffId: string,
  { msgKey, msgParam }: RobotMessage,
  signal: AbortSignal,
): Promise<string> {
  const said = answer.safeParse(
    await api.call(
      SEND,
      { robotCode, userIds: [staffId], msgKey, msgParam: JSON.stringify(msgParam) },
      signal,
    ),
  ).data;
  if (!said) throw new UpstreamError('unknown', 'bad-answer', `${SEND} was answered with something else`);
  const listed = (list: unknown[] | null | undefined): boolean => (list ?? []).length > 0;
  if (listed(said.flowControlledStaffIdList))
    throw new UpstreamError('throttled', 'throttled', 'DingTalk holds messages to this person back', {
      cause: new DingTalkRefusal(SEND, 'flowControlledStaffIdList', { status: 200 }),
      retryAfterMs: FLOW_WAIT_MS,
    });
  if (listed(said.invalidStaffIdList) || listed(said.filteredStaffIdList))
    throw new UpstreamError(
      'rejected',
      'person-unknown',
      'DingTalk does not reach this person for the robot',
      {
        cause: new DingTalkRefusal(SEND, 'invalidStaffIdList', { status: 200 }),
      },
    );
  return said.processQueryKey ?? '';
}

/** DingTalk does not say how long it holds messages to one person back. */
const FLOW_WAIT_MS = 10 * QPS_WAIT_MS;
