import { platformContract } from '../../contracts/platform.ts';
import { dingtalkTraits, openDingTalkBench } from './bench.ts';

platformContract('DingTalk, imported card template', dingtalkTraits('template'), () => openDingTalkBench());
