/** The chat page: one conversation, resumed after a reload, known to nothing but the tab it lives in. */

import * as log from './chat-log.js';
import { watchDevices } from './chat-devices.js';
import { download } from './chat-files.js';
import { phrase } from './chat-phrases.js';
import { begin, Conversation } from './chat-service.js';
import { forget, forgetForGood, recall, remember } from './chat-session.js';
import { watchSheet } from './chat-sheet.js';
import { closePassing, hideStanding, say, showStanding } from './chat-standing.js';

const byId = (id) => document.getElementById(id);
const SLOW = 500;
const LONGEST_PAUSE = 30_000;
const TWICE = 700;

let session = null; // {id, token, alarms: ids of safety messages, unsent: messages on their way}
let conversation = null;
let stopFollowing = null;
let starting = false;
let busy = false; // a message is on its way
let asked = null; // the slot of the question on the page
let failures = 0;
let retryTimer;
let lastSeq = 0; // up to where the stream has been heard
const streamed = new Set(); // ids of entries that the stream brought
const shown = new Set(); // ids of entries on the page
let early = []; // entries that came while a message was on its way

// --- beginning, resuming, ending -------------------------------------------------------------------------------------

async function start() {
  if (starting || conversation) return;
  starting = true;
  clearTimeout(retryTimer);
  say('starting');
  try {
    session = recall();
    await (session ? resume() : open());
    failures = 0;
    say();
    follow();
    showSheet();
    drain();
  } catch (refusal) {
    if (refusal.status === undefined) throw refusal;
    if (refusal.gone) return end('gone');
    retryLater(refusal, start);
  } finally {
    starting = false;
  }
}

async function open() {
  const { conversation_id: id, token, turn } = await begin(document.documentElement.lang);
  session = { id, token, alarms: [], unsent: [] };
  remember(session);
  conversation = new Conversation(id, token);
  show(turn);
}

async function resume() {
  const known = new Conversation(session.id, session.token);
  const [entries, view] = await Promise.all([known.transcript(), known.view()]);
  conversation = known;
  byId('log').setAttribute('aria-busy', 'true');
  log.clear();
  entries.forEach(showEntry);
  lastSeq = entries.at(-1)?.seq ?? 0;
  for (const message of session.unsent) if (!log.hasMine(message.message_id)) log.addMine(message.label, message.message_id);
  stand(view);
  byId('log').removeAttribute('aria-busy');
  scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
}

/** The conversation is over for good: nothing of it stays on the page or in the tab. */
function end(why) {
  wipe();
  forget();
  say();
  document.body.classList.add('over');
  byId('over-text').textContent = phrase(why);
  byId('over').hidden = false;
  byId('over').focus();
}

function wipe() {
  stopFollowing?.();
  clearTimeout(retryTimer);
  session = conversation = stopFollowing = asked = null;
  [lastSeq, failures, early] = [0, 0, []];
  streamed.clear();
  shown.clear();
  log.clear();
  byId('words').value = '';
  hideStanding();
  if (location.hash) history.replaceState(null, '', location.pathname);
  showSheet();
}

function leave() {
  forgetForGood();
  wipe();
  document.title = '';
  location.replace('/static/away.html');
}

// --- speaking --------------------------------------------------------------------------------------------------------

function send(body, label, byKeyboard = false) {
  if (!conversation) return;
  if (body.text && asked && !session.unsent.length) body = { ...body, asked };
  const message = { message_id: newId(), label, body, byKeyboard };
  session.unsent.push(message);
  remember(session);
  log.reveal(log.addMine(label, message.message_id));
  closePassing();
  drain();
}

/** A browser offers randomUUID over https and on its own machine only. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Send what waits, in order, one at a time. What fails stays, with its id, so that sending it again does nothing twice. */
async function drain() {
  if (busy || !conversation) return;
  const mine = session;
  busy = true;
  clearTimeout(retryTimer);
  const slow = setTimeout(() => say('sending'), SLOW);
  try {
    while (mine.unsent.length && session === mine) await sendFirst(mine);
  } catch (refusal) {
    if (refusal.status === undefined) throw refusal;
    for (const message of mine.unsent) log.markUnsent(message.message_id, true);
    if (session === mine) retryLater(refusal, drain);
  } finally {
    clearTimeout(slow);
    busy = false;
    early.splice(0).forEach(heard);
  }
}

async function sendFirst(mine) {
  const [{ message_id, label, body, byKeyboard }] = mine.unsent;
  try {
    const turn = await conversation.say({ message_id, ...body });
    if (session !== mine) return;
    log.markUnsent(message_id, false);
    failures = 0;
    say();
    show(turn, byKeyboard);
  } catch (refusal) {
    if (refusal.status === undefined || refusal.passing) throw refusal;
    if (session !== mine) return;
    if (refusal.gone) return end('gone');
    refused(body, label, refusal);
  }
  mine.unsent.shift();
  if (session === mine) remember(mine);
}

