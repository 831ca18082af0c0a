/** What staff saw and did, a page at a time. */

import { element, phrase } from './chat-phrases.js';
import { download } from './chat-files.js';
import { when } from './staff-words.js';

const byId = (id) => document.getElementById(id);
const form = byId('audit-wanted');

export class Audit {
  #session;
  #refused;
  #said;
  #next = 0;

  constructor(session, { said, refused }) {
    [this.#session, this.#said, this.#refused] = [session, said, refused];
    form.onsubmit = (event) => {
      event.preventDefault();
      this.show();
    };
    byId('audit-earliest').onclick = () => this.show({ after: 0 });
    byId('audit-next').onclick = () => this.show({ after: this.#next });
    byId('audit-csv').onclick = () => this.#try(() => this.#save());
  }

  /** The latest ones; of one account or conversation, from the first. */
  show(from = {}) {
    const wanted = Object.fromEntries(new FormData(form));
    const latest = !wanted.who && !wanted.conversation_id && from.after === undefined;
    return this.#try(async () => {
      const { entries, next } = await this.#session.audit({ ...wanted, ...from, ...(latest && { latest }) });
      this.#next = next;
      byId('entries').replaceChildren(...entries.map(row));
      this.#said(entries.length ? phrase('audit_count', { count: entries.length }) : phrase('audit_empty'));
    });
  }

  clear() {
    byId('entries').replaceChildren();
    form.reset();
  }

  async #save() {
    const wanted = Object.fromEntries(new FormData(form));
    download(await this.#session.auditFile({ ...wanted, limit: 1000 }), phrase('audit_file'));
  }

  async #try(work) {
    try {
      await work();
    } catch (refusal) {
      if (refusal.status === undefined) throw refusal;
      this.#refused(refusal);
    }
  }
}

function row({ seq, at, who, action, conversation_id: conversation, detail }) {
  const made = element('tr');
  const time = element('td');
  time.append(when(at));
  const rest = [who, action, conversation ?? '', detail].map((text) => element('td', '', text));
  made.append(element('td', '', String(seq)), time, ...rest);
  return made;
}
