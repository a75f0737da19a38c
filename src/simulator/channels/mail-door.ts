import { createServer, type Socket } from 'node:net';
import { close, listen } from '../common/listen.ts';
import { type MailServerOptions, openMailServer } from './mail-server.ts';

export type MailDoor = AsyncDisposable & { port: number };

/** The mail server behind a port that costs nothing until the first letter: what speaks SMTP takes 20 MB and 50 ms to load. */
export async function openMailDoor(options: MailServerOptions): Promise<MailDoor> {
  let opened: ReturnType<typeof openMailServer> | undefined;
  /** The mail server ends only those that came to itself. */
  const sockets = new Set<Socket>();

  async function handOver(socket: Socket): Promise<void> {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    opened ??= openMailServer(options);
    const { admit } = await opened;
    admit(socket);
  }

  const door = createServer((socket) => {
    handOver(socket).catch(() => socket.destroy());
  });
  const port = await listen(door, 0);
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = close(door);
      for (const socket of sockets) socket.destroy();
      await (await opened)?.[Symbol.asyncDispose]();
      await closed;
    },
  };
}
