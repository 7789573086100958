// The npm client etcd3 against one server: KV, leases, watches, locks, elections.
// Usage: node trial.js HOST:PORT, of a server without keys. Prints one line per step; ends with 1 at the first surprise.
'use strict';
const assert = require('assert');
const { Etcd3, EtcdLeaseInvalidError, EtcdLockFailedError } = require('etcd3');

const PATIENCE_MILLIS = 15000;

/** Fails if the promise is not settled in time. */
function inTime(what, promise) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(what + ': nothing came')), PATIENCE_MILLIS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The next event of an emitter. */
function next(emitter, event) {
  return inTime(event, new Promise((resolve) => emitter.once(event, resolve)));
}

async function kv(client) {
  await client.put('kv/a').value('1');
  await client.put('kv/b').value('2');
  await client.put('kv/c').value(Buffer.from([0, 255]));
  assert.strictEqual(await client.get('kv/a').string(), '1');
  assert.strictEqual(await client.get('kv/none').string(), null);
  assert.deepStrictEqual(await client.get('kv/c').buffer(), Buffer.from([0, 255]));
  assert.deepStrictEqual(await client.getAll().prefix('kv/').limit(2).strings(),
      { 'kv/a': '1', 'kv/b': '2' });
  assert.deepStrictEqual(await client.getAll().prefix('kv/').sort('Key', 'Descend').keys(),
      ['kv/c', 'kv/b', 'kv/a']);
  assert.strictEqual(await client.getAll().prefix('kv/').count(), 3);
  const before = await client.put('kv/a').value('3').getPrevious();
  assert.strictEqual(before.value.toString(), '1');
  const old = Number(before.mod_revision);
  assert.strictEqual(await client.get('kv/a').revision(old).string(), '1');
  assert.strictEqual((await client.delete().prefix('kv/')).deleted, '3');
}

async function txn(client) {
  await client.put('txn/a').value('1');
  const hit = await client.if('txn/a', 'Value', '==', '1')
      .and('txn/none', 'Create', '==', 0)
      .then(client.put('txn/a').value('2'), client.get('txn/a'))
      .else(client.delete().key('txn/a'))
      .commit();
  assert.strictEqual(hit.succeeded, true);
  assert.strictEqual(hit.responses[1].response_range.kvs[0].value.toString(), '2');
  const miss = await client.if('txn/a', 'Version', '>', 7)
      .then(client.delete().key('txn/a')).else(client.get('txn/a')).commit();
  assert.strictEqual(miss.succeeded, false);
  assert.strictEqual(miss.responses[0].response_range.kvs[0].value.toString(), '2');
  const counted = () => client.stm().transact(async (tx) => {
    const count = Number((await tx.get('txn/count').string()) || '0');
    await tx.put('txn/count').value(String(count + 1));
  });
  await Promise.all([counted(), counted(), counted()]);
  assert.strictEqual(await client.get('txn/count').string(), '3');
}

async function leases(client) {
  const lease = client.lease(3);
  const id = await lease.grant();
  await lease.put('lease/a').value('1');
  assert.strictEqual((await client.get('lease/a').exec()).kvs[0].lease, id);
  const kept = await lease.keepaliveOnce();
  assert.deepStrictEqual([kept.ID, kept.TTL], [id, '3']);
  await next(lease, 'keepaliveSucceeded'); // By itself.
  const lost = next(lease, 'lost');
  const other = new Etcd3(client.options);
  await other.leaseClient.leaseRevoke({ ID: id });
  other.close();
  assert.ok((await lost) instanceof EtcdLeaseInvalidError);
  assert.strictEqual(await client.get('lease/a').string(), null);

  const brief = client.lease(5, { autoKeepAlive: false });
  await brief.put('lease/b').value('1');
  const watcher = await client.watch().key('lease/b').create();
  await next(watcher, 'delete'); // It expires.
  await watcher.cancel();
}

async function watches(client) {
  const first = await client.watch().prefix('watch/').withPreviousKV().create();
  const second = await client.watch().key('watch/b').only('delete').create();
  const seen = [];
  first.on('put', (kv, before) => seen.push(['put', kv.key.toString(), kv.value.toString(),
    before ? before.value.toString() : '']));
  first.on('delete', (kv) => seen.push(['delete', kv.key.toString()]));
  const deleted = next(second, 'delete');
  const start = (await client.put('watch/a').value('1')).header.revision;
  await client.put('watch/a').value('2');
  await client.put('watch/b').value('3');
  await client.delete().key('watch/b');
  assert.strictEqual((await deleted).key.toString(), 'watch/b');
  const expected = [['put', 'watch/a', '1', ''], ['put', 'watch/a', '2', '1'],
    ['put', 'watch/b', '3', ''], ['delete', 'watch/b']];
  while (seen.length < expected.length) {
    await next(first, 'data');
  }
  assert.deepStrictEqual(seen, expected);
  await first.cancel();
  await second.cancel();

  const past = client.watch().key('watch/a').startRevision(start).watcher();
  assert.strictEqual((await next(past, 'put')).value.toString(), '1');
  await past.cancel();
}

async function locks(client) {
  const lock = await client.lock('lock/a').ttl(5).acquire();
  await assert.rejects(client.lock('lock/a').acquire(), EtcdLockFailedError);
  await lock.release();
  assert.strictEqual(await client.lock('lock/a').do(async () => 'held'), 'held');
  assert.strictEqual(await client.get('lock/a').string(), null);
}

async function elections(client) {
  const election = client.election('city', 5);
  const rome = election.campaign('rome');
  await rome.wait();
  assert.strictEqual(await election.leader(), 'rome');
  const observer = await election.observe();
  assert.strictEqual(observer.leader(), 'rome');
  const oslo = election.campaign('oslo');
  await oslo.getCampaignKey(); // It stands, behind the first.
  let changed = next(observer, 'change');
  await rome.proclaim('roma');
  assert.strictEqual(await changed, 'roma');
  changed = next(observer, 'change');
  const elected = next(oslo, 'elected');
  await rome.resign();
  await elected;
  await changed;
  while (observer.leader() !== 'oslo') {
    await next(observer, 'change');
  }
  await oslo.resign(); // The observer goes with the client; to cancel it may never return.
}

async function main(host) {
  const client = new Etcd3({ hosts: 'http://' + host });
  for (const part of [kv, txn, leases, watches, locks, elections]) {
    await inTime(part.name, part(client));
    console.log(part.name + ' ok');
  }
  client.close();
  console.log('all ok');
}

main(process.argv[2]).then(() => process.exit(0), (failure) => {
  console.error(failure);
  process.exit(1);
});
