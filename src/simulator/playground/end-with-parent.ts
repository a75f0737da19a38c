/**
 * Loaded before a child process's own code: the child ends as by SIGTERM when its parent is gone, however the parent ended. The system closes
 * the channel between the two even after a SIGKILL.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// A listener keeps the channel, and with it the process, alive; the child lives for its own reasons only.
process.channel?.unref();
