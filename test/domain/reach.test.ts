import assert from 'node:assert/strict';
import { test } from 'node:test';
import { banOfHost, createReach, networkProblem } from '../../src/domain/reach.ts';

test('this machine, its link and the metadata of clouds are refused in every spelling', () => {
  const ban = createReach([]);
  const refused: Readonly<Record<string, readonly string[]>> = {
    'a loopback address': [
      '127.0.0.1',
      '127.255.0.9',
      '::1',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::ffff:0:127.0.0.1',
      '::127.0.0.1',
      '64:ff9b::127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001:db8::5efe:127.0.0.1',
      '2001:db8::200:5efe:7f00:1',
      '2002:5db8:d822::5efe:7f00:1',
    ],
    'a link-local address': [
      '169.254.169.254',
      '169.254.0.1',
      'fe80::1',
      'fe80::1%eth0',
      'febf::1',
      '::ffff:169.254.169.254',
      '64:ff9b::a9fe:a9fe',
      '2002:a9fe:a9fe::1',
      'fd00::5efe:169.254.169.254',
      'fe80::5efe:93.184.216.34',
      'fec0::1',
    ],
    'an unspecified address': ['0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0', '64:ff9b::', '2002::1'],
    'a multicast address': ['224.0.0.1', '239.255.255.255', 'ff02::1'],
    'a reserved address': [
      '255.255.255.255',
      '240.0.0.1',
      '192.0.0.1',
      '192.0.0.255',
      '198.18.0.1',
      '198.19.255.255',
      '::ffff:198.18.0.1',
      '100::1',
    ],
    "a cloud's metadata address": [
      '100.100.100.200',
      '168.63.129.16',
      '192.0.0.192',
      '64:ff9b::6464:64c8',
      'fd00:ec2::254',
      'fd20:ce::254',
    ],
    'an address of a translator': [
      '64:ff9b:1::1',
      '64:ff9b:1:ffff:ffff:ffff:5db8:d822',
      '2001:0:4136:e378:8000:63bf:3fff:fdd2',
      '2001::1',
      '192.88.99.1',
    ],
    'no address': ['localhost', '', '1.2.3', '::g'],
  };
  for (const [what, addresses] of Object.entries(refused))
    for (const address of addresses) assert.equal(ban(address), what, address);
});

test('private ranges and the world may be reached', () => {
  const ban = createReach([]);
  for (const address of [
    '10.0.0.1',
    '172.16.3.4',
    '192.168.1.1',
    '100.64.0.1',
    '100.127.255.255',
    '192.0.1.1',
    '198.17.255.255',
    '198.20.0.1',
    '2001:1::1',
    '64:ff9b:2::1',
    'fd12:3456::5efe:10.0.0.1',
    '2002:5db8:d822::1',
    '93.184.216.34',
    '223.255.255.1',
    'fd12:3456::1',
    '2606:2800:220:1:248:1893:25c8:1946',
    '64:ff9b::5db8:d822',
    '::ffff:10.0.0.1',
  ])
    assert.equal(ban(address), undefined, address);
});

test('what the configuration allows may be reached, and nothing beside it', () => {
  const ban = createReach(['127.0.0.1', '169.254.7.0/24', '::1', '198.18.0.0/15', 'fe80::7']);
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '169.254.7.9', '::1', '198.18.3.4', 'fe80::7%eth0'])
    assert.equal(ban(address), undefined, address);
  for (const address of ['127.0.0.2', '169.254.169.254', 'fe80::1', 'fe80::5efe:127.0.0.1'])
    assert.notEqual(ban(address), undefined, address);
});

test('a host that is written down is judged where it cannot be anything else', () => {
  for (const host of ['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', '127.0.0.1', '::1'])
    assert.equal(banOfHost(host, []), 'a loopback address', host);
  for (const host of ['localhost', '127.0.0.1'])
    assert.equal(banOfHost(host, ['127.0.0.1']), undefined, host);
  assert.equal(banOfHost('localhost', ['::1']), undefined);
  assert.equal(banOfHost('169.254.169.254', ['127.0.0.1']), 'a link-local address');
  for (const host of ['ci.example.com', 'localhost.example.com', '10.0.0.1', 'fd00::1'])
    assert.equal(banOfHost(host, []), undefined, host);
});

test('an entry of the list is an address or a network', () => {
  for (const entry of ['127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8', '0.0.0.0/0'])
    assert.equal(networkProblem(entry), undefined, entry);
  for (const entry of ['localhost', '10.0.0.0/33', '::1/129', '10.0.0.0/', '10.0.0.0/8/8', '127.1', ''])
    assert.notEqual(networkProblem(entry), undefined, entry);
});
