/** The page for staff: who is signed in, which view is open, and what is said about it. The token is nowhere but in memory. */

import { phrase } from './chat-phrases.js';
import { Audit } from './staff-audit.js';
import { CaseView } from './staff-case.js';
import { Queue } from './staff-queue.js';
import { arrive, begin, leave, Session } from './staff-service.js';

const byId = (id) => document.getElementById(id);
const VIEWS = ['sign-in', 'queue', 'case', 'audit'];
const TITLES = { 'sign-in': 'sign-in-title', queue: 'queue-title', case: 'case-title', audit: 'audit-heading' };
const FLOW = 'second-line-staff-flow';
const MINUTE = 60_000;
const WARNED = 13 * MINUTE; // the server ends a session after 15 without a call
const OVER = 14.75 * MINUTE;
const STATUSES = [0, 401, 403, 404, 409, 422, 429];

let session = null;
let queue, view, audit;
let drafts = new Map(); // what is written and not sent; it outlives a session that ended by itself
let before = null; // who was signed in then, and the conversation they had open
let lost = false; // the connection, as the page says just now

// --- what is said ----------------------------------------------------------------------------------------------------

function done(text = '') {
  byId('problem').textContent = '';
  byId('status').textContent = text;
}

function wrong(text) {
  byId('status').textContent = '';
  byId('problem').textContent = text;
}

/** A look failed that the page takes by itself, and that the next one makes good. Whether that is worth a try. */
function failed(refusal) {
  refused(refusal);
  lost = session !== null && (refusal.status === 0 || refusal.status >= 500);
  return lost || refusal.status === 429;
}

/** Say why something was not done; it stays there until something else is. What ended with its session is not missed. */
function refused(refusal) {
  if (!session) return;
  if (refusal.status === 401) return lapse('error_401');
  lost = false;
  const kind = { claimed: 'error_claimed', 'claim-needed': 'error_claim_needed' }[refusal.kind];
  const usual = STATUSES.includes(refusal.status) ? `error_${refusal.status}` : 'error_500';
  wrong(phrase(kind ?? usual, { detail: refusal.message }));
}

function heard() {
  if (lost) done();
  lost = false;
}

function show(name) {
  for (const each of VIEWS) byId(each).hidden = each !== name;
  byId('to-queue').toggleAttribute('aria-current', name === 'queue' || name === 'case');
  byId('to-audit').toggleAttribute('aria-current', name === 'audit');
  byId(TITLES[name]).focus();
  scrollTo({ top: 0, behavior: 'instant' });
}

// --- signing in and out ----------------------------------------------------------------------------------------------

async function signIn(token, refused = 'sign_in_refused') {
  done(phrase('sending'));
  try {
    open(await new Session(await token()).open());
  } catch (refusal) {
    if (refusal.status === undefined) throw refusal;
    wrong(phrase([401, 403, 422].includes(refusal.status) ? refused : refusal.status ? 'error_500' : 'error_0'));
  }
}

function open(opened) {
  session = opened;
  const { member } = session;
  if (before?.member !== member.id) drafts.clear();
  for (const id of ['by-password', 'by-token']) byId(id).reset();
  byId('member').textContent = phrase('signed_in_as', member);
  byId('me').hidden = false;
  byId('to-audit').hidden = !session.may('lead');
  done();
  view = new CaseView(session, drafts, { done, wrong, refused, failed, heard });
  audit = new Audit(session, { said: done, refused });
  queue = new Queue(session, { open: openCase, failed, heard: (cases) => (heard(), view.heard(cases)) });
  const again = before?.member === member.id && before.id;
  before = null;
  again ? openCase(again) : show('queue');
}

/** The session is over. Nothing of what was shown stays on the page. */
function close(why) {
  session.close();
  session = null;
  queue.stop();
  view.close();
  audit.clear();
  byId('idle').close();
  byId('member').textContent = '';
  byId('me').hidden = true;
  show('sign-in');
  done(phrase(why));
}

/** It ended by itself: what is written waits in memory for the same person. */
function lapse(why) {
  if (!session) return;
  before = { member: session.member.id, id: view.id };
  close(why);
}

function signOut() {
  const ended = session;
  drafts = new Map();
  close('signed_out');
  end(ended);
}

/** Where the server does not hear it, the session ends by itself. */
function end(ended) {
  ended.end().catch((refusal) => {
    if (refusal.status === undefined) throw refusal;
  });
}

async function goElsewhere() {
  try {
    const { url, flow } = await leave();
    sessionStorage.setItem(FLOW, flow);
    location.assign(url);
  } catch (refusal) {
    if (refusal.status === undefined) throw refusal;
    wrong(phrase('sign_in_refused_elsewhere'));
  }
}

/** Whoever comes back from signing in elsewhere has what is needed in the address; it does not stay there. */
function comeBack() {
  const back = new URLSearchParams(location.search);
  const flow = sessionStorage.getItem(FLOW);
  sessionStorage.removeItem(FLOW);
  if (location.search) history.replaceState(null, '', location.pathname);
  if (back.has('code') && back.has('state') && flow) {
    const [code, state] = [back.get('code'), back.get('state')];
    signIn(() => arrive({ code, state, flow }), 'sign_in_refused_elsewhere');
  } else if (back.has('error') || back.has('code')) {
    wrong(phrase('sign_in_refused_elsewhere'));
  }
}

// --- being there -----------------------------------------------------------------------------------------------------

/** Somebody is there: the server hears of it once a minute, as words not sent are no call. */
function stir() {
  if (!session) return;
  byId('idle').close();
  if (session.unused > MINUTE) session.stay().catch((refusal) => failed(refusal));
}

function watch() {
  if (!session) return;
  if (session.unused > OVER) {
    const ended = session;
    lapse('signed_out_idle');
    end(ended);
  } else if (session.unused > WARNED && !byId('idle').open) {
    byId('idle').showModal();
  }
}

function openCase(id) {
  done();
  show('case');
  view.open(id);
}

function showQueue() {
  const { id } = view;
  view.close();
  done();
  show('queue');
  if (id) queue.focus(id);
}

function showAudit() {
  view.close();
  show('audit');
  audit.show();
}

byId('by-password').addEventListener('submit', (event) => {
  event.preventDefault();
  const { code, ...credentials } = Object.fromEntries(new FormData(event.target));
  signIn(() => begin(code ? { ...credentials, code } : credentials));
});
byId('by-token').addEventListener('submit', (event) => {
  event.preventDefault();
  signIn(async () => new FormData(event.target).get('token'));
});
byId('elsewhere')?.addEventListener('click', goElsewhere);
byId('sign-out').addEventListener('click', signOut);
byId('to-queue').addEventListener('click', showQueue);
byId('back').addEventListener('click', showQueue);
byId('to-audit').addEventListener('click', showAudit);
for (const kind of ['keydown', 'pointerdown', 'input']) document.addEventListener(kind, stir, { passive: true });
addEventListener('pageshow', (event) => event.persisted && location.reload());
setInterval(watch, 5_000);
show('sign-in');
comeBack();
