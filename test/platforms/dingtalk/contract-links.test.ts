import { platformContract } from '../../contracts/platform.ts';
import { dingtalkTraits, openDingTalkBench } from './bench.ts';

platformContract('DingTalk, cards without buttons', dingtalkTraits('links'), () =>
  openDingTalkBench({ kind: 'links' }),
);