/** Words come back into the field; a button whose question is closed says so. */
function refused(body, label, refusal) {
  if (!body.text) return say('old-button');
  byId('words').value ||= label;
  say('refused', { detail: refusal.message });
}

function retryLater(refusal, again) {
  failures += 1;
  const wait = Math.max(refusal.wait, Math.min(1000 * 2 ** failures, LONGEST_PAUSE));
  byId('composer').hidden = false;
  say('offline', {}, again);
  clearTimeout(retryTimer);
  retryTimer = setTimeout(again, wait);
}

// --- hearing ---------------------------------------------------------------------------------------------------------

function follow() {
  stopFollowing?.();
  stopFollowing = null;
  if (!conversation || document.hidden) return;
  stopFollowing = conversation.follow(() => lastSeq, heard, (refusal) => refusal.gone && end('gone'));
}

/** An entry from the stream: ours come again here, others (staff, another device) come only here. */
function heard(entry) {
  if (!session) return;
  if (busy) return early.push(entry);
  lastSeq = entry.seq;
  streamed.add(entry.id);
  if (shown.has(entry.id) || log.hasMine(entry.message_id)) return;
  log.reveal(showEntry(entry));
  refresh();
}

let refreshing;
function refresh() {
  clearTimeout(refreshing);
  refreshing = setTimeout(async () => {
    const mine = conversation;
    try {
      const view = await mine?.view();
      if (view && mine === conversation && !busy) stand(view);
    } catch (refusal) {
      if (refusal.status === undefined) throw refusal;
      if (refusal.gone && mine === conversation) end('erased');
    }
  }, 100);
}

// --- showing ---------------------------------------------------------------------------------------------------------

/** A turn: what was said, then what is asked. Only what the stream brought before is not shown again. */
function show(turn, byKeyboard = false) {
  if (turn.intent === 'hide') return leave();
  const alarm = turn.intent === 'red_flag' || turn.flags.some((flag) => flag.tier !== 'soon');
  const fresh = turn.messages.filter((entry) => !streamed.has(entry.id));
  if (alarm) session.alarms.push(...fresh.map((entry) => entry.id));
  const items = fresh.map(showEntry);
  const question = stand(turn);
  if (turn.intent === 'forget_me' && !turn.question) refresh();
  if (items[0] ?? question) log.reveal(items[0] ?? question);
  if (byKeyboard) (question?.querySelector('button:enabled, a') ?? byId('words')).focus({ preventScroll: true });
}

/** Show where a turn or a view says that the conversation stands. */
function stand(standing) {
  asked = standing.question?.slot ?? null;
  return showStanding(standing, send);
}

function showEntry(entry) {
  shown.add(entry.id);
  if (!['patient', 'caregiver'].includes(entry.sender)) {
    return log.addEntry(entry, { alarm: session.alarms.includes(entry.id) });
  }
  return log.addMine(entry.text, entry.message_id ?? entry.id);
}

/** Leave this conversation for one that another device let us into. */
function enter(id, token) {
  wipe();
  remember({ id, token, alarms: [], unsent: [] });
  start();
}

// --- the controls ----------------------------------------------------------------------------------------------------

const showSheet = watchSheet(() => conversation);
watchDevices(() => conversation, enter);

byId('by-words').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('words').value.trim();
  if (!text || !conversation) return byId('words').focus();
  byId('words').value = '';
  send({ text }, text);
});

byId('words').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId('by-words').requestSubmit();
});

byId('by-date').addEventListener('submit', (event) => {
  event.preventDefault();
  const day = byId('date').valueAsDate;
  const long = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
  const text = new Intl.DateTimeFormat('en-GB', long).format(day);
  send({ text }, text, event.submitter?.matches(':focus-visible'));
});

for (const button of document.querySelectorAll('[data-say]')) {
  button.addEventListener('click', (event) => {
    byId('more').hidePopover?.();
    if (location.hash) location.hash = '';
    send({ text: button.dataset.say }, button.textContent, event.detail === 0);
  });
}

byId('export').addEventListener('click', async () => {
  byId('more').hidePopover?.();
  try {
    download(await conversation.file('/export', 'application/json'), phrase('my-data-file'));
  } catch {
    say('failed');
  }
});

byId('delete').addEventListener('click', () => {
  byId('more').hidePopover?.();
  byId('confirm').showModal();
});
byId('keep').addEventListener('click', () => byId('confirm').close());
byId('erase').addEventListener('click', async () => {
  byId('confirm').close();
  try {
    await conversation?.erase();
    end('erased');
  } catch (refusal) {
    if (refusal.gone) end('erased');
    else say('failed');
  }
});

byId('again').addEventListener('click', start);
byId('leave').addEventListener('click', leave);

let escapedAt = -Infinity;
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.repeat) return;
  if (event.timeStamp - escapedAt < TWICE) return leave();
  escapedAt = event.timeStamp;
});

addEventListener('online', () => (conversation ? drain() : start()));
document.addEventListener('visibilitychange', follow);
addEventListener('pageshow', (event) => event.persisted && location.reload());

start();
