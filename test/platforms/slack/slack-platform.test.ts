import { platformContract } from '../../contracts/platform.ts';
import { openSlackBench } from './bench.ts';

platformContract('slack', openSlackBench);
