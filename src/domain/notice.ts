/** What a one-off message is about. `person`: they alone are told, in their direct conversation with the bot. */
export type NoticeSubject = {
  kind: /** A gate waits: the approvers are mentioned. */
    | 'gate-opened'
    /** It still waits. */
    | 'reminder'
    /** Nobody decided in time: those are called who may decide now too. */
    | 'escalated'
    /** Somebody approved alone, by a right for emergencies: everybody shall see it. */
    | 'break-glass';
  approval: number;
  person?: string;
};
