import type { FastifyInstance } from 'fastify';

/**
 * Requests of a scope that are being worked on. The database is closed after the server: what is being stored and noted down comes first. The
 * returned function tells of a piece of such work; how it ends is its own affair.
 */
export function keepInHand(server: FastifyInstance): (work: Promise<unknown>) => void {
  const inHand = new Set<Promise<unknown>>();
  const settled = async (): Promise<void> => void (await Promise.allSettled(inHand));
  server.addHook('preClose', settled);
  server.addHook('onClose', settled);
  return (work) => {
    inHand.add(work);
    const ended = (): boolean => inHand.delete(work);
    work.then(ended, ended);
  };
}
