/** `npm run bench:pacing`: how old the cards in the rooms are, by itself; `--quick` watches for a shorter time. */
import { measurePacing, QUICK_MINUTES, WATCHED_MINUTES } from './pacing/measure.ts';
import { pacingTable } from './pacing/table.ts';

const minutes = process.argv.includes('--quick') ? QUICK_MINUTES : WATCHED_MINUTES;
process.stdout.write(`${pacingTable(await measurePacing(minutes))}\n`);
