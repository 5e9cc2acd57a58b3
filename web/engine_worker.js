// The engine's owner in the browser: a Web Worker that moves bytes between the page, the network and the engine module
// (protocol: src/platform/worker/engine.h). It steps the engine one slice at a time and lets messages in between.
import createEngine from './attention_engine.js';
import { MissingFile, load } from './assets.js';

const manifest = 'models/e5/manifest.json';
const delivery = { ok: 0, failed: 1, missing: 2 };
const state = { busy: 0 };

// Requests that come while the module is being compiled wait here: without a listener they would be lost.
const early = [];
onmessage = ({ data }) => early.push(data);

const engine = await createEngine();

/** Copies bytes into the module for one call. */
function withBytes(bytes, call) {
  const pointer = engine._engine_allocate(Math.max(1, bytes.byteLength));
  if (pointer === 0) throw new Error('the engine has no memory left');
  engine.HEAPU8.set(new Uint8Array(bytes), pointer);
  try {
    return call(pointer, bytes.byteLength);
  } finally {
    engine._engine_release(pointer);
  }
}

function withText(text, call) {
  return withBytes(new TextEncoder().encode(`${text}\0`).buffer, (pointer) => call(pointer));
}

function textAt(pointer) {
  const end = engine.HEAPU8.indexOf(0, pointer);
  return new TextDecoder().decode(engine.HEAPU8.slice(pointer, end));
}

/** Posts what the engine has to say and fetches what it wants. */
function settle() {
  for (let pointer = engine._engine_take_event(); pointer !== 0; pointer = engine._engine_take_event()) {
    const event = engine.HEAPU8.slice(pointer, pointer + engine._engine_event_length()).buffer;
    postMessage({ event }, [event]);
  }
  for (let pointer = engine._engine_take_wanted(); pointer !== 0; pointer = engine._engine_take_wanted()) {
    for (const path of textAt(pointer).split('\n')) fetchFor(path);
  }
}

/** Downloads run a few at a time, in the order in which the engine wanted them: the first layers are needed first. */
const waiting = [];
let running = 0;
const parallel = 4;
function fetchFor(path) {
  waiting.push(path);
  pull();
}
async function pull() {
  while (running < parallel && waiting.length > 0) {
    const path = waiting.shift();
    running += 1;
    load(path)
      .then((bytes) => deliver(path, bytes, delivery.ok))
      .catch((error) => deliver(path, new ArrayBuffer(0), error instanceof MissingFile ? delivery.missing : delivery.failed))
      .finally(() => {
        running -= 1;
        pull();
      });
  }
}

function deliver(path, bytes, code) {
  withText(path, (name) => withBytes(bytes, (pointer, length) => engine._engine_deliver(name, pointer, length, code)));
  settle();
  step();
}

/** Steps until the engine rests. Between two slices waiting messages come in: a MessageChannel has no 4 ms clamp. */
const channel = new MessageChannel();
let stepping = false;
channel.port1.onmessage = () => {
  const now = engine._engine_step();
  settle();
  stepping = now === state.busy;
  if (stepping) channel.port2.postMessage(null);
};
function step() {
  if (stepping) return;
  stepping = true;
  channel.port2.postMessage(null);
}

function receive(data) {
  if (data.request) withBytes(data.request, (pointer, length) => engine._engine_submit(pointer, length));
  if (data.cancel !== undefined) engine._engine_cancel(data.cancel);
  settle();
  step();
}

withText(manifest, (pointer) => engine._engine_create(pointer));
settle();
engine._engine_warm_up();
onmessage = ({ data }) => receive(data);
for (const data of early) receive(data);
postMessage({ ready: true });
step();
