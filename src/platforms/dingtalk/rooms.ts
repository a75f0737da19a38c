import type { Api } from './api.ts';

/** https://open.dingtalk.com/document/orgapp/enterprise-chatbot-withdraws-internal-group-messages */
const RECALL = 'POST /v1.0/robot/groupMessages/recall';

/**
 * Whether the robot is in a group. DingTalk has no question for it that goes without the right to manage groups; taking a message back that
 * never was is harmless, and refused with `room-gone` where the robot is not. Throws an `UpstreamError`.
 */
export async function probeRoom(
  { api, robotCode }: { api: Api; robotCode: string },
  group: string,
  signal: AbortSignal,
): Promise<void> {
  await api.call(
    RECALL,
    { robotCode, openConversationId: group, processQueryKeys: ['greenlight-doctor'] },
    signal,
  );
}
