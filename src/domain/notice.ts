/** What a one-off message is about. */
export type NoticeSubject =
  /** A gate waits: the approvers are mentioned; or `person` alone is told, in their direct conversation with the bot. */
  { kind: 'gate-opened'; approval: number; person?: string };
