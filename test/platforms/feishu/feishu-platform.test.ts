import { platformContract } from '../../contracts/platform.ts';
import { feishuTraits, openFeishuBench } from './bench.ts';

platformContract('feishu', feishuTraits, openFeishuBench);
