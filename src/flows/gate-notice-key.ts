/** The key of the one message that calls the approvers of a gate in the thread of a card. */
export function gateNoticeKey(approval: number, post: number): string {
  return `gate-${approval}-${post}`;
}
