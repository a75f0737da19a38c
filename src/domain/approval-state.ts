/** Only an open question can be answered; the other states are final. */
export type ApprovalState = 'open' | 'approved' | 'rejected' | 'expired' | 'withdrawn';
