import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields } from '../../../src/engines/embedded/plan.ts';
import { placementName, placementsOf, withClusters } from '../../../src/engines/embedded/topology.ts';

const topology = (name: string, properties: Fields): Fields => ({ name, type: 'topology', properties });

test('a topology names clusters, a namespace, or only a namespace of the local cluster', () => {
  assert.equal(placementsOf([{ name: 'x', type: 'override' }]), undefined);
  assert.deepEqual(placementsOf([topology('a', { clusters: ['c1', 'c2'], namespace: 'n' })]), [
    { topology: 'a', cluster: 'c1', namespace: 'n' },
    { topology: 'a', cluster: 'c2', namespace: 'n' },
  ]);
  assert.deepEqual(placementsOf([topology('a', { namespace: 'n' })]), [
    { topology: 'a', cluster: 'local', namespace: 'n' },
  ]);
});

test('several topologies put everything at all of their places, at each once', () => {
  const places = placementsOf([
    topology('a', { clusters: ['c1'] }),
    topology('b', { clusters: ['c2', 'c1'] }),
    topology('c', { clusters: ['c1'], namespace: 'n' }),
  ]);
  assert.ok(Array.isArray(places));
  assert.deepEqual(
    places.map((place) => `${place.topology} ${placementName(place)}`),
    ['a c1', 'b c2', 'c c1/n'],
  );
});

test('labels are looked up in the configuration', () => {
  const labels = {
    seoul: { region: 'asia', tier: 'a' },
    paris: { region: 'europe' },
    osaka: { region: 'asia' },
  };
  const clustersFor = (properties: Fields): unknown => {
    const places = placementsOf([withClusters(topology('t', properties), labels)]);
    return Array.isArray(places) ? places.map(({ cluster }) => cluster) : places;
  };
  assert.deepEqual(clustersFor({ clusterLabelSelector: { region: 'asia' } }), ['osaka', 'seoul']);
  assert.deepEqual(clustersFor({ clusterLabelSelector: { region: 'asia', tier: 'a' } }), ['seoul']);
  assert.deepEqual(clustersFor({ clusters: ['x'], clusterLabelSelector: { region: 'asia' } }), ['x']);
  assert.deepEqual(clustersFor({ clusterLabelSelector: { region: 'mars' }, allowEmpty: true }), []);
  assert.deepEqual(clustersFor({ clusterLabelSelector: { region: 'mars' } }), {
    problem:
      'topology "t" asks for clusters with region=mars, and clusterLabels of the engine\'s configuration names none with them',
  });
});
