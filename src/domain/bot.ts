/** How the bot is called where the engine keeps who did something: it decides when the clock does. */
export const BOT = 'greenlight';

/** Its reason: the time to decide was over. */
export const EXPIRED = 'expired';
