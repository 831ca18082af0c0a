/** Who waits for the team, the longest waiting first. It stays up to date by itself, also behind another view. */

import { element, phrase } from './chat-phrases.js';
import { held, named, shown, since } from './staff-words.js';

const byId = (id) => document.getElementById(id);
const AGAIN = 3_000;

export class Queue {
  #session;
  #open;
  #heard;
  #failed;
  #version = '';
  #wanted = 0;
  #known = null;

  /** `open(id)` when one is picked; `heard(cases)` after every look; `failed(refusal)` when one did not work. */
  constructor(session, { open, heard, failed }) {
    [this.#session, this.#open, this.#heard, this.#failed] = [session, open, heard, failed];
    byId('clinic').replaceChildren(byId('clinic').options[0]);
    byId('clinic').onchange = byId('state').onchange = () => this.follow();
    this.follow();
  }

  /** Look, from now on with the filters as they stand, until the next time this is called or the session is over. */
  async follow() {
    const turn = ++this.#wanted;
    this.#version = '';
    this.#known = null;
    while (turn === this.#wanted) {
      try {
        const filters = { clinic: byId('clinic').value, state: byId('state').value };
        const found = await this.#session.queue({ ...filters, seen: this.#version });
        if (turn !== this.#wanted) return;
        this.#show(found);
        this.#heard(found.cases);
      } catch (refusal) {
        if (refusal.status === undefined) throw refusal;
        if (turn !== this.#wanted) return;
        if (!this.#failed(refusal)) return;
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    }
  }

  stop() {
    this.#wanted += 1;
    byId('cases').replaceChildren();
    byId('news').textContent = '';
    document.title = phrase('title');
  }

  #show({ cases, next, version }) {
    if (version === this.#version) return cases.forEach(tick);
    const focused = document.activeElement.closest('#cases li')?.dataset.id;
    byId('cases').replaceChildren(...cases.map((each) => this.#row(each)));
    if (focused) this.focus(focused);
    byId('queue-empty').hidden = cases.length > 0;
    byId('queue-more').hidden = !next;
    this.#offerClinics(cases);
    this.#announce(cases);
    this.#version = version;
  }

  /** Back to where one was in the list. */
  focus(id) {
    const row = [...byId('cases').children].find((each) => each.dataset.id === id);
    (row?.querySelector('button') ?? byId('queue-title')).focus();
  }

  #row(one) {
    const row = element('li');
    row.dataset.id = one.conversation_id;
    const text = element('div');
    text.append(element('strong', '', since(one.waiting_since)), element('div', '', phrase(`why_${one.why}`)));
    const rest = [one.clinic, one.reference].filter(Boolean).join(' · ');
    if (rest) text.append(line(rest));
    const flags = [...new Set(one.flags.map((flag) => named(flag.id)))].join(', ');
    if (flags) text.append(element('div', '', phrase('red_flags', { names: flags })));
    text.append(line(held(one.claim, this.#session.member)));
    text.id = `about-${one.conversation_id}`;
    const button = element('button', 'button', phrase('open_case'));
    button.type = 'button';
    button.setAttribute('aria-describedby', text.id);
    button.onclick = () => this.#open(one.conversation_id);
    row.append(text, button);
    return row;
  }

  #offerClinics(cases) {
    const offered = new Set([...byId('clinic').options].map((each) => each.value));
    for (const { clinic } of cases) {
      if (!clinic || offered.has(clinic)) continue;
      offered.add(clinic);
      byId('clinic').append(new Option(clinic, clinic));
    }
  }

  #announce(cases) {
    const ids = new Set(cases.map((each) => each.conversation_id));
    const isNew = this.#known && [...ids].some((id) => !this.#known.has(id));
    if (isNew) byId('news').textContent = phrase('queue_new', { count: ids.size });
    document.title = ids.size ? phrase('queue_new_title', { count: ids.size }) : phrase('title');
    this.#known = ids;
  }
}

/** Only time has passed. */
function tick(one, place) {
  byId('cases').children[place].querySelector('strong').textContent = since(one.waiting_since);
}

function line(text) {
  const made = element('div');
  made.append(...shown(text));
  return made;
}
