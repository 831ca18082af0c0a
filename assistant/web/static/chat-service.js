/** The calls of one conversation. The token travels in a header only; the stream is opened with a short-lived ticket. */

const ROOT = '/v1/conversations';
const PATIENCE = 20_000;
const AGAIN = 3_000;

/** A call that was refused, or (status 0) never answered. */
export class Refusal extends Error {
  constructor(status, detail = '', wait = 0) {
    super(detail);
    this.status = status;
    this.wait = wait;
  }

  /** Worth sending again, just as it was. */
  get passing() {
    return [0, 408, 429].includes(this.status) || this.status >= 500;
  }

  /** The conversation is not there any more. */
  get gone() {
    return [401, 404, 410].includes(this.status);
  }
}

async function call(method, path, { token, body, accept = 'application/json', read = 'json' } = {}) {
  const headers = { Accept: accept };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: 'no-store', signal });
    if (response.ok) return await response[read]();
    const detail = (await response.json().catch(() => ({}))).detail;
    throw new Refusal(response.status, detail, Number(response.headers.get('Retry-After')) * 1000 || 0);
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(0);
  }
}

/** Start a conversation: `{conversation_id, token, turn}`. */
export function begin(locale) {
  return call('POST', ROOT, { body: { locale, channel: 'web' } });
}

/** Come in with a code from another device: `{conversation_id, token}`. */
export function redeem(code) {
  return call('POST', '/v1/links', { body: { code } });
}

/** An existing conversation. */
export class Conversation {
  constructor(id, token) {
    this.path = `${ROOT}/${id}`;
    this.token = token;
  }

  say(message) {
    return this.#call('POST', '/messages', { body: message });
  }

  view() {
    return this.#call('GET', '');
  }

  /** A code for one other device: `{code, expires_at}`. */
  link() {
    return this.#call('POST', '/links');
  }

  erase() {
    return this.#call('DELETE', '', { read: 'text' });
  }

  /** A part of the conversation as a file: `/export`, or `/report` in the media type `accept`. */
  file(part, accept) {
    return this.#call('GET', part, { accept, read: 'blob' });
  }

  async transcript() {
    const entries = [];
    for (let after = 0; ;) {
      const page = await this.#call('GET', `/messages?after=${after}&limit=200`);
      if (!page.messages.length) return entries;
      entries.push(...page.messages);
      after = page.next;
    }
  }

  /** The sheet as a document of its own. XMLHttpRequest parses it: no script in it runs, no string becomes markup here. */
  sheet() {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('GET', `${this.path}/report`);
      request.responseType = 'document';
      request.timeout = PATIENCE;
      request.setRequestHeader('Accept', 'text/html');
      request.setRequestHeader('Authorization', `Bearer ${this.token}`);
      request.onload = () => (request.status === 200 ? resolve(request.responseXML) : reject(new Refusal(request.status)));
      request.onerror = request.ontimeout = () => reject(new Refusal(0));
      request.send();
    });
  }

  /** Call `heard` with every new entry from `after()` on, whoever wrote it, until the returned function is called. */
  follow(after, heard, failed) {
    let source, timer, over = false;
    const open = async () => {
      try {
        const { ticket } = await this.#call('POST', '/tickets');
        if (over) return;
        source = new EventSource(`${this.path}/events?ticket=${encodeURIComponent(ticket)}&after=${after()}`);
        source.addEventListener('message', (event) => heard(JSON.parse(event.data)));
        source.addEventListener('error', reopen);
      } catch (refusal) {
        if (over) return;
        failed(refusal);
        if (refusal.passing) reopen();
      }
    };
    const reopen = () => {
      source?.close();
      clearTimeout(timer);
      if (!over) timer = setTimeout(open, AGAIN);
    };
    open();
    return () => {
      over = true;
      clearTimeout(timer);
      source?.close();
    };
  }

  #call(method, part, options = {}) {
    return call(method, this.path + part, { token: this.token, ...options });
  }
}
