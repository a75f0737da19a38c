import { platformContract } from '../../contracts/platform.ts';
import { httpTraits, openSlackHttpBench } from './http-bench.ts';

platformContract('slack over HTTP', httpTraits, openSlackHttpBench);
