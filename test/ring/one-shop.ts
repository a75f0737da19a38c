import type { App, Environment } from '../../src/domain/directory.ts';

/** The app of tests that need no more than one: `shop` in `prod`, whose run asks at one gate; Ada deploys it. */
export function oneShop(prod: Partial<Environment> = {}): App[] {
  const environment = {
    id: 'prod',
    workflow: 'one-gate',
    operators: ['ada'],
    approvers: [],
    rooms: [],
    parameters: [],
    ...prod,
  };
  return [{ id: 'shop', title: 'Shop', engine: 'hostile', environments: [environment] }];
}
