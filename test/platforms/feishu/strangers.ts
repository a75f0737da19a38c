/** A configuration that names nobody; the parts of `People` for tests that are about something else. */
export const strangers = {
  nameOf: (openId: string): string => openId,
  openIdOf: (): undefined => undefined,
  refresh: async (): Promise<void> => {},
  getToKnow: async (): Promise<void> => {},
  keepFresh: () => ({ start() {}, wake() {}, async stop() {} }),
  state: () => ({ asked: true, unresolved: [], doubled: [], problem: undefined }),
};
