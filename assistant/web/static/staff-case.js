/** One conversation: all that bears on it, what is written to the person and to colleagues, and what else can be done. */

import { element, phrase } from './chat-phrases.js';
import { held, named, said, shown, since, when } from './staff-words.js';

const byId = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll('#deeds [data-deed]')];
const PEOPLE = ['patient', 'caregiver'];
const AGAIN = 3_000;
const CALLS = {
  claim: ['claim'],
  take_over: ['claim', { take_over: true }],
  release: ['release'],
  hand_back: ['release', { back_to_assistant: true }],
  resolve: ['resolve'],
};
const CLOSING = ['hand_back', 'resolve'];
const FOCUS = { claim: 'reply-words', take_over: 'reply-words', release: 'case-title', hand_back: 'back', resolve: 'back' };

export class CaseView {
  #session;
  #drafts;
  #tell;
  #case = null;
  #messages = new Map();
  #after = 0;
  #following = new AbortController();
  #busy = false;

  /** `drafts`: what is written and not sent, by conversation. `tell` has `done`, `wrong`, `refused`, `failed`, `heard`. */
  constructor(session, drafts, tell) {
    [this.#session, this.#drafts, this.#tell] = [session, drafts, tell];
    for (const button of buttons) button.onclick = () => this.#press(button.dataset.deed);
    for (const name of ['reply', 'note']) {
      byId(name).onsubmit = (event) => {
        event.preventDefault();
        this.#write(name);
      };
      byId(`${name}-words`).oninput = () => this.#draft(name);
    }
  }

  get id() {
    return this.#case?.conversation_id;
  }

  open(id) {
    this.close();
    this.#case = { conversation_id: id };
    for (const name of ['reply', 'note']) byId(`${name}-words`).value = this.#kept(name).text;
    byId('writing').hidden = !this.#session.may('answer');
    this.#follow();
  }

  /** Nothing of it stays on the page; what is written and not sent stays in memory. */
  close() {
    this.#following.abort();
    this.#case = null;
    this.#after = 0;
    this.#messages.clear();
    for (const id of ['facts', 'transcript', 'flags', 'notes', 'answers', 'missing', 'holder', 'flags-before']) byId(id).replaceChildren();
    for (const id of ['reply-words', 'note-words']) byId(id).value = '';
    for (const button of buttons) button.hidden = true;
  }

  /** The queue says who has it now: look again where that is news. */
  heard(cases) {
    const now = cases.find((each) => each.conversation_id === this.id);
    if (now && 'claim' in this.#case && now.claim?.by !== this.#case.claim?.by && !this.#busy) this.#follow();
  }

  // --- what is shown -------------------------------------------------------------------------------------------------

  async #follow() {
    this.#following.abort();
    const { signal } = (this.#following = new AbortController());
    for (let first = true; !signal.aborted; ) {
      try {
        const packet = await this.#session.packet(this.id, this.#after, signal, first);
        if (signal.aborted) return;
        this.#show(packet);
        this.#tell.heard();
        first = false;
      } catch (refusal) {
        if (refusal.status === undefined) throw refusal;
        if (signal.aborted) return;
        if (refusal.status === 404) return this.#end('no_longer');
        if (!this.#tell.failed(refusal)) return;
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    }
  }

  #show(packet) {
    for (const message of packet.messages) {
      this.#messages.set(message.seq, message);
      byId('transcript').append(entry(message));
    }
    if (packet.messages.length) byId('log').scrollTop = byId('log').scrollHeight;
    this.#after = packet.next;
    fill('flags', packet.flags.map((flag) => this.#flag(flag)), 'flags_none');
    const now = new Set(packet.flags.map((flag) => flag.id));
    const before = packet.all_flags.filter((flag) => !now.has(flag.id)).map((flag) => named(flag.id)).join(', ');
    byId('flags-before').textContent = before && phrase('flags_before', { names: before });
    fill('notes', packet.notes.map(note), 'notes_none');
    fill('answers', packet.answers.map(answer), 'answers_none');
    fill('missing', packet.missing.map(({ text }) => element('li', '', text)), 'missing_none');
    this.#stand(packet);
  }

  #flag({ id, seq, at }) {
    const item = element('li');
    const where = element('p', 'hint');
    const message = this.#messages.get(seq);
    where.append(when(at), ' ', message ? phrase('the_person_wrote') : phrase('not_loaded', { seq }));
    item.append(element('strong', '', named(id)), where);
    if (message) item.append(said(message.text, true));
    return item;
  }

  /** Who has it, and what can be done now. */
  #stand(now) {
    const was = this.#mine;
    const { claim } = now;
    this.#case = now;
    byId('holder').textContent = held(claim, this.#session.member);
    byId('facts').replaceChildren(...facts(now));
    if (was && !this.#mine && !this.#busy) {
      this.#tell.wrong(claim ? phrase('claim_taken', { name: claim.name }) : phrase('claim_lost'));
    }
    const other = claim && !this.#mine;
    const [answers, leads] = [this.#session.may('answer'), this.#session.may('lead')];
    const can = {
      claim: answers && !claim,
      take_over: leads && other,
      release: answers && (this.#mine || (leads && other)),
      hand_back: answers && (this.#mine || (leads && other)),
      resolve: answers && (!other || leads),
    };
    for (const button of buttons) button.hidden = !can[button.dataset.deed];
    if (other) buttons.find((each) => each.dataset.deed === 'take_over').textContent = phrase('take_over', { name: claim.name });
    this.#letWrite(this.#mine);
  }

  get #mine() {
    return this.#case?.claim?.by === this.#session.member.id;
  }

  #letWrite(reply) {
    byId('take-first').hidden = reply;
    byId('reply').querySelector('button').disabled = !reply;
    byId('note').querySelector('button').disabled = !this.#case?.waiting_since;
  }

  /** It waits for nobody any more. */
  #end(why) {
    this.#following.abort();
    this.#tell.done(phrase(why));
    this.#case = { ...this.#case, claim: null, waiting_since: null };
    byId('holder').textContent = phrase('no_longer');
    for (const button of buttons) button.hidden = true;
    this.#letWrite(false);
    byId('take-first').hidden = true;
  }

  // --- what is done --------------------------------------------------------------------------------------------------

  /** What closes it would leave words behind that nobody gets to see. */
  #press(name) {
    const unsent = ['reply-words', 'note-words'].find((id) => byId(id).value.trim());
    if (!unsent || !CLOSING.includes(name)) return this.#do(name, ...CALLS[name]);
    this.#tell.wrong(phrase('unsent'));
    byId(unsent).focus();
  }

  /** Nothing else is asked meanwhile, so that no older answer comes after this one. */
  async #do(name, call, body = {}) {
    if (this.#busy) return false;
    this.#busy = true;
    this.#following.abort();
    const { id } = this;
    this.#tell.done(phrase('sending'));
    try {
      const now = await this.#session.deed(id, call, body);
      if (id !== this.id) return true;
      if (CLOSING.includes(name)) this.#end(`done_${name}`);
      else this.#tell.done(phrase(`done_${name}`));
      if (now.waiting_since) this.#stand(now);
      if (name in FOCUS) byId(FOCUS[name]).focus();
      return true;
    } catch (refusal) {
      if (refusal.status === undefined) throw refusal;
      this.#tell.refused(refusal);
      return false;
    } finally {
      this.#busy = false;
      if (id === this.id && this.#case.waiting_since !== null) this.#follow();
    }
  }

  /** The same words keep their id, so that sending them again does nothing twice. */
  async #write(name) {
    const { id } = this;
    const draft = this.#kept(name);
    if (!draft.text.trim()) return byId(`${name}-words`).focus();
    draft.messageId ??= newId();
    const body = { message_id: draft.messageId, text: draft.text };
    if (!(await this.#do(name, name, body))) return;
    if (this.#drafts.get(`${id} ${name}`) === draft) this.#drafts.delete(`${id} ${name}`);
    if (id === this.id && byId(`${name}-words`).value === body.text) byId(`${name}-words`).value = '';
    byId(`${name}-words`).focus();
  }

  #draft(name) {
    this.#drafts.set(`${this.id} ${name}`, { text: byId(`${name}-words`).value });
  }

  #kept(name) {
    return this.#drafts.get(`${this.id} ${name}`) ?? { text: '' };
  }
}

/** A browser offers randomUUID over https and on its own machine only. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fill(id, items, none) {
  byId(id).replaceChildren(...(items.length ? items : [element('li', 'hint', phrase(none))]));
}

function entry({ sender, text, at, seq }) {
  const item = element('li', `from-${sender}`);
  const who = element('p', 'who', `${seq} · ${phrase(`from_${sender}`)} · `);
  who.append(when(at));
  item.append(who, said(text, PEOPLE.includes(sender)));
  return item;
}

function note({ name, text, at }) {
  const item = element('li');
  const who = element('p', 'who', `${name} · `);
  who.append(when(at));
  item.append(who, said(text, false));
  return item;
}

/** What was understood is authored, but for what people wrote freely; their own words are quoted. */
function answer({ label, text, status, quote }) {
  const item = element('li');
  const words = element('p');
  words.append(element('strong', '', label), ': ', ...shown(text), ` (${phrase(`certainty_${status}`)})`);
  item.append(words);
  if (quote) item.append(element('p', 'hint', phrase('quoted')), said(quote, true));
  return item;
}

function facts(one) {
  const told = {
    status: phrase(`status_${one.status}`),
    clinic: one.clinic,
    reference: one.reference,
    region: one.region,
    channel: one.channel,
  };
  const first = element('div');
  first.append(element('dt', '', phrase(`why_${one.why}`)), element('dd', '', since(one.waiting_since)));
  const rest = Object.entries(told).filter(([, text]) => text);
  return [first, ...rest.map(([name, text]) => fact(phrase(name), text))];
}

function fact(name, text) {
  const made = element('div');
  const told = element('dd');
  told.append(...shown(text));
  made.append(element('dt', '', `${name}:`), told);
  return made;
}
