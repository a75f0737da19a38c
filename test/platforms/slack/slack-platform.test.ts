import { platformContract } from '../../contracts/platform.ts';
import { openSlackBench, slackTraits } from './bench.ts';

platformContract('slack over connections', slackTraits, openSlackBench);
