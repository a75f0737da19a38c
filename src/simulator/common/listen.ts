import type { Server } from 'node:http';
import type { Server as SocketServer } from 'node:net';

/** Listens on 127.0.0.1 alone and gives the port; 0 takes any free one. */
export async function listen(server: SocketServer, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the simulator has no port');
  return address.port;
}

/** Ends every connection with a server of HTTP; others have to end theirs. */
export async function close(server: SocketServer | Server): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
