/** What a one-off message is about. */
export type NoticeSubject =
  /** A gate waits: the approvers are mentioned. */
  { kind: 'gate-opened'; approval: number };
