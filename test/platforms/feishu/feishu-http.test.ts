import { platformContract } from '../../contracts/platform.ts';
import { httpTraits, openFeishuHttpBench } from './http-bench.ts';

platformContract('feishu over HTTP', httpTraits, openFeishuHttpBench);
